import { ulid } from 'ulid';
import type { FaultKind } from '../../protocol/faults.ts';
import type { Beat, Birth } from '../../protocol/messages/uplink.ts';
import type { BrokerAlarm } from '../../protocol/roster.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import type { EntryHandler } from '../intake/intake.ts';
import type { Log } from '../log.ts';
import type { NoticeHandler } from '../notices.ts';
import type { Presence } from '../presence/presence.ts';
import { Detector } from './detector.ts';
import {
  type FaultQuery,
  type FaultRow,
  faultsOverSince,
  openFaults,
  putFaults,
  readFaults,
  type ShownFault,
} from './faults-store.ts';
import { Ground, type GroundParts } from './ground.ts';
import type { Incident } from './incident.ts';
import { Incidents } from './incidents.ts';
import { type IncidentQuery, openIncidents, putIncidents, readIncidents } from './incidents-store.ts';
import { LIMITS } from './limits.ts';
import { type FaultKey, keyOf, OpenFaults } from './open-faults.ts';
import { inPieces, slicesOf } from './pieces.ts';
import { Silence } from './silence.ts';

export interface FaultsParts extends GroundParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly presence: Presence;
  /** The maintenance window that holds a node at an instant. */
  readonly windowOf: (node: string, at: number) => string | undefined;
  /** What is told to people, in the transaction that stores it. */
  readonly notice: NoticeHandler<Transaction>;
}

export interface Alarm {
  readonly kind: FaultKind;
  readonly node?: string;
  /** Of what belongs to a place and to no node. */
  readonly area?: string;
  /** Tells apart several of one kind and place; `detail` begins with it. */
  readonly name?: string;
  readonly detail?: string;
  readonly count?: number;
  readonly at?: number;
}

/** Something noticed (a forged message, a second client) that is over when it did not come again for this long; everything else lasts until it is settled. */
const RESTS_AFTER_MS: Partial<Record<FaultKind, number>> = {
  'bad-credential': DAY_MS,
  'duplicate-id': DAY_MS,
  'forged-message': DAY_MS,
  'denied-publish': DAY_MS,
  refusal: DAY_MS,
};
/** What a broker's alarm means as a fault; the others are in the log only, since they name no node to look after. */
const FAULT_OF_ALARM: Partial<Record<BrokerAlarm['kind'], FaultKind>> = {
  'bad-credential': 'bad-credential',
  'duplicate-id': 'duplicate-id',
  'denied-publish': 'denied-publish',
  'denied-subscribe': 'denied-publish',
};
/** What firmware calls things that have a name of ours. */
const OWN_WORDS: Readonly<Record<string, FaultKind>> = { 'horns-silent': 'not-heard' };
/** Maintenance windows are compared with what is open this often. */
const WINDOWS_EVERY_MS = 10 * SECOND_MS;
/** Incidents and notices of a slice: each may name a hundred nodes. */
const AT_ONCE = 50;

/** What is wrong, and which cause holds it. One open fault per kind and node; people are told of causes, once each. */
export class Faults {
  readonly #parts: FaultsParts;
  readonly #open = new OpenFaults();
  readonly #ground: Ground;
  readonly #detector: Detector;
  readonly #silence: Silence;
  readonly #incidents: Incidents;
  readonly #alarms = new Map<string, number>();
  readonly #refusals = new Map<string, number>();
  #watchedUntil: number | undefined;
  #watchSince: number | undefined;
  #minute = 0;
  #windowsAt = 0;

