// pure
import type { HealthCheck, HealthState, HealthUnit } from '../../protocol/health.ts';

/** From which value on a check is strained or bad, and how far it must come back before it is well again. */
interface Limits {
  readonly strained: number;
  readonly bad: number;
  /** How much better than the limit it must be to count as better (hysteresis), in the unit of the value. */
  readonly back: number;
  /** Bad is below the limit, as with free space. */
  readonly isLow?: true;
  /** Seen so often in a row before it counts as worse: one slow second is no fault. */
  readonly times: number;
}

/** Values of the checks that are measured; the others are told their state. */
export const LIMITS: Readonly<Partial<Record<HealthCheck, Limits>>> = {
  disk: { strained: 10, bad: 5, back: 2, isLow: true, times: 1 },
  lag: { strained: 300, bad: 1_500, back: 100, times: 3 },
  database: { strained: 1_000, bad: 5_000, back: 300, times: 2 },
  outbox: { strained: 5_000, bad: 50_000, back: 500, times: 3 },
  certificate: { strained: 21, bad: 7, back: 0, isLow: true, times: 1 },
  backup: { strained: 8, bad: 31, back: 0, times: 1 },
};

export const UNIT_OF: Readonly<Record<HealthCheck, HealthUnit>> = {
  ...{ disk: 'percent', lag: 'ms', database: 'ms', ticks: 'count', outbox: 'count', broker: 'none', channels: 'count' },
  ...{ 'dead-man': 'none', clock: 'ms', certificate: 'days', backup: 'days', speech: 'none' },
};

/** What is remembered of a check between two looks. */
export interface Standing {
  readonly state: HealthState;
  /** A worse state that was seen, and how often in a row. */
  readonly worse?: { readonly state: HealthState; readonly times: number };
}

const ORDER: readonly HealthState[] = ['well', 'strained', 'bad'];
const rank = (state: HealthState) => Math.max(0, ORDER.indexOf(state));

/** The state after a measured value. Getting worse takes as many looks as the limits say, getting better the way back. */
export function judged(check: HealthCheck, value: number, before: Standing): Standing {
  const limits = LIMITS[check];
  if (!limits) return { state: before.state };
  const plain = stateAt(limits, value, 0);
  if (rank(plain) < rank(before.state)) {
    const eased = stateAt(limits, value, limits.back);
    return { state: rank(eased) < rank(before.state) ? eased : before.state };
  }
  if (rank(plain) === rank(before.state)) return { state: plain };
  const times = before.worse && rank(before.worse.state) <= rank(plain) ? before.worse.times + 1 : 1;
  return times >= limits.times ? { state: plain } : { state: before.state, worse: { state: plain, times } };
}

/** `margin` moves the limits towards the good side. */
function stateAt({ strained, bad, isLow }: Limits, value: number, margin: number): HealthState {
  const reaches = (limit: number) => (isLow ? value <= limit + margin : value >= limit - margin);
  if (reaches(bad)) return 'bad';
  return reaches(strained) ? 'strained' : 'well';
}
