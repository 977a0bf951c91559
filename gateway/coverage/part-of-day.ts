// pure
import type { PartOfDay } from '../../protocol/sessions.ts';
import { HOUR_MS } from '../../protocol/units.ts';
import { millisecondOfDay } from '../../protocol/vietnam-time.ts';

/**
 * The part of the Vietnamese day a run belongs to, by its due instant (ms UTC): morning before 12:00, afternoon before
 * 19:00, evening after. 19:00 and not 18:00, so that the second customary band (16:30 to 19:00) is one session.
 */
export function partOfDay(dueAt: number): PartOfDay {
  const time = millisecondOfDay(dueAt);
  if (time < 12 * HOUR_MS) return 'morning';
  return time < 19 * HOUR_MS ? 'afternoon' : 'evening';
}