  constructor(parts: FaultsParts) {
    this.#parts = parts;
    const { presence } = parts;
    const isOpen = (kind: FaultKind, node: string) => this.#watched({ kind, node }) !== undefined;
    const raise = (kind: FaultKind, node: string, since: number, detail?: string) =>
      this.#raise({ kind, node }, since, 'watch', 1, detail);
    const clear = (kind: FaultKind, node: string, until: number) => {
      if (isOpen(kind, node)) this.#clear({ kind, node }, until);
    };
    this.#ground = new Ground(parts);
    const hasOpen = (node: string) => this.#open.has(node);
    const sinceOf = (kind: FaultKind, node: string) => this.#watched({ kind, node })?.since;
    const now = () => parts.clock.now();
    const isKnown = (kind: FaultKind, node: string) => this.#open.get({ kind, node }) !== undefined;
    this.#detector = new Detector({ now, isOpen, isKnown, hasOpen, sinceOf, raise, clear, presence });
    this.#silence = new Silence({
      ...{ presence, ground: this.#ground, open: this.#open, raise, clear },
      lostPowerSince: (node, at) => this.#detector.lostPowerSince(node, at),
    });
    this.#incidents = new Incidents({
      ground: this.#ground,
      rowOf: (row) => this.#open.now(row),
      openOf: (node) => this.#open.of(node),
      hold: (row, incident) => void this.#open.hold(row, { incident }),
      lastBeatAt: (node) => presence.lastBeatAt(node),
      isSuspect: (node, faultClass) => this.#detector.isSuspect(node, faultClass),
      windowOf: parts.windowOf,
    });
  }

  async start(): Promise<void> {
    const { database, clock, presence } = this.#parts;
    const { read, dialect } = database;
    const open = await openFaults(read);
    this.#open.load(open, await faultsOverSince(read, clock.now() - LIMITS.holdMs));
    this.#incidents.load(await openIncidents(read, dialect), open);
    this.#watchedUntil = await presence.watchedUntil();
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

  /** After presence took it. Memory only. */
  beat(node: string, beat: Beat, at: number): void {
    this.#detector.beat(node, beat, at);
  }

  /** Before presence takes it: the boot before this one is still known. */
  birth(node: string, birth: Birth, at: number): void {
    this.#detector.birth(node, birth, at);
  }

  /** Something noticed now: opens a fault or counts one up. */
  alarm(alarm: Alarm): void {
    const now = this.#parts.clock.now();
    const { kind, node, area, name } = alarm;
    count(this.#alarms, alarm.kind, alarm.count);
    this.#raise({ kind, node, area, name }, alarm.at ?? now, 'alarm', alarm.count, alarm.detail?.slice(0, 200));
  }

  /** What an alarm told of this node is put right. */
  settle(kind: FaultKind, node: string): void {
    this.#clear({ kind, node }, this.#parts.clock.now());
  }

  /** The same of what belongs to a place. */
  settleIn(area: string, kind: FaultKind, name: string): void {
    this.#clear({ kind, area, name }, this.#parts.clock.now());
  }

  isOpen(key: FaultKey): boolean {
    return this.#open.get(key) !== undefined;
  }

  /** Nodes with an open fault of this kind, and since when. */
  openOf(kind: FaultKind): { node: string; since: number }[] {
    return [...this.#open.all()].flatMap((fault) =>
      fault.kind === kind && fault.node !== undefined ? [{ node: fault.node, since: fault.since }] : [],
    );
  }

  /** The same of places: where it is open, and under which name. */
  openPlaces(kind: FaultKind): { area: string; name: string | undefined }[] {
    return [...this.#open.all()].flatMap((fault) =>
      fault.kind === kind && fault.area !== undefined ? [{ area: fault.area, name: keyOf(fault).name }] : [],
    );
  }

  /** Kinds open at the node, the worst first. */
  worstOf(node: string): FaultKind[] {
    return this.#open.worstOf(node);
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

  /**
   * Detects silence and its end, lets old alarms rest, finds causes, writes and tells what changed; to be called each second, never
   * twice at once. What it does grows with what is wrong, so it is done in pieces with beats in between.
   */
  async tick(now: number): Promise<void> {
    const { presence } = this.#parts;
    const since = presence.watchingSince;
    if (since !== undefined) {
      this.#watch(since, now);
      if (Math.floor(now / MINUTE_MS) !== this.#minute) await this.#eachMinute(now);
      this.#detector.overdue(now, since);
      await this.#silence.look(now, since);
    }
    await this.#rest(now);
    await inPieces(this.#open.settleDown(now), (row) => this.#ended(row));
    if (now - this.#windowsAt >= WINDOWS_EVERY_MS || now < this.#windowsAt) await this.#windows(now);
    await this.#incidents.step(now);
    await this.#save();
  }

  /** Newest first. */
  async list(query: FaultQuery): Promise<ShownFault[]> {
    return (await this.page(query)).rows;
  }

  page(query: FaultQuery): Promise<{ readonly rows: ShownFault[]; readonly total: number }> {
    const { read, dialect } = this.#parts.database;
    return readFaults(read, dialect, query);
  }

  /** Causes, newest first. */
  incidents(query: IncidentQuery): Promise<{ readonly incidents: Incident[]; readonly total: number }> {
    const { read, dialect } = this.#parts.database;
    return readIncidents(read, dialect, query);
  }

  /** For Intake: what nodes report of themselves, after the commit. */
  readonly faultEntries: EntryHandler<'fault'> = async (_transaction, items) => () => {
    for (const { node, entry, receivedAt } of items) {
      const at = entry.clock === 'trusted' ? entry.at : receivedAt;
      const { fault, state, detail } = entry.body;
      const own = OWN_WORDS[fault];
      const key: FaultKey = own ? { kind: own, node } : { kind: 'node-fault', node, name: fault };
      const said = own ? detail : detail ? `${fault}: ${detail}` : fault;
      if (state === 'raised' && own && this.#detector.isExplained(own, node)) continue;
      if (state === 'raised') this.#raise(key, at, own ? 'watch' : 'alarm', 1, said);
      else this.#clear(key, at);
    }
  };

  /** For Intake: commands a node refused. */
  readonly refusalEntries: EntryHandler<'refusal'> = async (_transaction, items) => () => {
    for (const { node, entry, receivedAt } of items) {
      count(this.#refusals, entry.body.reason);
      this.#raise({ kind: 'refusal', node }, receivedAt, 'alarm', 1, `${entry.body.what}: ${entry.body.reason}`);
    }
  };

  /** For Intake: what was played and heard, starts, and power. */
  get receiptEntries(): EntryHandler<'receipt'> {
    return this.#detector.receiptEntries;
  }
  get bootEntries(): EntryHandler<'boot'> {
    return this.#detector.bootEntries;
  }
  get powerEntries(): EntryHandler<'power'> {
    return this.#detector.powerEntries;
  }

  #watched(key: FaultKey): FaultRow | undefined {
    const row = this.#open.get(key);
    return row?.source === 'watch' ? row : undefined;
  }

  /** The watch goes on, or began anew: what lies between is told once, as something that is over. */
  #watch(since: number, now: number): void {
    const before = this.#watchedUntil;
    const isNew = this.#watchSince !== since;
    this.#watchSince = since;
    this.#watchedUntil = now;
    if (!isNew || before === undefined || since - before < LIMITS.watchGapMs) return;
    const detail = `${Math.round((since - before) / MINUTE_MS)} min`;
    const row: FaultRow = {
      ...{ id: ulid(now), kind: 'watch-gap', since: before, until: since, detectedAt: now, updatedAt: now },
      ...{ count: 1, flaps: 0, detail, source: 'watch' },
    };
    this.#parts.log.warn({ from: before, to: since }, 'nobody watched in between: unobserved for every node');
    this.#open.note({ ...row, incident: this.#incidents.note(row) });
    this.#tell(row, true);
  }

  async #eachMinute(now: number): Promise<void> {
    this.#minute = Math.floor(now / MINUTE_MS);
    await this.#silence.adopt(now);
    this.#detector.tidy(now);
  }

  async #rest(now: number): Promise<void> {
    const { presence } = this.#parts;
    await inPieces([...this.#open.all()], (row) => {
      const restsAfterMs = RESTS_AFTER_MS[row.kind];
      if (restsAfterMs !== undefined && now - row.updatedAt > restsAfterMs) this.#end(row, row.updatedAt);
      else if (row.kind === 'bad-credential' && row.node !== undefined) {
        // Heard with the right one, and nobody tried a wrong one for a while.
        const beatAt = presence.lastBeatAt(row.node) ?? 0;
        if (beatAt > row.updatedAt && now - row.updatedAt > LIMITS.refusedMs) this.#end(row, beatAt);
      } else if (row.kind === 'firmware-failing' && row.source === 'watch' && row.node !== undefined) {
        const beatAt = presence.lastBeatAt(row.node) ?? 0;
        if (beatAt > row.updatedAt && !this.#detector.restartedLately(row.node)) this.#end(row, now);
      }
    });
  }

  /** Which window holds what is open now. */
  async #windows(now: number): Promise<void> {
    this.#windowsAt = now;
    await inPieces([...this.#open.all()], (row) => {
      if (row.node === undefined) return;
      const maintenance = this.#parts.windowOf(row.node, now);
      if (maintenance !== row.maintenance) this.#open.hold(row, { maintenance });
    });
  }

  #raise(key: FaultKey, since: number, source: FaultRow['source'], by = 1, detail?: string): void {
    const { clock, presence, windowOf, log } = this.#parts;
    const now = clock.now();
    const begun = Math.min(since, now);
    const { row, isNew } = this.#open.raise(key, { since: begun, now, source, count: by, detail });
    if (!isNew) return;
    const maintenance = row.node === undefined ? undefined : windowOf(row.node, now);
    const shown = maintenance === undefined ? row : this.#open.hold(row, { maintenance });
    this.#incidents.raised(shown, begun, now, source === 'watch' && begun <= (presence.watchingSince ?? now));
    log.warn({ kind: row.kind, node: row.node, since: row.since, flaps: row.flaps, detail }, 'fault raised');
    this.#tell(row, true);
  }

  #clear(key: FaultKey, until: number): void {
    const row = this.#open.clear(key, until, this.#parts.clock.now());
    if (row) this.#ended(row);
  }

  #end(row: FaultRow, until: number): void {
    const ended = this.#open.end(row, until, this.#parts.clock.now());
    if (ended) this.#ended(ended);
  }

  #ended(row: FaultRow): void {
    this.#incidents.over(row);
    this.#parts.log.info({ kind: row.kind, node: row.node, since: row.since, until: row.until }, 'fault cleared');
    this.#tell(row, false);
  }

  #tell(row: FaultRow, raised: boolean): void {
    const at = this.#parts.clock.now();
    this.#parts.facts.tell('faultChanged', { at, id: row.id, kind: row.kind, node: row.node, area: row.area, raised });
  }

  /** Faults, causes and what is told of them are one transaction: a crash leaves all or nothing of it. */
  async #save(): Promise<void> {
    const rows = this.#open.takeChanged();
    const decided = this.#incidents.take();
    const { incidents, notices } = decided;
    if (rows.length + incidents.length + notices.length === 0) return;
    const { database, notice } = this.#parts;
    try {
      const told = await database.write(async (transaction) => {
        // Slices of one transaction: between two statements the event loop does other things.
        for (const some of slicesOf(rows)) await putFaults(transaction, database.dialect, some);
        for (const some of slicesOf(incidents, AT_ONCE)) await putIncidents(transaction, database.dialect, some);
        const after: ((() => void) | undefined)[] = [];
        for (const some of slicesOf(notices, AT_ONCE)) after.push(await notice(transaction, some));
        return after;
      });
      for (const one of told) one?.();
    } catch (error) {
      this.#open.restore(rows);
      this.#incidents.restore(decided);
      throw error;
    }
  }
}

function count(counts: Map<string, number>, kind: string, by = 1): void {
  counts.set(kind, (counts.get(kind) ?? 0) + by);
}
