// pure
import type { RolloutNodeState } from '../../protocol/firmware.ts';
import type { UpdateBody } from '../../protocol/messages/device.ts';

/** Where the nodes of one stage stand, those set aside left out. */
export interface StageCounts {
  readonly confirmed: number;
  /** Rolled back, refused, or fallen silent. */
  readonly failed: number;
  /** Told, and not at the end. */
  readonly flying: number;
  /** Not told yet: cannot be reached. */
  readonly away: number;
  /** Not told yet, and can be: a broadcast is near, or the others of its commune are at it. */
  readonly waiting: number;
}
export type StageDecision = 'halt' | 'complete' | 'wait';

/** A stage goes wrong at this share of failures: with fewer than 50 nodes, at the first one. */
const TOO_MANY = 0.02;
/** A stage is over without those who cannot be reached, when so many of it have proved themselves. */
const ENOUGH = 0.95;

/** What follows from a stage as it stands. */
export function decideStage({ confirmed, failed, flying, away, waiting }: StageCounts): StageDecision {
  const all = confirmed + failed + flying + away + waiting;
  if (failed > 0 && failed >= all * TOO_MANY) return 'halt';
  if (flying + waiting > 0) return 'wait';
  return away === 0 || confirmed >= all * ENOUGH ? 'complete' : 'wait';
}

/** How many nodes the first stages up to each one hold together: at least one more each, while there are any. */
export function stageSizes(nodes: number, shares: readonly number[]): number[] {
  let before = 0;
  return shares.map((share) => {
    before = Math.min(nodes, Math.max(before + 1, Math.ceil((nodes * share) / 100)));
    return before;
  });
}

export interface Candidate {
  readonly node: string;
  readonly commune: string;
}

/**
 * The order in which nodes get a firmware: by `hashOf` (of firmware and node), so that nobody chooses and anybody can repeat it,
 * and one of each commune before the second of any, so that a bad one meets all kinds of places and no commune as a whole.
 */
export function rolloutOrder(candidates: readonly Candidate[], hashOf: (node: string) => string): string[] {
  const ranked = candidates
    .map((one) => ({ ...one, rank: hashOf(one.node) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const seen = new Map<string, number>();
  const turns = ranked.map((one) => {
    const turn = seen.get(one.commune) ?? 0;
    seen.set(one.commune, turn + 1);
    return { ...one, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn || (a.rank < b.rank ? -1 : 1)).map(({ node }) => node);
}

/** So many are told and not yet at the end, in one commune and in all: the others go on broadcasting, and the line is shared. */
export const AT_ONCE_IN_COMMUNE = 4;
export const AT_ONCE = 100;

/** Who is told now, in the order of the roll-out. `flying`: how many of each commune are at it. */
export function nextToTell(ready: readonly Candidate[], flying: ReadonlyMap<string, number>): string[] {
  const atIt = new Map(flying);
  let free = AT_ONCE - [...flying.values()].reduce((sum, count) => sum + count, 0);
  const told: string[] = [];
  for (const { node, commune } of ready) {
    if (free <= 0) break;
    const here = atIt.get(commune) ?? 0;
    if (here >= AT_ONCE_IN_COMMUNE) continue;
    atIt.set(commune, here + 1);
    told.push(node);
    free--;
  }
  return told;
}

const SAID: Readonly<Record<UpdateBody['state'], RolloutNodeState>> = {
  downloaded: 'downloaded',
  installed: 'installed',
  confirmed: 'confirmed',
  'rolled-back': 'rolled-back',
  refused: 'refused',
};
const RANK: Readonly<Record<RolloutNodeState, number>> = {
  waiting: 0,
  sent: 1,
  downloaded: 2,
  installed: 3,
  silent: 4,
  refused: 5,
  'rolled-back': 5,
  confirmed: 5,
};

/** A node's signed word only moves it on; what it says late about an earlier step changes nothing. */
export function stateAfter(state: RolloutNodeState, said: UpdateBody['state']): RolloutNodeState {
  const next = SAID[said];
  return RANK[next] > RANK[state] ? next : state;
}

export function isFailed(state: RolloutNodeState): boolean {
  return state === 'rolled-back' || state === 'refused' || state === 'silent';
}

export function isFlying(state: RolloutNodeState): boolean {
  return state === 'sent' || state === 'downloaded' || state === 'installed';
}

/** After it has said that it starts the new one, a node that is not heard for this long has fallen silent by it. */
export const SILENT_AFTER_MS = 600_000;

/**
 * Has the new firmware silenced this node? `since`: its last word in the roll-out; `watchedSince`: from when on we listened
 * without a gap, since our own outage is nobody's silence; `heardAt`: its last beat.
 */
export function isSilenced(
  { state, since }: { readonly state: RolloutNodeState; readonly since: number },
  { now, watchedSince, heardAt = 0 }: { now: number; watchedSince: number | undefined; heardAt?: number | undefined },
): boolean {
  if (state !== 'installed' || watchedSince === undefined) return false;
  return now - Math.max(since, watchedSince, heardAt) > SILENT_AFTER_MS;
}
