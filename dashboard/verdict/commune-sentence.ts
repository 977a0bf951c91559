import type { AreaVerdict, HamletVerdict } from '../../protocol/api/coverage.ts';

/** Hamlets that would be met if nothing had been excluded: said beside those that are (DOMAIN §4.7). */
export function metWithout(hamlets: readonly Pick<HamletVerdict, 'without'>[]): number {
  return hamlets.filter(({ without }) => without.verdict === 'met').length;
}

export function metWithoutByCommune(
  hamlets: readonly Pick<HamletVerdict, 'commune' | 'without'>[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { commune, without } of hamlets)
    if (without.verdict === 'met') counts.set(commune, (counts.get(commune) ?? 0) + 1);
  return counts;
}

/** Are the figures with and without exclusions the same for every hamlet? */
export function nothingExcluded(hamlets: readonly Pick<HamletVerdict, 'sessions'>[]): boolean {
  return hamlets.every(({ sessions }) => sessions.excluded === 0);
}

/** Hamlets still missing for the commune to be met. */
export function hamletsMissing({ met, required }: Pick<AreaVerdict, 'met' | 'required'>): number {
  return Math.max(0, required - met);
}
