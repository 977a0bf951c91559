// pure
/** One sign of life: when the gateway received it and the interval the node is configured to. */
export interface BeatAt {
  readonly at: number;
  readonly intervalMs: number;
}

/** Beats that belong together: the node was online from the first to the last plus one interval. */
export interface OnlinePeriod {
  readonly from: number;
  readonly lastBeatAt: number;
  readonly to: number;
  /** A beat up to here belongs to the same period: three intervals after some beat of it. */
  readonly holdAt: number;
}

/** Silence of up to this many intervals is a lost message, not an absence. */
export const BRIDGED_INTERVALS = 3;

export function periodOf(beat: BeatAt): OnlinePeriod {
  return {
    from: beat.at,
    lastBeatAt: beat.at,
    to: beat.at + beat.intervalMs,
    holdAt: beat.at + BRIDGED_INTERVALS * beat.intervalMs,
  };
}

export function touch(a: OnlinePeriod, b: OnlinePeriod): boolean {
  return a.from <= b.holdAt && b.from <= a.holdAt;
}

/** Two periods as one. Associative, commutative, idempotent: order and duplication of beats cannot matter. */
export function joined(a: OnlinePeriod, b: OnlinePeriod): OnlinePeriod {
  return {
    from: Math.min(a.from, b.from),
    lastBeatAt: Math.max(a.lastBeatAt, b.lastBeatAt),
    to: a.lastBeatAt === b.lastBeatAt ? Math.max(a.to, b.to) : a.lastBeatAt > b.lastBeatAt ? a.to : b.to,
    holdAt: Math.max(a.holdAt, b.holdAt),
  };
}

/** Joins whatever touches; returns periods that do not touch, earliest first. */
export function joinAll(periods: readonly OnlinePeriod[]): OnlinePeriod[] {
  const apart: OnlinePeriod[] = [];
  for (const period of [...periods].sort((a, b) => a.from - b.from)) {
    const last = apart[apart.length - 1];
    if (last && touch(last, period)) apart[apart.length - 1] = joined(last, period);
    else apart.push(period);
  }
  return apart;
}

/** Online periods of raw beats, in any order, with any duplicates. */
export function onlinePeriods(beats: readonly BeatAt[]): OnlinePeriod[] {
  return joinAll(beats.map(periodOf));
}
