// pure
import type { Recurrence } from '../../protocol/api/broadcast.ts';
import { addDays, dayOf, daysBetween, instantAt, weekdayOf } from '../../protocol/vietnam-time.ts';

/** Nothing asks for more than a few months; a wrong question must not run for ever. */
const LONGEST_DAYS = 800;

/**
 * The instants (ms UTC, ascending, each once) at which a recurrence sounds in [from, to). Days, weekdays and times are
 * Vietnamese, whatever zone the process runs in.
 */
export function occurrencesOf(recurrence: Recurrence, from: number, to: number): number[] {
  if (to <= from) return [];
  const first = latest(recurrence.from, dayOf(from));
  const last = earliest(recurrence.to ?? dayOf(to - 1), dayOf(to - 1), addDays(first, LONGEST_DAYS));
  const except = new Set(recurrence.except);
  const times = [...new Set(recurrence.times)].sort();
  return daysBetween(first, last)
    .filter((day) => !except.has(day))
    .filter((day) => recurrence.weekdays.length === 0 || recurrence.weekdays.includes(weekdayOf(day)))
    .flatMap((day) => times.map((time) => instantAt(day, time)))
    .filter((instant) => instant >= from && instant < to);
}

function latest(...days: string[]): string {
  return days.sort().at(-1) as string;
}

function earliest(...days: string[]): string {
  return days.sort()[0] as string;
}
