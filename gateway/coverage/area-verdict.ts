// pure
import type { AreaVerdict, Coverage, VerdictWord } from '../../protocol/api/coverage.ts';

/** One hamlet's part in its commune's result. */
export interface HamletResult {
  readonly verdict: VerdictWord;
  readonly nodes: number;
}

/**
 * A commune's (or province's) result: hamlets met against the share of the hamlets that exist. One without loudspeakers is not
 * met, so the denominator never shrinks; insufficient ones decide nothing while both ends agree.
 */
export function judgeArea(
  area: { id: string; name: string },
  hamlets: readonly HamletResult[],
  share: number,
): AreaVerdict {
  const counted = (verdict: VerdictWord) => hamlets.filter((hamlet) => hamlet.verdict === verdict).length;
  const met = counted('met');
  const insufficient = counted('insufficient');
  const required = Math.ceil(share * hamlets.length - 1e-9);
  return {
    area: area.id,
    name: area.name,
    verdict: verdictOf(hamlets.length, met, insufficient, required),
    hamlets: hamlets.length,
    met,
    notMet: counted('not-met'),
    insufficient,
    withoutNodes: hamlets.filter((hamlet) => hamlet.nodes === 0).length,
    required,
  };
}

function verdictOf(hamlets: number, met: number, insufficient: number, required: number): VerdictWord {
  if (hamlets === 0) return 'insufficient';
  if (met >= required) return 'met';
  return met + insufficient < required ? 'not-met' : 'insufficient';
}

/** The area asked for: over its hamlets; of a province also how its communes stand. */
export function wholeOf(
  area: { id: string; name: string; kind: string },
  hamlets: readonly HamletResult[],
  communes: readonly AreaVerdict[],
  share: number,
): Coverage['whole'] {
  const whole = judgeArea(area, hamlets, share);
  if (area.kind === 'commune') return whole;
  const counted = (verdict: VerdictWord) => communes.filter((commune) => commune.verdict === verdict).length;
  const { length: total } = communes;
  const standing = { total, met: counted('met'), notMet: counted('not-met'), insufficient: counted('insufficient') };
  return { ...whole, communes: standing };
}
