// pure
import type { Recurrence } from '../../protocol/api/broadcast.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { addDays, isRealDay, startOfDay } from '../../protocol/vietnam-time.ts';
import { LAST_LUNAR_DAY } from '../../protocol/vietnamese-calendar.ts';
import { InvalidInputError, RuleError } from '../errors.ts';
import { eventAt, isOriginal, originalsOf } from './occurrences.ts';
import { ruleProblem } from './recurrence-rule.ts';

/** One run is moved at most so far: beyond, it is another programme. */
export const FARTHEST_MOVE_MS = 92 * DAY_MS;
/** How far the first run of a timetable is looked for: 29 February comes every eight years at the latest. */
const LOOK_YEARS = 9;
const FIRST_DAY = '2000-01-01';

/**
 * The recurrence without changes of runs that it does not have (any more). Throws InvalidInputError or RuleError, saying what to
 * do, where it cannot be kept.
 */
export function requireRecurrence(recurrence: Recurrence): Recurrence {
  requireRealDays([recurrence.from, ...(recurrence.to === undefined ? [] : [recurrence.to]), ...recurrence.except]);
  if (recurrence.to !== undefined && recurrence.to < recurrence.from)
    throw new InvalidInputError('ends-before-it-begins', 'The last day lies before the first.');
  requireOneKind(recurrence);
  const problem = recurrence.rule === undefined ? undefined : ruleProblem(recurrence.rule);
  if (problem !== undefined) throw new InvalidInputError('bad-rule', problem);
  // Of two changes of one kind the last one counts.
  const last = new Map((recurrence.exceptions ?? []).map((one) => [`${one.do} ${one.at}`, one]));
  const exceptions = [...last.values()].filter((one) => isOriginal(recurrence, one.at));
  if (exceptions.some((one) => one.do === 'move' && Math.abs(one.to - one.at) > FARTHEST_MOVE_MS))
    throw new RuleError('too-far', 'A single run is moved by at most 92 days; make another programme for it.');
  const { exceptions: _, ...rest } = recurrence;
  return exceptions.length === 0 ? rest : { ...rest, exceptions };
}

/** The first start at each time of day, for quiet hours are the same every day, and every start that was moved. */
export function startsToCheck(recurrence: Recurrence): number[] {
  const firsts = recurrence.times.flatMap((time) => firstAt(recurrence, time));
  const moved = (recurrence.exceptions ?? []).flatMap((one) => {
    const event = one.do === 'move' ? eventAt(recurrence, one.at) : undefined;
    return event ? [event.startAt] : [];
  });
  return [...firsts, ...moved];
}

/** The first start at a time of day, without changes of single runs; none or one. */
export function firstAt(recurrence: Recurrence, time: string): number[] {
  for (let year = 0; year < LOOK_YEARS; year++) {
    const day = addDays(recurrence.from, year * 366);
    const window = [startOfDay(day), startOfDay(addDays(day, 366))] as const;
    const [first] = originalsOf({ ...recurrence, times: [time] }, ...window);
    if (first !== undefined) return [first];
  }
  return [];
}

function requireRealDays(days: readonly string[]): void {
  const wrong = days.find((day) => !isRealDay(day) || day > LAST_LUNAR_DAY || day < FIRST_DAY);
  if (wrong !== undefined)
    throw new InvalidInputError('no-such-day', `${wrong} is not a day of the calendar between 2000 and 2199.`);
}

function requireOneKind({ rule, lunar, weekdays }: Recurrence): void {
  const kinds = [rule !== undefined, lunar !== undefined, weekdays.length > 0].filter(Boolean).length;
  if (kinds > 1)
    throw new InvalidInputError(
      'two-rules',
      'Choose weekdays, a lunar day or a rule; only one of them can give the days.',
    );
}
