import type { ReceiptAck } from '../../protocol/messages/downlink.ts';
import { runKey } from '../../protocol/messages/fields.ts';
import type { Entry } from '../../protocol/messages/uplink.ts';
import { DAY_MS } from '../../protocol/units.ts';
import type { NodeStore, StoredEntry } from './node-store.ts';
import type { NodeTime } from './node-time.ts';
import type { EntrySigner } from './signer.ts';

type Distributed<T> = T extends Entry ? Pick<T, 'kind' | 'body'> : never;
/** What happened, before the log gives it a place and a signature. */
export type News = Distributed<Entry>;

/** Acknowledged entries are kept this long, for a gateway restored from backup (DESIGN §8). */
const KEEP_ACKED_MS = 14 * DAY_MS;
/** An acknowledgement just given is not taken back by one that crossed it on the way. */
const SETTLED_MS = 60_000;

/** The node's append-only evidence: every entry signed, numbered without gaps, kept until the gateway's signed word. */
export class SignedLog {
  readonly #store: NodeStore;
  readonly #signer: EntrySigner;
  readonly #time: NodeTime;
  readonly #node: string;
  readonly #entries: Map<number, StoredEntry>;
  readonly #waiting = new Set<number>();
  readonly #runs = new Set<string>();
  #next: number;
  #lastAckAt = 0;

  constructor(node: string, store: NodeStore, signer: EntrySigner, time: NodeTime) {
    this.#node = node;
    this.#store = store;
    this.#signer = signer;
    this.#time = time;
    this.#entries = new Map(store.entries().map((entry) => [entry.seq, entry]));
    this.#next = 0;
    for (const entry of this.#entries.values()) {
      this.#next = Math.max(this.#next, entry.seq + 1);
      if (entry.ackedAt === undefined) this.#waiting.add(entry.seq);
      if (entry.run !== undefined) this.#runs.add(entry.run);
    }
  }

  get position(): { id: string; oldest: number; next: number } {
    const [oldest] = this.#entries.keys();
    return { id: this.#store.logId, oldest: oldest ?? this.#next, next: this.#next };
  }

  hasReceiptOf(run: string): boolean {
    return this.#runs.has(run);
  }

  at(seq: number): StoredEntry | undefined {
    return this.#entries.get(seq);
  }

  append(news: News): StoredEntry {
    const at = Math.round(this.#time.now());
    const head = {
      v: 1 as const,
      node: this.#node,
      log: this.#store.logId,
      seq: this.#next,
      at,
      clock: this.#time.state,
    };
    const run = news.kind === 'receipt' ? runKey(news.body.run) : undefined;
    const entry: StoredEntry = {
      seq: this.#next,
      at,
      kind: news.kind,
      run,
      jws: this.#signer.sign({ ...head, ...news }),
    };
    this.#store.append(entry);
    this.#next++;
    this.#entries.set(entry.seq, entry);
    this.#waiting.add(entry.seq);
    if (run !== undefined) this.#runs.add(run);
    return entry;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** The oldest entries without an acknowledgement, from sequence `from` on. */
  unacknowledged(limit: number, from = 0): StoredEntry[] {
    const found: StoredEntry[] = [];
    for (const seq of [...this.#waiting].filter((each) => each >= from).sort((a, b) => a - b)) {
      const entry = this.#entries.get(seq);
      if (entry) found.push(entry);
      if (found.length >= limit) break;
    }
    return found;
  }

  /**
   * The gateway's signed word on what it holds. Entries it names may be forgotten 14 days later; one that says it holds less than it
   * once did (restored from backup) makes the rest wait again. Returns how many changed. Sequences not yet given are ignored.
   */
  acknowledge(ack: ReceiptAck): number {
    if (ack.log !== this.#store.logId || ack.at < this.#lastAckAt) return 0;
    this.#lastAckAt = ack.at;
    const now = this.#time.now();
    const named = [...this.#waiting]
      .filter((seq) => seq < ack.below)
      .concat(ack.also.filter((seq) => this.#waiting.has(seq)));
    this.#mark(named, now);
    const lost = ack.also.length > 0 ? [] : this.#ackedFrom(ack.below, now - SETTLED_MS);
    this.#mark(lost, undefined);
    return named.length + lost.length;
  }

  /** Forgets what was acknowledged more than 14 days ago; the newest entry stays, it keeps the numbering. */
  prune(): number {
    const limit = this.#time.now() - KEEP_ACKED_MS;
    const old = [...this.#entries.values()].filter(
      (entry) => entry.ackedAt !== undefined && entry.ackedAt < limit && entry.seq < this.#next - 1,
    );
    for (const entry of old) {
      this.#entries.delete(entry.seq);
      if (entry.run !== undefined) this.#runs.delete(entry.run);
    }
    if (old.length > 0) this.#store.forget(old.map((entry) => entry.seq));
    return old.length;
  }

  #mark(sequences: readonly number[], ackedAt: number | undefined): void {
    if (sequences.length === 0) return;
    for (const seq of sequences) {
      const entry = this.#entries.get(seq);
      if (!entry) continue;
      this.#entries.set(seq, { ...entry, ackedAt });
      if (ackedAt === undefined) this.#waiting.add(seq);
      else this.#waiting.delete(seq);
    }
    this.#store.markAcked(sequences, ackedAt);
  }

  #ackedFrom(below: number, settled: number): number[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.seq >= below && entry.ackedAt !== undefined && entry.ackedAt < settled)
      .map((entry) => entry.seq);
  }
}
