// pure
import { MINUTE_MS } from '../../protocol/units.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import type { BulletinFromAbove } from '../broadcast/from-above.ts';
import { InvalidInputError } from '../errors.ts';
import type { Schedule } from './dialect/messages.ts';

export type When = Pick<BulletinFromAbove, 'from' | 'to' | 'times' | 'weekdays' | 'days'>;

/** Plans reach nodes by then; a whole minute, because timetables know no seconds. */
const NOW_LEAD_MS = 2 * MINUTE_MS;

/** When it asks to sound. `now` as the mode is the next minute but one of today; what names no way of repeating is taken as it stands. */
export function whenOf({ mode, repeat, from, to, days, times, weekdays }: Schedule, now: number): When {
  if (mode === 'now') {
    const at = Math.ceil((now + NOW_LEAD_MS) / MINUTE_MS) * MINUTE_MS;
    return { from: dayOf(at), to: dayOf(at), times: [timeOf(at)] };
  }
  const ends = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const at = times === undefined ? {} : { times };
  switch (repeat) {
    case 'days':
      if (!days || days.length === 0)
        throw new InvalidInputError('no-days', 'The timetable names its days one by one, and names none.');
      return { days, ...at };
    case 'weekly':
      if (!weekdays || weekdays.length === 0)
        throw new InvalidInputError('no-weekdays', 'The timetable repeats by the week, and names no day of it.');
      return { ...ends, weekdays, ...at };
    case 'daily':
      return { ...ends, ...at };
    case undefined:
      return days && days.length > 0 ? { days, ...at } : { ...ends, ...(weekdays ? { weekdays } : {}), ...at };
  }
}
