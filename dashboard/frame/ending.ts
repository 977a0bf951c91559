// pure
import type { Me } from '../../protocol/api/people.ts';

/** So long before it ends a person is told. */
export const WARN_MS = 120_000;

export interface Ending {
  /** The session itself, or the shift in which acts go without a new proof of the person. */
  readonly what: 'session' | 'shift';
  readonly at: number;
}

/** What ends within two minutes; the session goes before the shift. `sessionEnds` is 0 while nobody has said it. */
export function endingSoon(
  now: number,
  sessionEnds: number,
  { unlockedUntil, validUntil = Number.POSITIVE_INFINITY }: Pick<Me, 'unlockedUntil' | 'validUntil'>,
): Ending | undefined {
  const isSoon = (at: number) => at > now && at - now <= WARN_MS;
  const ends = sessionEnds === 0 ? validUntil : Math.min(sessionEnds, validUntil);
  if (isSoon(ends)) return { what: 'session', at: ends };
  return isSoon(unlockedUntil) ? { what: 'shift', at: unlockedUntil } : undefined;
}
