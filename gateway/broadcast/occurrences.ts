// pure
import type { Recurrence } from '../../protocol/api/broadcast.ts';
import { addDays, type Day, dayOf, daysBetween, instantAt, weekdayOf } from '../../protocol/vietnam-time.ts';
import { holidayOf, lunarOf } from '../../protocol/vietnamese-calendar.ts';
import { daysOfRule } from './recurrence-rule.ts';

/** Nothing asks for more than a few months; a wrong question must not run for ever. */
const LONGEST_DAYS = 800;

/** One run that a recurrence gives. */
export interface Occurrence {
  /** The original instant, which names the run whatever becomes of it. */
  readonly at: number;
  /** When it sounds; another instant than `at` when it was moved. */
  readonly startAt: number;
  /** What it says instead of the programme's bulletins. */
  readonly bulletins?: readonly string[] | undefined;
}

/** The instants (ms UTC, ascending, each once) at which a recurrence sounds in [from, to). */
export function occurrencesOf(recurrence: Recurrence, from: number, to: number): number[] {
  return [...new Set(eventsOf(recurrence, from, to).map((event) => event.startAt))];
}

/**
 * The runs that sound in [from, to), in order of time. Days, weekdays and times are Vietnamese, whatever zone the process runs
 * in. What was moved into the window is there, what was moved out of it or skipped is not.
 */
export function eventsOf(recurrence: Recurrence, from: number, to: number): Occurrence[] {
  const changes = singlesOf(recurrence);
  const staying = originalsOf(recurrence, from, to).flatMap((at): Occurrence[] => {
    const change = changes.get(at);
    if (!change) return [{ at, startAt: at }];
    return change.skipped || change.to !== undefined ? [] : [{ at, startAt: at, bulletins: change.bulletins }];
  });
  const moved = [...changes].flatMap(([at, { skipped, to: startAt, bulletins }]): Occurrence[] =>
    !skipped && startAt !== undefined && startAt >= from && startAt < to && isOriginal(recurrence, at)
      ? [{ at, startAt, bulletins }]
      : [],
  );
  return [...staying, ...moved].sort((a, b) => a.startAt - b.startAt || a.at - b.at);
}

/** What became of the run of an original instant; undefined when it is skipped. */
export function eventAt(recurrence: Recurrence, at: number): Occurrence | undefined {
  const change = singlesOf(recurrence).get(at);
  return change?.skipped ? undefined : { at, startAt: change?.to ?? at, bulletins: change?.bulletins };
}

/** Does the recurrence give this instant, before single runs are changed? */
export function isOriginal(recurrence: Recurrence, at: number): boolean {
  return originalsOf(recurrence, at, at + 1).length > 0;
}

/** The original instants in [from, to), ascending: what the recurrence gives before single runs are skipped or moved. */
export function originalsOf(recurrence: Recurrence, from: number, to: number): number[] {
  if (to <= from) return [];
  const first = latest(recurrence.from, dayOf(from));
  const last = earliest(recurrence.to ?? dayOf(to - 1), dayOf(to - 1), addDays(first, LONGEST_DAYS));
  const except = new Set(recurrence.except);
  const times = [...new Set(recurrence.times)].sort();
  return daysOf(recurrence, first, last)
    .filter((day) => !except.has(day) && suits(recurrence.holidays, day))
    .flatMap((day) => times.map((time) => instantAt(day, time)))
    .filter((instant) => instant >= from && instant < to);
}

function daysOf(recurrence: Recurrence, first: Day, last: Day): Day[] {
  const { rule, lunar, weekdays } = recurrence;
  if (rule !== undefined) return daysOfRule(rule, recurrence.from, first, last);
  const days = daysBetween(first, last);
  if (lunar) return days.filter((day) => isLunar(day, lunar));
  return weekdays.length === 0 ? days : days.filter((day) => weekdays.includes(weekdayOf(day)));
}

/** A month without this day (29 days, and the 30th is wanted) is left out, as RFC 5545 does with the 31st. */
function isLunar(day: Day, wanted: NonNullable<Recurrence['lunar']>): boolean {
  const lunar = lunarOf(day);
  return lunar.day === wanted.day && (wanted.month === undefined || lunar.month === wanted.month);
}

function suits(holidays: Recurrence['holidays'], day: Day): boolean {
  if (holidays === undefined || holidays === 'play') return true;
  return (holidayOf(day) !== undefined) === (holidays === 'only');
}

interface Single {
  skipped?: boolean;
  to?: number;
  bulletins?: readonly string[];
}

/** Changes of single runs by their original instant; a run may be moved and say something else as well. */
function singlesOf(recurrence: Recurrence): Map<number, Single> {
  const singles = new Map<number, Single>();
  for (const exception of recurrence.exceptions ?? []) {
    const known = singles.get(exception.at) ?? {};
    if (exception.do === 'skip') known.skipped = true;
    else if (exception.do === 'move') known.to = exception.to;
    else known.bulletins = exception.bulletins;
    singles.set(exception.at, known);
  }
  return singles;
}

function latest(...days: string[]): string {
  return days.sort().at(-1) as string;
}

function earliest(...days: string[]): string {
  return days.sort()[0] as string;
}
