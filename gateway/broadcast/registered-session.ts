// pure
import type { TimetableSession } from '../../protocol/api/schedule.ts';
import { type QuietWindow, quietVerdict } from '../../protocol/quiet-hours.ts';
import { HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import { type Day, instantAt, isRealDay, minutesOf, weekdayOf } from '../../protocol/vietnam-time.ts';
import { ConflictError, InvalidInputError, type LoaXaError, RuleError } from '../errors.ts';
import { LONGEST_RUN_MS } from './times.ts';

/** A session as it is kept: a place, a time of day, weekdays, and from when to when. */
export interface RegisteredSession extends Omit<TimetableSession, 'byName'> {
  readonly by: string;
}

/** Cancelled this long ahead it leaves the ratio (DOMAIN §4.6). */
export const CANCEL_AHEAD_MS = HOUR_MS;
const SHORTEST_MS = 5 * MINUTE_MS;

/** Is a session due on this day? */
export function isDueOn(session: Pick<RegisteredSession, 'weekdays' | 'validFrom' | 'validTo'>, day: Day): boolean {
  const { weekdays, validFrom, validTo } = session;
  return validFrom <= day && (validTo === undefined || day <= validTo) && weekdays.includes(weekdayOf(day));
}

/** Was it taken off early enough, and does it say why? */
export function isInTime(fromAt: number, at: number, reason: string | undefined): boolean {
  return reason !== undefined && reason !== '' && fromAt - at >= CANCEL_AHEAD_MS;
}

type Wanted = Pick<RegisteredSession, 'weekdays' | 'from' | 'to' | 'validFrom' | 'validTo'>;

/**
 * Why a session cannot be registered; undefined when it can. It is registered ahead (from tomorrow on), outside quiet hours, and
 * meets none of `others`, which hold at the same place.
 */
export function refusalOf(
  wanted: Wanted,
  today: Day,
  others: readonly RegisteredSession[],
  quiet: readonly QuietWindow[],
): LoaXaError | undefined {
  const { from, to, validFrom, validTo } = wanted;
  const wrong = [validFrom, validTo].find((one) => one !== undefined && !isRealDay(one));
  if (wrong !== undefined) return new InvalidInputError('no-such-day', `${wrong} is not a day of the calendar.`);
  if (validTo !== undefined && validTo < validFrom)
    return new InvalidInputError('ends-before-it-begins', 'The last day lies before the first.');
  if (validFrom <= today)
    return new RuleError('not-ahead', 'A session is registered ahead: its first day is tomorrow or later.');
  const lengthMs = (minutesOf(to) - minutesOf(from)) * MINUTE_MS;
  if (lengthMs < SHORTEST_MS || lengthMs > LONGEST_RUN_MS)
    return new InvalidInputError('bad-length', 'A session lasts from five minutes to four hours and ends on its day.');
  const at = instantAt(validFrom, from);
  const verdict = quietVerdict(quiet, 'normal', at, lengthMs);
  if (!verdict.allowed)
    return new RuleError('quiet-hours', `${from}–${to} touches the quiet hours of this commune; choose other times.`);
  const met = others.find((other) => meets(wanted, other));
  return met && new ConflictError('session-meets', `${met.from}–${met.to} is registered here already; end it first.`);
}

function meets(a: Wanted, b: Wanted): boolean {
  const sameDays = a.validFrom <= (b.validTo ?? a.validFrom) && b.validFrom <= (a.validTo ?? b.validFrom);
  return sameDays && a.weekdays.some((one) => b.weekdays.includes(one)) && a.from < b.to && b.from < a.to;
}
