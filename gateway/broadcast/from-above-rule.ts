// pure
import type { Recurrence } from '../../protocol/api/broadcast.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { type Day, dayOf, daysBetween, startOfDay } from '../../protocol/vietnam-time.ts';
import { RuleError } from '../errors.ts';
import type { Wish } from './above-store.ts';
import type { BulletinFromAbove } from './from-above.ts';
import type { Manner } from './manner.ts';
import { requireNotTooLong, requireOutsideQuietHours } from './quiet-rule.ts';
import { requireRecurrence, startsToCheck } from './recurrence-check.ts';

export type When = Pick<BulletinFromAbove, 'from' | 'to' | 'times' | 'weekdays' | 'days'>;

/** A recurrence bears no more days that it leaves out. */
const MOST_GAPS = 400;

/**
 * The timetable it asks for; undefined when it names no time. Without a last day it is one day: nothing comes for ever by omission.
 * Throws RuleError where days named one by one lie too far apart.
 */
export function recurrenceOf({ from, to, times = [], weekdays = [], days }: When, today: Day): Recurrence | undefined {
  if (times.length === 0) return undefined;
  if (days === undefined || days.length === 0) {
    const first = from ?? today;
    return { from: first, to: to ?? first, times: [...times], weekdays: [...weekdays], except: [] };
  }
  const sorted = [...days].sort();
  const [first = today, last = today] = [sorted[0], sorted.at(-1)];
  if (startOfDay(last) - startOfDay(first) > MOST_GAPS * DAY_MS)
    throw new RuleError('days-too-far', `Days named one by one lie within ${MOST_GAPS} days of each other.`);
  const named = new Set(days);
  const except = daysBetween(first, last).filter((one) => !named.has(one));
  return { from: first, to: last, times: [...times], weekdays: [], except };
}

/** As the inbox shows it. */
export function wishOf({ from, to, times = [], weekdays = [], days }: When): Wish | undefined {
  if (from === undefined && to === undefined && !days && times.length === 0 && weekdays.length === 0) return undefined;
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...{ times: [...times], weekdays: [...weekdays] },
    ...(days ? { days: [...days] } : {}),
  };
}

export function isSameWish(one: Wish | undefined, other: Wish | undefined): boolean {
  const words = (wish: Wish | undefined) =>
    JSON.stringify(wish ? [wish.from ?? null, wish.to ?? null, wish.times, wish.weekdays, wish.days ?? null] : null);
  return words(one) === words(other);
}

/**
 * Throws unless priority may sound then: real days that are not over, no longer than allowed, outside quiet hours (RuleError
 * `quiet-hours` with `nextAllowedAt`). Only an emergency passes them (DOMAIN §3.3). `durationMs` without the chime.
 */
export function requireMaySound(
  recurrence: Recurrence,
  manners: readonly Manner[],
  durationMs: number,
  now: number,
): void {
  const real = requireRecurrence(recurrence);
  if (real.to !== undefined && real.to < dayOf(now))
    throw new RuleError('over', 'Its last day is over; send it with a later one.');
  const starts = startsToCheck(real);
  if (starts.length === 0) throw new RuleError('never-sounds', 'None of its days is one of its weekdays.');
  requireNotTooLong(manners, 'priority', durationMs);
  requireOutsideQuietHours(manners, 'priority', starts, durationMs);
}
