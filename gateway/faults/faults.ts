import type { Fault } from '../../protocol/api/faults.ts';
import type { BrokerAlarm } from '../../protocol/roster.ts';
import { DAY_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import type { EntryHandler } from '../intake/intake.ts';
import type { Log } from '../log.ts';
import type { Presence } from '../presence/presence.ts';
import { type FaultRow, openFaults, putFaults, readFaults } from './faults-store.ts';
import { type FaultKey, OpenFaults } from './open-faults.ts';

export interface FaultsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly presence: Presence;
  /** Nodes that ought to be heard: enrolled and not retired. */
  readonly nodes: () => Iterable<string>;
}

export interface Alarm {
  readonly kind: Fault['kind'];
  readonly node?: string;
  /** Of what belongs to a place and to no node. */
  readonly area?: string;
  /** Tells apart several of one kind and place; `detail` begins with it. */
  readonly name?: string;
  readonly detail?: string;
  readonly count?: number;
  readonly at?: number;
}

/** Over when somebody or something says so, not by keeping quiet. */
const LASTING: ReadonlySet<Fault['kind']> = new Set([
  'network-lost',
  'node-fault',
  'rotation-unfinished',
  'order-unresolved',
  'emergency-not-reviewed',
  'licence-expiring',
  // Found by a self-test: over when another one says so.
  'line-open',
  'line-short',
  'amplifier',
  'mute',
  'recalibrate',
]);
/** Something noticed once (a forged message, a second client) is over when it did not come again for this long. */
const QUIET_MS = DAY_MS;
/** What a broker's alarm means as a fault; the others are in the log only, since they name no node to look after. */
const FAULT_OF_ALARM: Partial<Record<BrokerAlarm['kind'], Fault['kind']>> = {
  'bad-credential': 'bad-credential',
  'duplicate-id': 'duplicate-id',
  'denied-publish': 'denied-publish',
  'denied-subscribe': 'denied-publish',
};

/** What is wrong: nodes silent for three beats, alarms, and what nodes report of themselves. One open fault per kind and node. */
export class Faults {
  readonly #parts: FaultsParts;
  readonly #open = new OpenFaults();
  readonly #alarms = new Map<string, number>();
  readonly #refusals = new Map<string, number>();

  constructor(parts: FaultsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    this.#open.load(await openFaults(this.#parts.database.read));
  }

  stop(): Promise<void> {
    return this.#save();
  }

  /** What was noticed since the start, by kind of fault: for metrics. */
  get alarms(): ReadonlyMap<string, number> {
    return this.#alarms;
  }

  /** What nodes refused to obey since the start, by their reason: for metrics. */
  get refusals(): ReadonlyMap<string, number> {
    return this.#refusals;
  }

