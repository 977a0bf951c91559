// pure
import { MINUTE_MS } from '../../protocol/units.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A restart that takes less is no gap worth a line. */
const SHORTEST_MS = MINUTE_MS;

/** What lies between the watched spans from the first of them to `until`, newest first. */
export function gapsOf(watched: readonly Span[], until: number): Span[] {
  const sorted = [...watched].sort((a, b) => a.from - b.from);
  const gaps: Span[] = [];
  let end = sorted[0]?.to;
  if (end === undefined) return [];
  for (const { from, to } of sorted) {
    if (from - end >= SHORTEST_MS) gaps.push({ from: end, to: from });
    end = Math.max(end, to);
  }
  if (until - end >= SHORTEST_MS) gaps.push({ from: end, to: until });
  return gaps.reverse();
}
