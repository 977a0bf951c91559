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

/** One run that a recurrence gives. */
export interface Occurrence {
  /** The original instant, which names the run whatever becomes of it. */
  readonly at: number;
  /** When it sounds; another instant than `at` when it was moved. */
  readonly startAt: number;
}

/** The runs that sound in [from, to), in order of time: those that are skipped left out, those that are moved at their new time. */
export function eventsOf(recurrence: Recurrence, from: number, to: number): Occurrence[] {
  const exceptions = new Map((recurrence.exceptions ?? []).map((one) => [one.at, one]));
  const staying = occurrencesOf(recurrence, from, to).filter(
    (at) => (exceptions.get(at)?.do ?? 'replace') === 'replace',
  );
  const moved = [...exceptions.values()].flatMap((one) =>
    one.do === 'move' && one.to >= from && one.to < to ? [{ at: one.at, startAt: one.to }] : [],
  );
  return [...staying.map((at) => ({ at, startAt: at })), ...moved].sort((a, b) => a.startAt - b.startAt || a.at - b.at);
}

function latest(...days: string[]): string {
  return days.sort().at(-1) as string;
}

function earliest(...days: string[]): string {
  return days.sort()[0] as string;
}
