import type { Beat, Birth, State } from '../../protocol/messages/uplink.ts';
import { DEFAULT_BEAT_MS, MAX_BEAT_MS } from '../../protocol/units.ts';
import { joinAll, joined, type OnlinePeriod, periodOf, touch } from './period.ts';

/** More unsettled beats of one node than this are joined at once, so that a clock set back costs no memory. */
const MAX_UNSETTLED = 64;

/** What is held of one node between two flushes. */
export interface Tracked {
  readonly node: string;
  latest: Beat | undefined;
  beatAt: number | undefined;
  /** Between the two newest beats. */
  gapMs: number | undefined;
  seenAt: number | undefined;
  intervalMs: number;
  session: string | undefined;
  /** The last will of the present session came. */
  lost: boolean;
  bootId: string | undefined;
  planVersion: number | undefined;
  clockState: string | undefined;
  /** Which beat's telemetry is stored, and of which session. */
  stateAt: number | undefined;
  stateSession: string | undefined;
  /** The period that beats extend now; absent until the stored ones were looked at. */
  current: OnlinePeriod | undefined;
  /** Where the next stored period begins (after a clock was set back); beats must not reach it unseen. */
  nextFrom: number;
  /** Beats to be joined with what is stored, at the next flush. */
  unsettled: OnlinePeriod[];
  settling: boolean;
}

/** Turns beats into periods in memory: the hot path, without database or promise. */
export class Tracker {
  readonly nodes = new Map<string, Tracked>();
  #dirty = new Set<Tracked>();

  beat(node: string, beat: Beat, at: number): void {
    const tracked = this.of(node);
    tracked.latest = beat;
    tracked.gapMs = tracked.beatAt === undefined ? undefined : at - tracked.beatAt;
    tracked.beatAt = at;
    tracked.seenAt = at;
    tracked.intervalMs = Math.min(beat.beatMs, MAX_BEAT_MS);
    tracked.session = beat.session;
    tracked.lost = false;
    this.#dirty.add(tracked);
    const period = periodOf({ at, intervalMs: tracked.intervalMs });
    const { current } = tracked;
    if (
      current &&
      !tracked.settling &&
      tracked.unsettled.length === 0 &&
      extendsOnly(current, period, tracked.nextFrom)
    )
      tracked.current = joined(current, period);
    else {
      tracked.unsettled.push(period);
      if (tracked.unsettled.length > MAX_UNSETTLED) tracked.unsettled = joinAll(tracked.unsettled);
    }
  }

  birth(node: string, birth: Birth, at: number): void {
    const tracked = this.of(node);
    tracked.seenAt = at;
    tracked.session = birth.session;
    tracked.lost = false;
    tracked.bootId = birth.boot;
    tracked.planVersion = birth.plan;
    tracked.clockState = birth.clock.state;
    if (tracked.latest) this.#dirty.add(tracked);
  }

  /** Wills and retained states lie: only the present session's counts, and only as a hint that it ended. */
  state(node: string, state: State): void {
    const tracked = this.nodes.get(node);
    if (tracked && state.state === 'lost' && state.session === tracked.session) tracked.lost = true;
  }

  of(node: string): Tracked {
    const known = this.nodes.get(node);
    if (known) return known;
    const tracked: Tracked = {
      node,
      latest: undefined,
      beatAt: undefined,
      gapMs: undefined,
      seenAt: undefined,
      intervalMs: DEFAULT_BEAT_MS,
      session: undefined,
      lost: false,
      bootId: undefined,
      planVersion: undefined,
      clockState: undefined,
      stateAt: undefined,
      stateSession: undefined,
      current: undefined,
      nextFrom: Number.POSITIVE_INFINITY,
      unsettled: [],
      settling: false,
    };
    this.nodes.set(node, tracked);
    return tracked;
  }

  /** Hands over what changed since the last call; give it back with `restore` when it could not be stored. */
  takeDirty(): Set<Tracked> {
    const dirty = this.#dirty;
    this.#dirty = new Set();
    return dirty;
  }

  restore(dirty: Iterable<Tracked>): void {
    for (const tracked of dirty) this.#dirty.add(tracked);
  }
}

/** Does the beat only lengthen this period: no earlier beginning, no other period within its reach? */
function extendsOnly(current: OnlinePeriod, period: OnlinePeriod, nextFrom: number): boolean {
  return period.from >= current.from && touch(current, period) && Math.max(current.holdAt, period.holdAt) < nextFrom;
}
