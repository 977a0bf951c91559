import type { Run } from '../../protocol/api/broadcast.ts';

const NOT_REPORTED: readonly string[] = ['planned', 'sent', 'received', 'playing', 'unknown'];

/** How many nodes have said what they did: everything but what is still under way or was never reported. */
export function reportedOf(counts: Run['counts']): number {
  return Object.entries(counts).reduce(
    (sum, [state, count]) => (NOT_REPORTED.includes(state) ? sum : sum + (count ?? 0)),
    0,
  );
}
