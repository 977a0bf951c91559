// pure
import { isRealDay } from '../../protocol/vietnam-time.ts';
import { InvalidInputError, RuleError } from '../errors.ts';
import type { StoredBulletin } from './bulletin-store.ts';

/** Its last day is over on `day` (Vietnamese): it does not sound any more. */
export function isExpired({ expiresOn }: Pick<StoredBulletin, 'expiresOn'>, day: string): boolean {
  return expiresOn !== undefined && expiresOn < day;
}

/** Throws for a last day that is none, or is over already; the one it had before may stay. */
export function requireLastDay(expiresOn: string | undefined, before: string | undefined, today: string): void {
  if (expiresOn === undefined) return;
  if (!isRealDay(expiresOn)) throw new InvalidInputError('no-such-day', `${expiresOn} is not a day of the calendar.`);
  if (expiresOn < today && expiresOn !== before)
    throw new RuleError('expired-already', 'The last day is over; choose today or a later one.');
}
