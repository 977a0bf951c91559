// pure
import { type Day, dayOf } from '../../protocol/vietnam-time.ts';

/** The first day whose messages are kept: so many months back from today, the last day of a shorter month instead of one that is not. */
export function keptFrom(now: number, months: number): Day {
  const [year = 0, month = 1, date = 1] = dayOf(now).split('-').map(Number);
  const first = year * 12 + (month - 1) - months;
  const [thenYear, thenMonth] = [Math.floor(first / 12), (first % 12) + 1];
  const last = new Date(Date.UTC(thenYear, thenMonth, 0)).getUTCDate();
  return [thenYear, thenMonth, Math.min(date, last)].map((part) => String(part).padStart(2, '0')).join('-');
}

/** The earlier of two days; a day that somebody still needs holds the purge back. */
export function earlier(one: Day, other: Day | undefined): Day {
  return other !== undefined && other < one ? other : one;
}
