import type { Rollout, RolloutStage } from '../../protocol/api/firmware.ts';
import type { RolloutState } from '../../protocol/firmware.ts';
import type { Meaning, Told } from '../components/meaning.ts';

const STATE: Record<RolloutState, Meaning> = {
  running: 'on-air',
  resting: 'on-air',
  paused: 'excused',
  halted: 'bad',
  done: 'good',
  aborted: 'excused',
};
export function tellRollout({ state }: Pick<Rollout, 'state'>): Told {
  return { meaning: STATE[state], word: `firmware.state.${state}` };
}

export interface StageFigures {
  readonly done: number;
  readonly failed: number;
  readonly atIt: number;
  readonly left: number;
}

/** What of a stage is told: those that stay, those that did not, those at it, and the rest. */
export function figuresOf({ nodes, counts }: RolloutStage): StageFigures {
  const { confirmed = 0, refused = 0, silent = 0, sent = 0, downloaded = 0, installed = 0 } = counts;
  const failed = refused + silent + (counts['rolled-back'] ?? 0);
  const atIt = sent + downloaded + installed;
  return { done: confirmed, failed, atIt, left: Math.max(0, nodes - confirmed - failed - atIt) };
}

export function tellStage(rollout: Pick<Rollout, 'state' | 'stage'>, at: number, stage: RolloutStage): Told {
  const { failed, done, left, atIt } = figuresOf(stage);
  if (failed > 0) return { meaning: 'bad', word: 'firmware.stage-failed' };
  if (at > rollout.stage) return { meaning: 'planned', word: 'firmware.stage-next' };
  if (left + atIt === 0 && done > 0) return { meaning: 'good', word: 'firmware.stage-done' };
  if (at < rollout.stage || rollout.state === 'done' || rollout.state === 'resting')
    return { meaning: 'partial', word: 'firmware.stage-enough' };
  if (rollout.state === 'running') return { meaning: 'on-air', word: 'firmware.stage-now' };
  return { meaning: 'excused', word: 'firmware.stage-stands' };
}

/** Shares as somebody types them, `1, 10, 100`; undefined when they are no rising row that ends with all. */
export function sharesOf(text: string): number[] | undefined {
  const shares = text
    .split(/[;,\s]+/)
    .filter(Boolean)
    .map((one) => Number(one.replace('%', '')));
  const rising = shares.every((share, at) => share >= 0.1 && share <= 100 && share > (shares[at - 1] ?? 0));
  return rising && shares.length <= 6 && shares.at(-1) === 100 ? shares : undefined;
}

/** Whole minutes up to a week. */
export function minutesOf(text: string): number | undefined {
  return /^\d{1,5}$/.test(text.trim()) && Number(text) <= 10_080 ? Number(text) : undefined;
}

export const isOpen = ({ state }: Pick<Rollout, 'state'>) => state !== 'done' && state !== 'aborted';
