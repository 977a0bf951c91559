import type { BulletinClass, SourceLevel } from './classes.ts';

/** What claims a node's horns. */
export interface Claim {
  readonly class: BulletinClass;
  readonly level: SourceLevel;
  /** When it began or asked to sound, ms UTC. */
  readonly since: number;
}

/**
 * Rank on one node, larger goes first: emergency > central > province > commune > hamlet (DOMAIN §3.2).
 * `priority` does not raise a rank on the node: within one level its order is the user's, decided before it is sent.
 */
export function rankOf(claim: Pick<Claim, 'class' | 'level'>): number {
  if (claim.class === 'emergency') return 10;
  const LEVEL_RANK: Record<SourceLevel, number> = { central: 4, province: 3, commune: 2, hamlet: 1 };
  return LEVEL_RANK[claim.level];
}

/** Does `challenger` take the horns from `holder`? Within the same rank the one that started first continues. */
export function outranks(challenger: Claim, holder: Claim): boolean {
  return rankOf(challenger) > rankOf(holder);
}

/** Which of two claims sounds when both want the same horns: the higher rank, then the earlier start, then the first given. */
export function firstToSound<T extends Claim>(a: T, b: T): T {
  const byRank = rankOf(b) - rankOf(a);
  if (byRank !== 0) return byRank > 0 ? b : a;
  return b.since < a.since ? b : a;
}
