// pure
import type { RotationProof } from '../../protocol/api/rotation.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';

/** How long a new credential is valid beside the old one, and how long a node has to do what it was told. */
export const OVERLAP_MS = 7 * DAY_MS;
/** A whole fleet takes at least so many nights. */
export const NIGHTS = 30;
/** Two honest clocks may differ so much: a node that was just told to change has seen our time. */
const CLOCK_SLACK_MS = 10 * MINUTE_MS;

export interface CredentialAge {
  readonly node: string;
  /** Since when its credential is valid, ms UTC. */
  readonly since: number;
}

/**
 * Which nodes shall change their credential tonight: older than `maxAgeMs`, the oldest first, at most a thirtieth of the fleet
 * (rounded up). `isBusy`: was told already and has time left. `maxAgeMs` 0: nobody.
 */
export function dueForRotation(
  fleet: readonly CredentialAge[],
  maxAgeMs: number,
  now: number,
  isBusy: (node: string) => boolean,
): string[] {
  if (maxAgeMs <= 0) return [];
  return fleet
    .filter(({ node, since }) => now - since >= maxAgeMs && !isBusy(node))
    .sort((a, b) => a.since - b.since || (a.node < b.node ? -1 : 1))
    .slice(0, Math.ceil(fleet.length / NIGHTS))
    .map(({ node }) => node);
}

/** Why a proof does not count; undefined when it does. Each must be newer than the last one accepted: a copy is worth nothing. */
export function proofProblem(
  proof: RotationProof,
  node: string,
  lastAt: number | undefined,
  now: number,
): string | undefined {
  if (proof.node !== node) return 'it is of another node';
  if (Math.abs(now - proof.at) > CLOCK_SLACK_MS) return 'its time is not ours; set the clock of the node';
  if (lastAt !== undefined && proof.at <= lastAt) return 'it is not newer than the last one';
  return undefined;
}
