// pure
import { BEAT_SPREAD, LIMITS, type ObservedKind, STEADINESS, silentAfterMs } from './limits.ts';

/** Beats come as early as this share of their interval (firmware: ± 10 %). */
const EARLIEST_SHARE = 1 - BEAT_SPREAD;
/** A beat that comes so many intervals after the one before it comes after one that was lost. */
const SKIPPED_INTERVALS = 1.5;

interface Streak {
  bad: number;
  well: number;
  /** Of the first bad one in a row. */
  since: number;
  /** A reading that was neither lies in the row of bad ones. */
  isBroken?: boolean;
  /** The beat before the first bad one was lost: it is taken for one of the row. */
  skippedMs?: number;
  /** The clock's error in the last bad one. */
  errorMs?: number | undefined;
}

/** One bad observation. */
export interface Bad {
  readonly at: number;
  /** Of the beats. */
  readonly intervalMs: number;
  /** Since the node's beat before this one. */
  readonly gapMs?: number | undefined;
  /** It looked at the whole time of so many beats: the sensor that heard nothing since the last one that came. */
  readonly covers?: number;
  /** How far the node's clock is ahead of ours. */
  readonly errorMs?: number;
}

export interface Turn {
  readonly kind: ObservedKind;
  readonly to: 'down' | 'up';
  /** Back-dated to the first observation of the row. */
  readonly at: number;
}

/** One node's observations in a row, for each thing that is not simply well. */
export class Streaks {
  readonly #streaks = new Map<ObservedKind, Streak>();

  /** Nothing is wrong nor was lately: it can be forgotten. */
  get isEmpty(): boolean {
    return this.#streaks.size === 0;
  }

  /** Something bad was seen, not often enough yet. */
  isSuspect(kind: ObservedKind): boolean {
    const streak = this.#streaks.get(kind);
    return streak !== undefined && streak.bad > 0 && streak.bad < STEADINESS[kind].down;
  }

  /**
   * A beat that is lost says nothing, so the time it stands for counts as it would have: between two bad ones, or before the first
   * of two. One that is lost after two is missed in `overdue`.
   */
  bad(kind: ObservedKind, { at, intervalMs, gapMs = 0, covers = 1, errorMs }: Bad): Turn | undefined {
    let streak = this.#streaks.get(kind) ?? { bad: 0, well: 0, since: at };
    if (streak.bad > 0 && !agree(streak.errorMs, errorMs)) streak = { bad: 0, well: 0, since: at };
    if (streak.bad === 0) {
      streak.since = at;
      streak.skippedMs = isSkip(gapMs, intervalMs) ? intervalMs : 0;
    }
    streak.bad += covers;
    streak.well = 0;
    streak.errorMs = errorMs;
    this.#streaks.set(kind, streak);
    const { down } = STEADINESS[kind];
    const lastedMs = at - streak.since + (streak.skippedMs ?? 0);
    const lasted = !streak.isBroken && streak.bad >= 2 && lastedMs >= (down - 1) * intervalMs * EARLIEST_SHARE;
    return streak.bad >= down || lasted ? { kind, to: 'down', at: streak.since } : undefined;
  }

  /** Nothing but bad ones, and one is missing: with the next beat overdue it is a fault all the same. */
  waitsForLast(kind: ObservedKind): boolean {
    const streak = this.#streaks.get(kind);
    return streak !== undefined && !streak.isBroken && streak.bad >= 2 && streak.bad === STEADINESS[kind].down - 1;
  }

  /** The beat that was to say it a last time did not come. */
  overdue(kind: ObservedKind): Turn | undefined {
    const streak = this.#streaks.get(kind);
    return streak && this.waitsForLast(kind) ? { kind, to: 'down', at: streak.since } : undefined;
  }

  /** Neither: a row in which there is one takes its full number of bad ones, and with the second it is no row any more. */
  middling(kind: ObservedKind): void {
    const streak = this.#streaks.get(kind);
    if (!streak || streak.bad === 0 || streak.bad >= STEADINESS[kind].down) return;
    if (streak.isBroken) this.#streaks.delete(kind);
    streak.isBroken = true;
  }

  /** `isOpen`: there is a fault of this kind to be ended. */
  well(kind: ObservedKind, at: number, isOpen: boolean): Turn | undefined {
    const streak = this.#streaks.get(kind) ?? { bad: 0, well: 0, since: at };
    if (streak.well === 0) streak.since = at;
    streak.bad = 0;
    streak.isBroken = false;
    streak.well++;
    if (!isOpen) {
      this.#streaks.delete(kind);
      return undefined;
    }
    this.#streaks.set(kind, streak);
    if (streak.well < STEADINESS[kind].up) return undefined;
    return { kind, to: 'up', at: streak.since };
  }
}

/** One beat was lost before this one, or two; more are a silence, after which everything begins anew. */
function isSkip(gapMs: number, intervalMs: number): boolean {
  return gapMs >= SKIPPED_INTERVALS * intervalMs && gapMs <= silentAfterMs(intervalMs);
}

/**
 * A line that stands still delivers its beats together, each as late as it waited: then it is not the clock that is wrong. What is ahead,
 * or further behind than a line lives, no line did.
 */
function agree(one: number | undefined, other: number | undefined): boolean {
  if (one === undefined || other === undefined || !mayBeDelay(one) || !mayBeDelay(other)) return true;
  return Math.abs(one - other) <= LIMITS.clockScatterMs;
}

function mayBeDelay(errorMs: number): boolean {
  return errorMs < 0 && errorMs > -LIMITS.lineHoldsMs;
}
