// pure
import type { Recurrence } from '../../protocol/api/broadcast.ts';
import type { OccurrenceChange } from '../../protocol/api/schedule.ts';
import { addDays, dayOf, instantAt, startOfDay, timeOf, weekdayOf } from '../../protocol/vietnam-time.ts';
import { ConflictError, RuleError } from '../errors.ts';
import { originalsOf } from './occurrences.ts';
import { daysOfRule, partOf, withPart } from './recurrence-rule.ts';

type Exceptions = NonNullable<Recurrence['exceptions']>;

/** When a programme sounds, and what. */
export interface Timing {
  readonly recurrence: Recurrence;
  readonly bulletins: readonly string[];
}

/** What a change of runs makes of a programme: another timing, an earlier end with or without a successor, or no programme any more. */
export type Outcome =
  | { readonly kind: 'changed'; readonly timing: Timing }
  | { readonly kind: 'ended'; readonly recurrence: Recurrence; readonly successor?: Timing }
  | { readonly kind: 'cancelled' };

/**
 * Applies a change to the run of an original instant, to those from it on, or to all. Throws RuleError or ConflictError where
 * that cannot be said as one timetable. That `order.at` is an original instant of the programme is the caller's to see to.
 */
export function changeOccurrence(programme: Timing, order: Pick<OccurrenceChange, 'at' | 'scope' | 'change'>): Outcome {
  const { at, scope, change } = order;
  if (scope === 'this') return { kind: 'changed', timing: changeOne(programme, at, change) };
  const isFirst = originalsOf(programme.recurrence, startOfDay(programme.recurrence.from), at).length === 0;
  if (scope === 'all' || isFirst) {
    return change.do === 'skip' ? { kind: 'cancelled' } : { kind: 'changed', timing: changeAll(programme, at, change) };
  }
  if (change.do === 'restore') {
    const exceptions = (programme.recurrence.exceptions ?? []).filter((one) => one.at < at);
    return { kind: 'changed', timing: withExceptions(programme, exceptions) };
  }
  const recurrence = endingBefore(programme.recurrence, at);
  if (change.do === 'skip') return { kind: 'ended', recurrence };
  const later = { ...programme, recurrence: beginningAt(programme.recurrence, at) };
  return { kind: 'ended', recurrence, successor: changeAll(later, at, change) };
}

function changeOne(programme: Timing, at: number, change: OccurrenceChange['change']): Timing {
  const known = programme.recurrence.exceptions ?? [];
  const others = known.filter((one) => one.at !== at);
  const own = known.filter((one) => one.at === at && one.do !== 'skip');
  switch (change.do) {
    case 'skip':
      return withExceptions(programme, [...others, { at, do: 'skip', reason: change.reason }]);
    case 'move': {
      const said = own.filter((one) => one.do === 'replace');
      const moved: Exceptions = change.to === at ? [] : [{ at, do: 'move', to: change.to }];
      return withExceptions(programme, [...others, ...said, ...moved]);
    }
    case 'replace': {
      const moved = own.filter((one) => one.do === 'move');
      return withExceptions(programme, [...others, ...moved, { at, do: 'replace', bulletins: change.bulletins }]);
    }
    case 'restore':
      if (others.length === known.length)
        throw new ConflictError(
          'nothing-to-restore',
          'This run is as its timetable says; there is nothing to take back.',
        );
      return withExceptions(programme, others);
  }
}

function changeAll(programme: Timing, at: number, change: Exclude<OccurrenceChange['change'], { do: 'skip' }>): Timing {
  switch (change.do) {
    case 'move':
      return { ...programme, recurrence: shifted(programme.recurrence, at, change.to) };
    case 'replace':
      return { ...programme, bulletins: change.bulletins };
    case 'restore':
      return withExceptions(programme, []);
  }
}

