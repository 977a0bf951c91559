import { setImmediate as breathe } from 'node:timers/promises';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { monotonicFactory } from 'ulid';
import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { AddressGuard } from '../outside/address-guard.ts';
import { callHttp, requireTaken } from '../outside/http-call.ts';
import { causeOf } from '../outside/outside-error.ts';
import type { Dialect } from './dialect/dialect.ts';
import type { Mappings } from './dialect/mappings.ts';
import type { Message } from './dialect/messages.ts';
import { writeMessage } from './dialect/translate.ts';
import { type LogItem, readLog, referencesOf } from './log-reading.ts';
import { readSums } from './log-sums.ts';
import { type NodeStatusParts, type StatusItem, statusItem } from './node-status.ts';
import { superseded } from './report-thinning.ts';
import {
  addReports,
  giveUpStatus,
  markReports,
  type StoredReport,
  trimReports,
  waitingBySource,
  waitingReports,
  waitingStatusAt,
} from './reports-store.ts';
import type { SourceNodes } from './source-nodes.ts';
import type { Sources } from './sources.ts';
import { markLogPosition, markSumsPosition, type StoredSource, sumsPositionOf } from './sources-store.ts';

export interface ReportingParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly tree: AreaTree;
  readonly sources: Sources;
  readonly nodes: SourceNodes;
  readonly mappings: Mappings;
  readonly status: NodeStatusParts;
  readonly guard: AddressGuard;
  /** NguonID, where the dialect names none. */
  readonly gatewayId: string;
  readonly alarm: { tell(detail: string): void; settle(): void };
}

/** Entries fetched from the record at once, and how many wait at most: beyond, the record itself is the queue. */
const LOG_AT_ONCE = 500;
const MOST_WAITING = 2_000;
/** Calls of one source in one round; what is more comes in the next. */
const CALLS_A_ROUND = 100;
const FIRST_PAUSE_MS = 5 * SECOND_MS;
const LONGEST_PAUSE_MS = 5 * MINUTE_MS;
const ALARM_AFTER_MS = 15 * MINUTE_MS;
/** Refused for what it is, so often, when it went alone: set aside, or nothing behind it would ever get through. */
const REFUSED_FOR_GOOD = new Set(['HTTP 400', 'HTTP 413', 'HTTP 422']);
const MOST_TRIES = 10;

const pressed = promisify(deflate);
const unpressed = promisify(inflate);

interface Pause {
  readonly failures: number;
  readonly until: number;
}

/**
 * Tells systems above what the nodes do and what they played. Stored first, then sent, gone only when the other side took it. What
 * nodes played is read off the record by a cursor that stands in the same transaction as what it queues.
 */
export class Reporting {
  readonly #parts: ReportingParts;
  readonly #newId = monotonicFactory();
  readonly #rounds = new Map<string, Promise<void>>();
  readonly #pauses = new Map<string, Pause>();
  readonly #lastStatus = new Map<string, number>();
  /** Cursors, as they stand in the rows. */
  readonly #positions = new Map<string, number>();
  #stopped = false;

  constructor(parts: ReportingParts) {
    this.#parts = parts;
  }

