import type { ReceiptAck } from '../../protocol/messages/downlink.ts';
import type { Entry, EntryKind } from '../../protocol/messages/uplink.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { Drops } from '../device-link/drops.ts';
import { UnavailableError } from '../errors.ts';
import type { EvidenceLog } from '../evidence/evidence-log.ts';
import type { Log } from '../log.ts';
import { judgeEntry } from './judge.ts';
import { type Genuine, storeEntries } from './store-entries.ts';

/** An entry whose signature held, now in the evidence log. */
export interface VerifiedEntry<K extends EntryKind = EntryKind> {
  readonly node: string;
  readonly entry: Extract<Entry, { kind: K }>;
  /** Place in the evidence log. */
  readonly position: number;
  readonly receivedAt: number;
  readonly jws: string;
}

/** Runs inside the transaction that stores the entries. What it returns, if a function, is called after the commit. */
export type EntryHandler<K extends EntryKind> = (
  transaction: Transaction,
  items: readonly VerifiedEntry<K>[],
) => Promise<unknown>;
export type EntryHandlers = { readonly [K in EntryKind]?: EntryHandler<K> };

export interface IntakeParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly evidence: EvidenceLog;
  readonly keyOf: (node: string) => string | undefined;
  /** Signs and sends; a lost acknowledgement only makes the node send again. */
  readonly acknowledge: (node: string, payload: ReceiptAck) => Promise<void>;
  readonly handlers: EntryHandlers;
  readonly alarm: (alarm: { kind: 'forged-message'; node: string; detail: string }) => void;
}

interface Message {
  readonly node: string;
  readonly entries: readonly string[];
  readonly receivedAt: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
interface JudgedMessage {
  readonly message: Message;
  readonly genuine: readonly Genuine[];
}

/** One transaction stores at most about this many entries; while it commits the next batch is verified. */
const BATCH_ENTRIES = 500;
/** More waiting than this and the node must send again later: what is not acknowledged is not lost. */
const MAX_WAITING = 20_000;

/**
 * The only door for evidence: verify, drop duplicates, append the leaf, call the handlers, one commit, then the
 * acknowledgement. There is no timer: a batch is whatever came while the one before was written.
 */
export class Intake {
  readonly #parts: IntakeParts;
  readonly #drops: Drops;
  #waiting: Message[] = [];
  #waitingEntries = 0;
  #running: Promise<void> | undefined;
  #stored = 0;
  #duplicates = 0;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#drops = new Drops(parts);
  }

  /** Resolves when everything genuine in it is committed; rejects when it could not be stored (the node keeps it and sends again). */
  take(node: string, entries: readonly string[], receivedAt: number = this.#parts.clock.now()): Promise<void> {
    if (this.#waitingEntries + entries.length > MAX_WAITING) {
      this.#drops.add('intake-full', { node });
      return Promise.reject(
        new UnavailableError('intake-full', 'Too many entries wait to be stored; send them again later.'),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ node, entries, receivedAt, resolve, reject });
      this.#waitingEntries += entries.length;
      this.#running ??= this.#run();
    });
  }

  /** Waits until everything taken is stored. */
  async stop(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Counts since start, for metrics. */
  get counts(): Readonly<Record<string, number>> {
    return {
      stored: this.#stored,
      duplicate: this.#duplicates,
      waiting: this.#waitingEntries,
      ...Object.fromEntries(this.#drops.totals),
    };
  }

  async #run(): Promise<void> {
    // Messages of one burst arrive one after the other: let them all be there.
    await new Promise((resolve) => setImmediate(resolve));
    let judging = this.#judgeNext();
    while (judging) {
      const judged = await judging;
      judging = this.#judgeNext();
      await this.#store(judged);
      judging ??= this.#judgeNext();
    }
    // In the same turn as the look at the queue: what is taken after it starts a run of its own.
    this.#running = undefined;
  }

  #judgeNext(): Promise<JudgedMessage[]> | undefined {
    if (this.#waiting.length === 0) return undefined;
    let entries = 0;
    let count = 0;
    while (count < this.#waiting.length && (count === 0 || entries < BATCH_ENTRIES))
      entries += this.#waiting[count++]?.entries.length ?? 0;
    this.#waitingEntries -= entries;
    return Promise.all(
      this.#waiting.splice(0, count).map((message) =>
        this.#judge(message).catch((error) => {
          message.reject(error);
          return { message, genuine: [] };
        }),
      ),
    );
  }

  async #judge(message: Message): Promise<JudgedMessage> {
    const { node, receivedAt } = message;
    const key = this.#parts.keyOf(node);
    if (key === undefined) {
      this.#drops.add('entry-of-unknown-node', { node });
      return { message, genuine: [] };
    }
    const judged = await Promise.all(
      message.entries.map(async (jws): Promise<Genuine[]> => {
        const judgement = await judgeEntry(node, jws, key);
        if (judgement.verdict === 'genuine') return [{ node, jws, receivedAt, entry: judgement.entry }];
        this.#drops.add(`entry-${judgement.verdict}`, { node, why: judgement.why });
        if (judgement.verdict === 'forged')
          this.#parts.alarm({ kind: 'forged-message', node, detail: `log entry: ${judgement.why}` });
        return [];
      }),
    );
    return { message, genuine: judged.flat() };
  }

  /** All in one transaction; when that fails, message by message, so that one bad message cannot hold up the others. */
  async #store(judged: readonly JudgedMessage[]): Promise<void> {
    try {
      await this.#commit(judged.flatMap((one) => one.genuine));
      for (const { message } of judged) message.resolve();
    } catch (error) {
      if (judged.length > 1) {
        this.#parts.log.error({ err: error, messages: judged.length }, 'intake: a batch failed, storing one by one');
        for (const one of judged) await this.#store([one]);
        return;
      }
      const [only] = judged;
      this.#drops.add('entry-not-stored', { node: only?.message.node, err: error });
      only?.message.reject(error);
    }
  }

  async #commit(entries: readonly Genuine[]): Promise<void> {
    if (entries.length === 0) return;
    const { database, evidence, handlers, clock, log, alarm, acknowledge } = this.#parts;
    const outcome = await database.write((transaction) =>
      storeEntries({ transaction, dialect: database.dialect, evidence, handlers }, entries, clock.now()),
    );
    this.#stored += outcome.stored;
    this.#duplicates += outcome.duplicates;
    for (const after of outcome.afterCommit) after();
    for (const { node, entry } of outcome.conflicts) {
      const detail = `entry ${entry.seq} of log ${entry.log} came with another content than the one stored`;
      this.#drops.add('entry-conflict', { node, detail });
      alarm({ kind: 'forged-message', node, detail });
    }
    for (const ack of outcome.acks)
      acknowledge(ack.node, ack).catch((error) =>
        log.debug({ node: ack.node, err: error }, 'acknowledgement not sent'),
      );
  }
}
