import type { PresencePeriod, PresenceState } from '../../protocol/api/areas.ts';
import type { Beat, Birth, State } from '../../protocol/messages/uplink.ts';
import { DEFAULT_BEAT_MS, MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import type { Log } from '../log.ts';
import { BRIDGED_INTERVALS, joinAll, type OnlinePeriod } from './period.ts';
import { periodsOf } from './periods.ts';
import {
  type NodePeriod,
  type NodeStateRow,
  periodsAround,
  periodsBetween,
  putPeriods,
  putStates,
  readStates,
  removePeriods,
} from './presence-store.ts';
import { type Settled, settle } from './settle.ts';
import { type Tracked, Tracker } from './tracker.ts';
import type { Watch } from './watch.ts';
import { lastWatched } from './watch-store.ts';

export interface PresenceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly watch: Watch;
  /** Does a maintenance window hold the node? Measured all the same; only shown otherwise when it is silent. */
  readonly isMaintained?: (node: string, at: number) => boolean;
}

export type PresenceCounts = Record<PresenceState, number>;

/** Telemetry is stored this often per node (periods every second): it is only what a restarted gateway shows until the next beat. */
const STATE_EVERY_MS = MINUTE_MS;

/** Who is there: beats become periods, stored each second; what the gateway did not watch blames nobody. */
export class Presence {
  readonly #parts: PresenceParts;
  readonly #tracker = new Tracker();
  readonly #told = new Map<string, PresenceState>();
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** Loads the newest state of every node in one query; periods are looked at when a node first beats. */
  async start(): Promise<void> {
    for (const row of await readStates(this.#parts.database.read)) {
      const tracked = this.#tracker.of(row.node);
      tracked.latest = row.beat;
      tracked.beatAt = row.beatAt;
      tracked.seenAt = row.beatAt;
      tracked.intervalMs = row.beat.beatMs;
      tracked.session = row.beat.session;
      tracked.bootId = row.bootId;
      tracked.planVersion = row.planVersion;
      tracked.clockState = row.clockState;
      tracked.stateAt = row.beatAt;
      tracked.stateSession = row.beat.session;
      this.#told.set(row.node, 'unobserved');
    }
  }

  /** Writes everything, the telemetry of every node included. */
  async stop(): Promise<void> {
    await this.flush();
    const late = [...this.#tracker.nodes.values()].filter((tracked) => tracked.beatAt !== tracked.stateAt);
    const { database } = this.#parts;
    await database.write((transaction) => putStates(transaction, database.dialect, late.flatMap(stateRow)));
  }

  beat(node: string, beat: Beat, receivedAt: number): void {
    this.#tracker.beat(node, beat, receivedAt);
  }

  birth(node: string, birth: Birth, receivedAt: number): void {
    this.#tracker.birth(node, birth, receivedAt);
  }

  state(node: string, state: State, _receivedAt: number): void {
    this.#tracker.state(node, state);
  }

  /** The state now (`at` is now, handed in by a caller who asks for many nodes). */
  stateOf(node: string, at: number = this.#parts.clock.now()): PresenceState {
    return this.statesAt(at)(node);
  }

  /** The same for many nodes at one instant: the watch is asked once. */
  statesAt(at: number): (node: string) => PresenceState {
    const since = this.#parts.watch.openSince;
    return (node) => (since === undefined ? 'unobserved' : stateAt(this.#tracker.nodes.get(node), at, since));
  }

  /** The same for people: a silent node in a maintenance window is «bảo trì», one that is heard there is online. */
  shownStateOf(node: string, at: number = this.#parts.clock.now()): PresenceState {
    return this.#shownAt(at)(node);
  }

  /** The same for many nodes at one instant. */
  shownStatesAt(at: number): (node: string) => PresenceState {
    return this.#shownAt(at);
  }

  #shownAt(at: number): (node: string) => PresenceState {
    const stateOf = this.statesAt(at);
    return (node) => this.#shown(node, stateOf(node), at);
  }

  #shown(node: string, state: PresenceState, at: number): PresenceState {
    return state === 'offline' && this.#parts.isMaintained?.(node, at) ? 'maintenance' : state;
  }

  /** The session in which the node was last heard, also before our own last stop. */
  sessionOf(node: string): string | undefined {
    return this.#tracker.nodes.get(node)?.session;
  }

  lastSeenAt(node: string): number | undefined {
    return this.#tracker.nodes.get(node)?.seenAt;
  }

  latest(node: string): Beat | undefined {
    return this.#tracker.nodes.get(node)?.latest;
  }

  /** Configured interval between two beats, as the node last said. */
  intervalOf(node: string): number {
    return this.#tracker.nodes.get(node)?.intervalMs ?? DEFAULT_BEAT_MS;
  }

  /** When the node's last beat came; unlike `lastSeenAt` a birth does not count. */
  lastBeatAt(node: string): number | undefined {
    return this.#tracker.nodes.get(node)?.beatAt;
  }

  /** Between its two newest beats (ms). */
  gapOf(node: string): number | undefined {
    return this.#tracker.nodes.get(node)?.gapMs;
  }

  /** How far the node's clock is off by its last beat (ms; positive: ahead); the way through the network counts as behind. */
  clockErrorOf(node: string): number | undefined {
    const tracked = this.#tracker.nodes.get(node);
    return tracked?.latest && tracked.beatAt !== undefined ? tracked.latest.at - tracked.beatAt : undefined;
  }

  /** What the node said of its clock at its last birth. */
  clockStateOf(node: string): string | undefined {
    return this.#tracker.nodes.get(node)?.clockState;
  }

  /** The last power-on we know of. */
  bootOf(node: string): string | undefined {
    return this.#tracker.nodes.get(node)?.bootId;
  }

  /** Since when we have been watching without a gap. */
  get watchingSince(): number | undefined {
    return this.#parts.watch.openSince;
  }

  /** The end of the newest stored watch: what we last saw before this start. */
  watchedUntil(): Promise<number | undefined> {
    return lastWatched(this.#parts.database.read);
  }

  counts(nodes: Iterable<string>, at: number = this.#parts.clock.now()): PresenceCounts {
    const counts: PresenceCounts = { online: 0, offline: 0, unobserved: 0, maintenance: 0 };
    const stateOf = this.#shownAt(at);
    for (const node of nodes) counts[stateOf(node)]++;
    return counts;
  }

  /** Tells `presenceChanged` for every node whose state is no longer what was told last. */
  tick(now: number): void {
    this.#parts.watch.tick();
    const since = this.#parts.watch.openSince;
    const changes: { node: string; state: PresenceState; lastSeenAt?: number }[] = [];
    for (const tracked of this.#tracker.nodes.values()) {
      const state = since === undefined ? 'unobserved' : this.#shown(tracked.node, stateAt(tracked, now, since), now);
      if (this.#told.get(tracked.node) === state) continue;
      this.#told.set(tracked.node, state);
      changes.push({
        node: tracked.node,
        state,
        ...(tracked.seenAt === undefined ? {} : { lastSeenAt: tracked.seenAt }),
      });
    }
    if (changes.length > 0) this.#parts.facts.tell('presenceChanged', { at: now, changes });
  }

  /** Non-overlapping periods that cover the window exactly; nothing is said about the future. */
  async periods(node: string, from: number, to: number): Promise<PresencePeriod[]> {
    const window = { from, to: Math.min(to, this.#parts.clock.now()) };
    const [stored, watched] = await Promise.all([
      periodsBetween(this.#parts.database.read, node, window.from, window.to),
      this.#parts.watch.periods(window.from, window.to),
    ]);
    const tracked = this.#tracker.nodes.get(node);
    const fresh = tracked ? [...tracked.unsettled, ...(tracked.current ? [tracked.current] : [])] : [];
    const online = joinAll([...stored, ...fresh]);
    const intervals = online.map((period) => period.to - period.lastBeatAt);
    return periodsOf(window, online, watched, Math.max(this.intervalOf(node), ...intervals));
  }

  /** Writes what changed, with the watch, in one transaction; to be called each second. One write at a time. */
  flush(): Promise<void> {
    const result = this.#writing.then(() => this.#write());
    this.#writing = result.catch(() => undefined);
    return result;
  }

  async #write(): Promise<void> {
    const { database, watch } = this.#parts;
    const dirty = this.#tracker.takeDirty();
    if (dirty.size === 0 && !watch.unsaved) return;
    const settling = begin(dirty);
    try {
      const { settled, states, watchSaved } = await database.write(async (transaction) => {
        const rows: NodePeriod[] = [];
        const states: NodeStateRow[] = [];
        for (const tracked of dirty) {
          if (!settling.has(tracked) && tracked.current) rows.push({ node: tracked.node, ...tracked.current });
          if (isStateDue(tracked)) states.push(...stateRow(tracked));
        }
        const settled = await this.#settle(transaction, settling);
        for (const [tracked, result] of settled)
          rows.push(...result.put.map((period) => ({ node: tracked.node, ...period })));
        await putPeriods(transaction, database.dialect, rows);
        await putStates(transaction, database.dialect, states);
        return { settled, states, watchSaved: await watch.save(transaction) };
      });
      watchSaved();
      for (const row of states) {
        const tracked = this.#tracker.of(row.node);
        tracked.stateAt = row.beatAt;
        tracked.stateSession = row.beat.session;
      }
      for (const [tracked, result] of settled) {
        tracked.current = result.current;
        tracked.nextFrom = result.nextFrom;
        tracked.settling = false;
      }
    } catch (error) {
      for (const [tracked, beats] of settling) {
        tracked.unsettled = [...beats, ...tracked.unsettled];
        tracked.settling = false;
      }
      this.#tracker.restore(dirty);
      throw error;
    }
  }

  async #settle(
    transaction: Transaction,
    settling: ReadonlyMap<Tracked, readonly OnlinePeriod[]>,
  ): Promise<Map<Tracked, Settled>> {
    const { dialect } = this.#parts.database;
    const questions = [...settling].flatMap(([tracked, beats]) =>
      joinAll(beats).map(({ from, holdAt }) => ({ node: tracked.node, from, holdAt })),
    );
    const stored = byNode(await periodsAround(transaction, dialect, questions));
    const settled = new Map<Tracked, Settled>();
    for (const [tracked, beats] of settling)
      settled.set(tracked, settle(stored.get(tracked.node) ?? [], tracked.current, beats));
    const gone = [...settled].flatMap(([tracked, result]) =>
      result.remove.map((from) => ({ node: tracked.node, from })),
    );
    await removePeriods(transaction, dialect, gone);
    return settled;
  }
}

function isStateDue({ beatAt, stateAt, session, stateSession }: Tracked): boolean {
  if (beatAt === undefined || beatAt === stateAt) return false;
  return stateAt === undefined || session !== stateSession || Math.abs(beatAt - stateAt) >= STATE_EVERY_MS;
}

function stateRow({ node, latest, beatAt, bootId, planVersion, clockState }: Tracked): NodeStateRow[] {
  return latest && beatAt !== undefined ? [{ node, beat: latest, beatAt, bootId, planVersion, clockState }] : [];
}

function byNode(periods: readonly NodePeriod[]): Map<string, NodePeriod[]> {
  const nodes = new Map<string, NodePeriod[]>();
  for (const period of periods) {
    const own = nodes.get(period.node);
    if (own) own.push(period);
    else nodes.set(period.node, [period]);
  }
  return nodes;
}

/** Takes the unsettled beats of each node; until they are stored, further ones of that node wait. */
function begin(dirty: Iterable<Tracked>): Map<Tracked, OnlinePeriod[]> {
  const settling = new Map<Tracked, OnlinePeriod[]>();
  for (const tracked of dirty) {
    if (tracked.unsettled.length === 0) continue;
    settling.set(tracked, tracked.unsettled);
    tracked.unsettled = [];
    tracked.settling = true;
  }
  return settling;
}

/** The rule: online while the last beat is no older than three intervals; silence counts only once we listened for as long. */
function stateAt(tracked: Tracked | undefined, at: number, watchingSince: number): PresenceState {
  const patienceMs = BRIDGED_INTERVALS * (tracked?.intervalMs ?? DEFAULT_BEAT_MS);
  if (tracked?.beatAt !== undefined && !tracked.lost) {
    const ageMs = at - tracked.beatAt;
    // A beat from the future is one from before the clock was set back: it says nothing about now.
    if (ageMs <= patienceMs && ageMs >= -tracked.intervalMs) return 'online';
  }
  if (tracked?.lost) return 'offline';
  return at < watchingSince + patienceMs ? 'unobserved' : 'offline';
}
