import type { AreaVerdict, HamletVerdict, VerdictWord } from '../../protocol/api/coverage.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';

const CONCERN: Record<VerdictWord, number> = { 'not-met': 0, insufficient: 1, met: 2 };

/** Communes that are farthest from their threshold first, then by name. */
export function worstCommuneFirst(a: AreaVerdict, b: AreaVerdict): number {
  return (
    CONCERN[a.verdict] - CONCERN[b.verdict] || shareMet(a) - shareMet(b) || vietnameseCollator.compare(a.name, b.name)
  );
}

/** Hamlets not met first, the least heard before the others. */
export function worstHamletFirst(a: HamletVerdict, b: HamletVerdict): number {
  return CONCERN[a.verdict] - CONCERN[b.verdict] || a.lower - b.lower || byName(a, b);
}

export function byName(a: { name: string }, b: { name: string }): number {
  return vietnameseCollator.compare(a.name, b.name);
}

function shareMet(area: AreaVerdict): number {
  return area.hamlets === 0 ? 0 : area.met / area.hamlets;
}
