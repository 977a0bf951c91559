// pure
import { type ObservedKind, STEADINESS } from './limits.ts';

/** Beats come as early as this share of their interval (firmware: ± 10 %). */
const EARLIEST_SHARE = 0.9;

interface Streak {
  bad: number;
  well: number;
  /** Of the first bad one in a row. */
  since: number;
  /** A reading that was neither lies in the row of bad ones. */
  isBroken?: boolean;
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

  /** `intervalMs`: of the beats. One that is lost between two bad ones says nothing, so the time between them counts as it would have. */
  bad(kind: ObservedKind, at: number, intervalMs: number): Turn | undefined {
    const streak = this.#streaks.get(kind) ?? { bad: 0, well: 0, since: at };
    if (streak.bad === 0) streak.since = at;
    streak.bad++;
    streak.well = 0;
    this.#streaks.set(kind, streak);
    const { down } = STEADINESS[kind];
    const lasted = !streak.isBroken && streak.bad >= 2 && at - streak.since >= (down - 1) * intervalMs * EARLIEST_SHARE;
    return streak.bad >= down || lasted ? { kind, to: 'down', at: streak.since } : undefined;
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
