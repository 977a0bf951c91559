import { daysBetween } from '../../protocol/vietnam-time.ts';

const DAYS_OF_A_MONTH = 30.4;

/** How many months a window has, as people say it: 90 days are three. */
export function monthsIn(from: string, to: string): number {
  return Math.max(1, Math.round(daysBetween(from, to).length / DAYS_OF_A_MONTH));
}
