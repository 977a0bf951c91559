import type { Period } from '../../protocol/api/periods.ts';

/** The open period, whichever it is now. */
export const CURRENT = 'hien-tai';
/** The rule's own window up to today, of no period. */
export const ROLLING = '90-ngay';

/** The open period is the last one that has begun and is not closed; without one it is the rule's own window. */
export function periodOf(periods: readonly Period[], ky: string, today: string): Period | undefined {
  if (ky === ROLLING) return undefined;
  if (ky !== CURRENT) return periods.find((one) => one.id === ky);
  return periods
    .filter((one) => one.closedAt === undefined && one.from <= today)
    .sort((a, b) => (a.from < b.from ? 1 : -1))[0];
}