  /** Something noticed now: opens a fault or counts one up. */
  alarm(alarm: Alarm): void {
    const now = this.#parts.clock.now();
    const { kind, node, area, name } = alarm;
    const key = { kind, node, area, name };
    count(this.#alarms, alarm.kind, alarm.count);
    this.#raise(key, alarm.at ?? now, alarm.count, alarm.detail?.slice(0, 200));
  }

  /** What an alarm told of this node is put right. */
  settle(kind: Fault['kind'], node: string): void {
    this.#clear({ kind, node }, this.#parts.clock.now());
  }

  /** The same of what belongs to a place. */
  settleIn(area: string, kind: Fault['kind'], name: string): void {
    this.#clear({ kind, area, name }, this.#parts.clock.now());
  }

  isOpen(key: FaultKey): boolean {
    return this.#open.get(key) !== undefined;
  }

  /** Nodes with an open fault of this kind, and since when. */
  openOf(kind: Fault['kind']): { node: string; since: number }[] {
    return [...this.#open.all()].flatMap((fault) =>
      fault.kind === kind && fault.node !== undefined ? [{ node: fault.node, since: fault.since }] : [],
    );
  }

  brokerAlarms(alarms: readonly BrokerAlarm[]): void {
    for (const alarm of alarms) {
      this.#parts.log.warn({ alarm }, 'the broker raised an alarm');
      const kind = FAULT_OF_ALARM[alarm.kind];
      const detail = [alarm.kind === 'denied-subscribe' ? 'subscribe' : undefined, alarm.address, alarm.detail];
      if (kind)
        this.alarm({
          kind,
          node: alarm.node,
          detail: detail.filter((text) => text !== undefined).join(' '),
          count: alarm.count,
          at: alarm.at,
        });
    }
  }

  /** Detects silence and its end, lets old alarms rest, writes what changed; to be called each second. */
  async tick(now: number): Promise<void> {
    if (this.#parts.presence.isWatching) this.#watchSilence(now);
    for (const fault of [...this.#open.all()])
      if (!LASTING.has(fault.kind) && now - fault.updatedAt > QUIET_MS) this.#clear(fault, fault.updatedAt);
    await this.#save();
  }

  /** Newest first; the caller filters by area. */
  list(query: { open: boolean; node?: string; limit: number }): Promise<FaultRow[]> {
    return readFaults(this.#parts.database.read, query);
  }

  /** For Intake: what nodes report of themselves, after the commit. */
  readonly faultEntries: EntryHandler<'fault'> = async (_transaction, items) => () => {
    for (const { node, entry, receivedAt } of items) {
      const at = entry.clock === 'trusted' ? entry.at : receivedAt;
      const { fault, state, detail } = entry.body;
      const key: FaultKey = { kind: 'node-fault', node, name: fault };
      if (state === 'raised') this.#raise(key, at, 1, detail ? `${fault}: ${detail}` : fault);
      else this.#clear(key, at);
    }
  };

  /** For Intake: commands a node refused. */
  readonly refusalEntries: EntryHandler<'refusal'> = async (_transaction, items) => () => {
    for (const { node, entry, receivedAt } of items) {
      count(this.#refusals, entry.body.reason);
      this.#raise({ kind: 'refusal', node }, receivedAt, 1, `${entry.body.what}: ${entry.body.reason}`);
    }
  };

  /** Asks for every node each second, so it only looks closer at the few that are silent or were. */
  #watchSilence(now: number): void {
    const { presence } = this.#parts;
    const stateOf = presence.statesAt(now);
    const offline = [...this.#open.all()].filter((fault) => fault.kind === 'network-lost');
    const open = new Set(offline.flatMap((fault) => fault.node ?? []));
    const left = new Set(open);
    for (const node of this.#parts.nodes()) {
      const state = stateOf(node);
      if (open.has(node)) {
        left.delete(node);
        if (state === 'online') this.#clear({ kind: 'network-lost', node }, presence.lastBeatAt(node) ?? now);
      } else if (state === 'offline') {
        const lastBeatAt = presence.lastBeatAt(node);
        // Back-dated: it was silent from the first beat that did not come.
        if (lastBeatAt !== undefined)
          this.#raise({ kind: 'network-lost', node }, Math.min(now, lastBeatAt + presence.intervalOf(node)));
      }
    }
    // Nodes that nobody expects to hear any more.
    for (const node of left) this.#clear({ kind: 'network-lost', node }, now);
  }

  #raise(key: FaultKey, since: number, count = 1, detail?: string): void {
    const now = this.#parts.clock.now();
    const { row, isNew } = this.#open.raise(key, since, now, count, detail);
    if (!isNew) return;
    this.#parts.log.warn({ kind: row.kind, node: row.node, since, detail }, 'fault raised');
    this.#tell(row, true);
  }

  #clear(key: FaultKey, until: number): void {
    const row = this.#open.clear(key, until, this.#parts.clock.now());
    if (!row) return;
    this.#parts.log.info({ kind: row.kind, node: row.node, since: row.since, until: row.until }, 'fault cleared');
    this.#tell(row, false);
  }

  #tell(row: FaultRow, raised: boolean): void {
    const at = this.#parts.clock.now();
    this.#parts.facts.tell('faultChanged', { at, id: row.id, kind: row.kind, node: row.node, area: row.area, raised });
  }

  async #save(): Promise<void> {
    const rows = this.#open.takeChanged();
    if (rows.length === 0) return;
    const { database } = this.#parts;
    try {
      await database.write((transaction) => putFaults(transaction, database.dialect, rows));
    } catch (error) {
      this.#open.restore(rows);
      throw error;
    }
  }
}

function count(counts: Map<string, number>, kind: string, by = 1): void {
  counts.set(kind, (counts.get(kind) ?? 0) + by);
}
