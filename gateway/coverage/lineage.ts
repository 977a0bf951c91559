// pure
import type { Area } from '../../protocol/api/areas.ts';
import { addDays, type Day } from '../../protocol/vietnam-time.ts';

/** A stretch of days on which this hamlet's record is what counts. */
export interface Stretch {
  readonly hamlet: string;
  readonly from: Day;
  readonly to: Day;
}

/** One way the record of a window is put together, oldest stretch first; the weights of all ways add up to 1. */
export interface Line {
  readonly weight: number;
  readonly stretches: readonly Stretch[];
}

/**
 * Whose record speaks for a hamlet in a window: its own, and before its first day that of each hamlet it was made of, weighted by
 * households (evenly while one of them is not known). Pure, so that history follows the place (DOMAIN §4.11).
 */
export function linesOf(
  hamlet: Pick<Area, 'id' | 'validFrom' | 'predecessors'>,
  from: Day,
  to: Day,
  get: (id: string) => Area | undefined,
  seen: readonly string[] = [],
): Line[] {
  const before = hamlet.predecessors
    .filter((id) => !seen.includes(id) && id !== hamlet.id)
    .flatMap((id) => get(id) ?? []);
  if (hamlet.validFrom <= from || before.length === 0)
    return [{ weight: 1, stretches: [{ hamlet: hamlet.id, from, to }] }];
  const until = hamlet.validFrom > to ? to : addDays(hamlet.validFrom, -1);
  const own = hamlet.validFrom > to ? [] : [{ hamlet: hamlet.id, from: hamlet.validFrom, to }];
  const weights = weightsOf(before);
  return before.flatMap((predecessor, index) =>
    linesOf(predecessor, from, until, get, [...seen, hamlet.id]).map((line) => ({
      weight: line.weight * (weights[index] ?? 0),
      stretches: [...line.stretches, ...own],
    })),
  );
}

function weightsOf(hamlets: readonly Area[]): number[] {
  const households = hamlets.map((hamlet) => hamlet.households ?? 0);
  const total = households.reduce((sum, count) => sum + count, 0);
  return households.every((count) => count > 0)
    ? households.map((count) => count / total)
    : households.map(() => 1 / hamlets.length);
}
