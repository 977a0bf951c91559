// pure
import { MINUTE_MS } from '../../protocol/units.ts';
import type { UnknownCause } from './day-marks.ts';
import type { Unwatched } from './hamlet-record.ts';
import type { Vouches } from './hamlet-sound.ts';
import type { DeliveryFacts } from './sound.ts';

/** What the gateway knows besides receipts; it explains, it never decides. */
export interface Support {
  /** When the gateway itself did not watch. */
  readonly unwatched: readonly Unwatched[];
  /** How long this node was online between two instants, ms. */
  readonly onlineMs: (node: string, from: number, to: number) => number;
}

/** Shorter lapses of the watch or of a node's presence explain nothing. */
const LAPSE_MS = MINUTE_MS;

/**
 * Why a session is unknown, from the deliveries of its runs: nobody watched, nodes without a word were offline, horns without a
 * sensor for which nothing vouches, or only horns that never report. Undefined when none of these explains it.
 */
export function causeOf(
  deliveries: readonly DeliveryFacts[],
  support: Support,
  vouches: Vouches,
): UnknownCause | undefined {
  if (deliveries.length === 0) return 'blind';
  const silent = deliveries.filter(
    (row) => row.playedMs === undefined && row.startedAt === undefined && !isFinalWord(row),
  );
  const from = Math.min(...deliveries.map((row) => row.dueAt));
  const to = Math.max(...deliveries.map((row) => row.dueAt + row.durationMs));
  if (silent.length > 0) {
    const lapse = Math.min(LAPSE_MS, to - from);
    const blindMs = support.unwatched.reduce((sum, gap) => sum + overlap(gap.from, gap.to, from, to), 0);
    if (blindMs >= lapse) return 'unobserved';
    const isAway = ({ node, dueAt, durationMs }: DeliveryFacts) =>
      durationMs - support.onlineMs(node, dueAt, dueAt + durationMs) >= Math.min(LAPSE_MS, durationMs);
    if (silent.some(isAway)) return 'offline';
  }
  const isUnvouched = (row: DeliveryFacts) =>
    row.clock === 'trusted' && (row.playedMs ?? 0) > 0 && row.heardBy === 'none' && !vouches(row.node, row.dueAt);
  return deliveries.some(isUnvouched) ? 'unvouched' : undefined;
}

/** The node said that it did not play. */
function isFinalWord({ state }: DeliveryFacts): boolean {
  return state === 'missed' || state === 'refused' || state === 'failed';
}

function overlap(from: number, to: number, start: number, end: number): number {
  return Math.max(0, Math.min(to, end) - Math.max(from, start));
}