  /** Every few seconds: a round for each source that is in none. */
  tick(): void {
    if (this.#stopped) return;
    for (const source of this.#told()) {
      if (this.#rounds.has(source.id)) continue;
      const round = this.#round(source)
        .catch((error) => this.#parts.log.error({ err: error, source: source.id }, 'reports wait for the next round'))
        .finally(() => this.#rounds.delete(source.id));
      this.#rounds.set(source.id, round);
    }
  }

  /** Each minute: the alarm, and what nobody needs any more. */
  async follow(): Promise<void> {
    const { database, clock, sources, alarm } = this.#parts;
    const now = clock.now();
    for (const { id } of this.#told()) {
      const over = superseded(await waitingStatusAt(database.read, id), now);
      await database.write(async (transaction) => {
        if (over.length > 0) await giveUpStatus(transaction, id, over);
        await trimReports(database.read, transaction, id);
      });
      if (over.length > 0) this.#parts.log.warn({ source: id, instants: over.length }, 'states were superseded unsent');
    }
    const waiting = await waitingBySource(database.read);
    const late = this.#told().filter(({ id }) => now - (waiting.get(id)?.since ?? now) >= ALARM_AFTER_MS);
    if (late.length === 0) alarm.settle();
    else alarm.tell(late.map(({ name, failure }) => (failure ? `${name} (${failure})` : name)).join(', '));
    // A source that ended takes no reports: they would wait for ever.
    const ended = sources.all().filter(({ id, state }) => state === 'ended' && waiting.has(id));
    for (const { id } of ended)
      await database.write(async (transaction) => {
        await transaction('source_reports').where({ source_id: id, state: 'waiting' }).delete();
      });
  }

  waiting(): Promise<Map<string, { count: number; since: number }>> {
    return waitingBySource(this.#parts.database.read);
  }

  /** Its address or secret was mended: it is tried at once. */
  forgive(source: string): void {
    for (const kind of ['log', 'status']) this.#pauses.delete(`${source} ${kind}`);
  }

  async idle(): Promise<void> {
    await Promise.all(this.#rounds.values());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.idle();
  }

  #told(): (StoredSource & { readonly reportUrl: string })[] {
    return this.#parts.sources.all().flatMap((one) => {
      const { reportUrl } = one;
      return one.state === 'active' && one.kind === 'source-system' && reportUrl !== undefined
        ? [{ ...one, reportUrl }]
        : [];
    });
  }

  async #round(source: StoredSource & { readonly reportUrl: string }): Promise<void> {
    await this.#queueLog(source);
    await this.#queueSums(source);
    await this.#queueStatus(source);
    const dialect = this.#parts.mappings.get(source.mapping);
    // One that hangs with the states does not hold the log up.
    await Promise.all([this.#send(source, dialect, 'log'), this.#send(source, dialect, 'status')]);
  }

  /** What nodes said since the last time. When much waits already it stays where it is: in the record. */
  async #queueLog(source: StoredSource): Promise<void> {
    const { database, tree, nodes, clock } = this.#parts;
    for (;;) {
      const waiting = await waitingReports(database.read, source.id, 'log', MOST_WAITING);
      if (waiting.length > MOST_WAITING - LOG_AT_ONCE) return;
      const from = this.#positions.get(source.id) ?? source.logPosition;
      const entries = await readLog(database.read, { from, most: LOG_AT_ONCE });
      const last = entries.at(-1);
      if (!last) return;
      const isTold = source.logPer.includes('node');
      const own = isTold ? entries.filter((entry) => tree.isWithin(entry.hamlet, source.areas)) : [];
      const references = await referencesOf(
        database.read,
        source.id,
        own.map((entry) => entry.bulletin),
      );
      const now = clock.now();
      const reports = own.map(({ item, node, hamlet, bulletin }) => {
        const named: LogItem = {
          ...{ ...item, node: nodes.nameOf(source.id, node), area: tree.get(hamlet)?.code ?? hamlet },
          ...(bulletin === undefined ? {} : { bulletin: references.get(bulletin) ?? bulletin }),
        };
        const about = { id: this.#newId(now), source: source.id, kind: 'log', subject: item.id, at: now } as const;
        return { ...about, body: JSON.stringify(named) };
      });
      await database.write(async (transaction) => {
        await addReports(transaction, database.dialect, reports);
        await markLogPosition(transaction, source.id, last.position + 1);
      });
      this.#positions.set(source.id, last.position + 1);
      if (entries.length < LOG_AT_ONCE) return;
    }
  }

  /** Runs that are over, counted by commune and as a whole, where the source asks for it; their cursor is the instant of their end. */
  async #queueSums(source: StoredSource): Promise<void> {
    const { database, tree, clock } = this.#parts;
    const { logPer } = source;
    if (!logPer.includes('commune') && !logPer.includes('run')) return;
    for (;;) {
      const waiting = await waitingReports(database.read, source.id, 'log', MOST_WAITING);
      if (waiting.length > MOST_WAITING - LOG_AT_ONCE) return;
      const now = clock.now();
      const after = (await sumsPositionOf(database.read, source.id)) ?? `${now}`;
      const communeOf = (hamlet: string) => (tree.isWithin(hamlet, source.areas) ? tree.communeOf(hamlet) : undefined);
      const { sums, last } = await readSums(database.read, { after, now, communeOf });
      if (last === undefined) return;
      const told = [...sums.values()]
        .flat()
        .filter(({ commune }) => logPer.includes(commune === undefined ? 'run' : 'commune'));
      const references = await referencesOf(
        database.read,
        source.id,
        told.map(({ bulletin }) => bulletin),
      );
      const reports = told.map(({ item, commune, bulletin }) => {
        const named: LogItem = {
          ...item,
          ...(commune === undefined ? {} : { area: tree.get(commune)?.code ?? commune }),
          ...(bulletin === undefined ? {} : { bulletin: references.get(bulletin) ?? bulletin }),
        };
        const about = { id: this.#newId(now), source: source.id, kind: 'log', subject: item.id, at: now } as const;
        return { ...about, body: JSON.stringify(named) };
      });
      await database.write(async (transaction) => {
        await addReports(transaction, database.dialect, reports);
        await markSumsPosition(transaction, source.id, last);
      });
    }
  }

  /** Once in each interval, of the instant at which it begins. An interval in which nobody watched is not made up later. */
  async #queueStatus(source: StoredSource): Promise<void> {
    const { database, clock, nodes, sources, mappings, status } = this.#parts;
    const every = source.statusEverySeconds * SECOND_MS;
    const now = clock.now();
    const at = Math.floor(now / every) * every;
    const known = sources.get(source.id);
    if (!known || this.#lastStatus.get(source.id) === at) return;
    this.#lastStatus.set(source.id, at);
    const found = nodes.within(known);
    const { batch } = mappings.get(source.mapping).reports.status;
    const parts = Math.ceil(found.length / batch);
    const itemOf = statusItem(status, now);
    for (let part = 0; part < parts; part++) {
      const items: StatusItem[] = found
        .slice(part * batch, (part + 1) * batch)
        .map((node) => itemOf(node, nodes.nameOf(source.id, node.id)));
      const body = (await pressed(JSON.stringify({ at: now, part: part + 1, parts, items }))).toString('base64');
      const report = {
        id: this.#newId(now),
        source: source.id,
        kind: 'status',
        subject: `${at}/${part}`,
        at,
        body,
      } as const;
      await database.write((transaction) => addReports(transaction, database.dialect, [report]));
      await breathe();
    }
  }

  async #send(
    source: StoredSource & { readonly reportUrl: string },
    dialect: Dialect,
    kind: 'log' | 'status',
  ): Promise<void> {
    const { database, clock } = this.#parts;
    const lane = `${source.id} ${kind}`;
    for (let call = 0; call < CALLS_A_ROUND && !this.#stopped; call++) {
      if (clock.now() < (this.#pauses.get(lane)?.until ?? 0)) return;
      const most = kind === 'log' ? dialect.reports.log.batch : 1;
      const waiting = await waitingReports(database.read, source.id, kind, most);
      const [first] = waiting;
      if (!first) return;
      // What was refused with others goes alone: one that is wrong must not hold the rest.
      const reports = first.tries > 0 ? [first] : waiting.filter(({ tries }) => tries === 0);
      if (!(await this.#try(source, dialect, reports, lane))) return;
    }
  }

  /** True when the lane may go on. */
  async #try(
    source: StoredSource & { readonly reportUrl: string },
    dialect: Dialect,
    reports: readonly StoredReport[],
    lane: string,
  ): Promise<boolean> {
    const { database, clock, sources, log } = this.#parts;
    const ids = reports.map(({ id }) => id);
    try {
      await this.#call(source, dialect, reports);
    } catch (error) {
      const word = causeOf(error);
      const isOver = REFUSED_FOR_GOOD.has(word) && reports.every(({ tries }) => tries + 1 >= MOST_TRIES);
      const refused = REFUSED_FOR_GOOD.has(word);
      log.warn({ source: source.id, reports: ids.length, word }, 'reports were not taken');
      // Only what is wrong in itself is counted against it; a source that is away says nothing of its reports.
      if (refused)
        await database.write((transaction) =>
          markReports(transaction, ids, { state: isOver ? 'given-up' : 'waiting', why: word }),
        );
      const failures = (this.#pauses.get(lane)?.failures ?? 0) + 1;
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(10, failures - 1));
      this.#pauses.set(lane, { failures, until: clock.now() + pause });
      await sources.reported(source.id, { failure: word });
      return false;
    }
    const at = clock.now();
    this.#pauses.delete(lane);
    await database.write((transaction) => markReports(transaction, ids, { state: 'sent', at }));
    await sources.reported(source.id, { lastReportAt: at, failure: null });
    return true;
  }

  async #call(
    source: StoredSource & { readonly reportUrl: string },
    dialect: Dialect,
    reports: readonly StoredReport[],
  ): Promise<void> {
    const { guard, sources, gatewayId } = this.#parts;
    const [{ id = '', kind = 'log' } = {}] = reports;
    const between = { origin: dialect.origin ?? gatewayId, destination: dialect.destination ?? source.id };
    const secret = sources.reportSecretOf(source);
    const body =
      kind === 'log'
        ? writeMessage(dialect, 'log', { ...between, items: reports.map((one) => ({ ...between, ...logItem(one) })) })
        : writeMessage(dialect, 'status', await statusOf(reports[0], between, id));
    const { path } = dialect.reports[kind];
    const answer = await callHttp({
      ...{ url: source.reportUrl.replace(/\/$/, '') + path, method: 'POST', guard, body: JSON.stringify(body) },
      headers: {
        ...{ 'content-type': 'application/json', 'idempotency-key': id, 'user-agent': 'LoaXa' },
        ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
      },
    });
    requireTaken(answer);
  }
}

/** Written by ourselves, in `#queueLog`. */
function logItem(report: StoredReport): LogItem {
  return JSON.parse(report.body) as LogItem;
}

/** Written by ourselves, in `#queueStatus`. */
async function statusOf(
  report: StoredReport | undefined,
  between: { origin: string; destination: string },
  id: string,
): Promise<Message<'status'>> {
  const text = (await unpressed(Buffer.from(report?.body ?? '', 'base64'))).toString('utf8');
  const said = JSON.parse(text) as Pick<Message<'status'>, 'at' | 'part' | 'parts' | 'items'>;
  return { ...said, ...between, id, items: said.items.map((one) => ({ ...between, ...one })) };
}
