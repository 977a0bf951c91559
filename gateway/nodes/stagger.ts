// pure
import type { NodeRecord } from './roster.ts';

export type Placed = Pick<NodeRecord, 'id' | 'hamlet' | 'latitude' | 'longitude' | 'createdAt'>;

export interface Stagger {
  readonly seconds: number;
  readonly metres?: number | undefined;
}

/**
 * How many milliseconds later than the due instant each node begins: neighbours differ, so that two horns do not talk over each
 * other. Older nodes are given theirs first, so that a new one moves nobody; the same nodes give the same answer.
 */
export function staggerOf(nodes: readonly Placed[], stagger: Stagger): Map<string, number> {
  const steps = new Map<string, number>();
  const placed: Placed[] = [];
  for (const node of [...nodes].sort(byAge)) {
    const taken = new Set(
      placed.filter((other) => areNeighbours(node, other, stagger)).map((other) => steps.get(other.id)),
    );
    let step = 0;
    while (taken.has(step)) step++;
    steps.set(node.id, step);
    placed.push(node);
  }
  return new Map([...steps].map(([id, step]) => [id, step * stagger.seconds * 1_000]));
}

function byAge(a: Placed, b: Placed): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}

/** By distance where it is asked for and both places are known, else by hamlet. */
function areNeighbours(a: Placed, b: Placed, { metres }: Stagger): boolean {
  const apart = metres === undefined ? undefined : metresBetween(a, b);
  return apart === undefined || metres === undefined ? a.hamlet === b.hamlet : apart <= metres;
}

const METRES_A_DEGREE = 111_320;

/** Flat earth: right to a metre over the few kilometres of a commune. */
function metresBetween(a: Placed, b: Placed): number | undefined {
  const { latitude: latitudeA, longitude: longitudeA } = a;
  const { latitude: latitudeB, longitude: longitudeB } = b;
  if (latitudeA === undefined || longitudeA === undefined || latitudeB === undefined || longitudeB === undefined)
    return undefined;
  const north = (latitudeA - latitudeB) * METRES_A_DEGREE;
  const east = (longitudeA - longitudeB) * METRES_A_DEGREE * Math.cos((latitudeA * Math.PI) / 180);
  return Math.hypot(north, east);
}
