import { TIME_OF_DAY, type TimeOfDay } from '../../protocol/vietnam-time.ts';

/** Reads what people type for a time of day: «5:30», «0530», «5h30», «17.30», «17g». Undefined when it is none; never AM or PM. */
export function parseTimeOfDay(text: string): TimeOfDay | undefined {
  const match = /^\s*(\d{1,2})(?:\s*[:hHgG.]\s*(\d{1,2})?|(\d{2}))?\s*$/.exec(text);
  if (!match) return undefined;
  const time = `${(match[1] ?? '').padStart(2, '0')}:${(match[2] ?? match[3] ?? '').padStart(2, '0')}`;
  return TIME_OF_DAY.test(time) ? time : undefined;
}