/** The time of day of every run at that time, and on weekdays the day as well. What was changed singly goes with its run. */
function shifted(recurrence: Recurrence, at: number, to: number): Recurrence {
  const [before, after] = [timeOf(at), timeOf(to)];
  const days = Math.round((startOfDay(dayOf(to)) - startOfDay(dayOf(at))) / 86_400_000);
  const times = recurrence.times.map((time) => (time === before ? after : time));
  if (new Set(times).size < new Set(recurrence.times).size)
    throw new RuleError('time-taken', `The programme sounds at ${after} already; choose another time.`);
  if (instantAt(dayOf(to), after) !== to)
    throw new RuleError('whole-minutes', 'A timetable is in whole minutes; choose one.');
  const moves = (instant: number) => timeOf(instant) === before && (days === 0 || dayMoves(recurrence, instant, at));
  const exceptions = recurrence.exceptions?.map((one) => (moves(one.at) ? { ...one, at: one.at + (to - at) } : one));
  const same = { ...recurrence, times, ...(exceptions ? { exceptions } : {}) };
  return days === 0 ? same : { ...same, ...otherDays(recurrence, at, days) };
}

function dayMoves(recurrence: Recurrence, instant: number, at: number): boolean {
  return recurrence.from === recurrence.to || weekdayOf(dayOf(instant)) === weekdayOf(dayOf(at));
}

function otherDays(recurrence: Recurrence, at: number, days: number): Partial<Recurrence> {
  const { from, to, weekdays, times, except, rule, lunar } = recurrence;
  if (from === to && times.length === 1) return { from: addDays(from, days), to: addDays(to, days) };
  const onWeekdays = weekdays.length > 0 && rule === undefined && lunar === undefined;
  const wanted = weekdayOf(addDays(dayOf(at), days));
  if (!onWeekdays || times.length > 1 || Math.abs(days) > 6 || weekdays.includes(wanted))
    throw new RuleError(
      'other-day-for-all',
      'All of these runs can only be moved to another time of the same day; change the timetable itself for other days.',
    );
  const old = weekdayOf(dayOf(at));
  return {
    weekdays: weekdays.map((weekday) => (weekday === old ? wanted : weekday)).sort(),
    except: except.map((day) => (weekdayOf(day) === old ? addDays(day, days) : day)),
  };
}

/** The same timetable without the run of `at` and all later ones; its first run lies before. */
function endingBefore(recurrence: Recurrence, at: number): Recurrence {
  const day = dayOf(at);
  const kept = (recurrence.exceptions ?? []).filter((one) => one.at < at);
  const today = originalsOf(recurrence, startOfDay(day), startOfDay(addDays(day, 1)));
  const gone = today.filter((instant) => instant >= at);
  const ends = gone.length === today.length ? addDays(day, -1) : day;
  const skipped: Exceptions = ends === day ? gone.map((instant) => ({ at: instant, do: 'skip' })) : [];
  return pruned({ ...recurrence, to: ends, exceptions: [...kept, ...skipped] });
}

/** The same timetable from the run of `at` on. That day is one the rule gives, so it anchors the rule as the first did. */
function beginningAt(recurrence: Recurrence, at: number): Recurrence {
  const day = dayOf(at);
  const kept = (recurrence.exceptions ?? []).filter((one) => one.at >= at);
  const skipped = originalsOf(recurrence, startOfDay(day), at).map((instant) => ({ at: instant, do: 'skip' as const }));
  const count = recurrence.rule === undefined ? undefined : partOf(recurrence.rule, 'COUNT');
  const rule =
    recurrence.rule === undefined || count === undefined
      ? {}
      : { rule: withPart(recurrence.rule, 'COUNT', String(Number(count) - daysBefore(recurrence, day))) };
  return pruned({ ...recurrence, from: day, ...rule, exceptions: [...kept, ...skipped] });
}

function daysBefore(recurrence: Recurrence, day: string): number {
  return daysOfRule(recurrence.rule ?? '', recurrence.from, recurrence.from, addDays(day, -1)).length;
}

function withExceptions(programme: Timing, exceptions: Exceptions): Timing {
  return { ...programme, recurrence: pruned({ ...programme.recurrence, exceptions }) };
}

function pruned({ exceptions = [], ...recurrence }: Recurrence): Recurrence {
  return exceptions.length === 0 ? recurrence : { ...recurrence, exceptions };
}
