import type { CapFeed, FeedState, SourceCall } from '../../../protocol/api/sources.ts';
import { SECOND_MS } from '../../../protocol/units.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import { InvalidInputError, RuleError, TooManyRequestsError } from '../../errors.ts';
import type { FactBus } from '../../facts.ts';
import type { Log } from '../../log.ts';
import type { AddressGuard } from '../../outside/address-guard.ts';
import { MOST_BYTES_TAKEN } from '../cap/bounds.ts';
import { Malformed } from '../cap/malformed.ts';
import type { StoredSource } from '../sources-store.ts';
import { type FeedEntry, MOST_INDEX_BYTES, readIndex } from './feed-index.ts';
import {
  begunAt,
  type FeedProgress,
  isLate,
  isOfTheEntry,
  MOST_TRIES,
  progressAfter,
  type Round,
} from './feed-rule.ts';
import { type EntryMark, FeedStore } from './feed-store.ts';
import { Fetching, wordOf } from './fetching.ts';

export interface FeedsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly guard: AddressGuard;
  readonly sources: { all(): readonly StoredSource[] };
  /** As if the source had sent it; the same message again is no second one. Throws what is refused, which is on record. */
  readonly take: (source: string, bytes: Uint8Array) => Promise<unknown>;
  readonly noteCall: (source: string, call: Omit<SourceCall, 'id' | 'at'>) => Promise<void>;
  readonly alarm: { tell(detail: string): void; settle(): void };
}

type Fed = StoredSource & { readonly feed: CapFeed };

/** What is taken in one round: a source that may send 60 a minute keeps room for what it sends itself. */
const MOST_A_ROUND = 30;
const MOST_AT_ONCE = 4;
/** So many addresses in a row that do not answer are a server that is away. */
const AWAY_AFTER = 3;

/**
 * Fetches alerts where their sender has them lie. What was taken is marked after it was taken: a gateway killed in between fetches it again, and
 * then it is the same message. An index counts as read only when all of it was.
 */
export class Feeds {
  readonly store: FeedStore;
  readonly #parts: FeedsParts;
  readonly #rounds = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #known = new Map<string, FeedProgress>();
  #late: string | undefined;

  constructor(parts: FeedsParts) {
    this.#parts = parts;
    this.store = new FeedStore(parts.database);
  }

  async start(): Promise<void> {
    this.#known = await this.store.all();
  }

  /** Every few seconds. */
  tick(): void {
    const { clock, log } = this.#parts;
    const now = clock.now();
    this.#tellLate(now);
    for (const source of this.#fed()) {
      if (this.#stop.signal.aborted || this.#rounds.size >= MOST_AT_ONCE) return;
      if (this.#rounds.has(source.id) || this.#progressOf(source).dueAt > now) continue;
      const round = this.#round(source)
        .catch((error) => log.error({ err: error, source: source.id }, 'alerts are fetched with the next tick'))
        .finally(() => this.#rounds.delete(source.id));
      this.#rounds.set(source.id, round);
    }
  }

  stateOf({ id, feed }: StoredSource): FeedState | undefined {
    if (!feed) return undefined;
    const { triedAt, fetchedAt, dueAt, waiting, failure, failingSince } = this.#progressOf({ id, feed });
    return {
      ...{ nextAt: dueAt, waiting },
      ...(triedAt === undefined ? {} : { triedAt }),
      ...(fetchedAt === undefined ? {} : { fetchedAt }),
      ...(failure === undefined ? {} : { failure }),
      ...(failingSince === undefined ? {} : { failingSince }),
    };
  }

  /** Its settings were changed: it is asked at once, also for what was given up. */
  async forgive({ id, feed }: StoredSource): Promise<void> {
    const { database, clock } = this.#parts;
    await this.#rounds.get(id);
    const before = feed && this.#progressOf({ id, feed });
    // Without its marks the index is read whole again.
    const after = before && { ...before, etag: undefined, lastModified: undefined, dueAt: clock.now() };
    await database.write(async (transaction) => {
      if (!after) return this.store.forget(transaction, id);
      await this.store.save(transaction, id, after);
      await this.store.retry(transaction, id);
    });
    if (after) this.#known.set(id, after);
    else this.#known.delete(id);
  }

  async idle(): Promise<void> {
    await Promise.all(this.#rounds.values());
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.idle();
  }

  #fed(): Fed[] {
    return this.#parts.sources
      .all()
      .flatMap((one) => (one.state === 'active' && one.kind === 'cap' && one.feed ? [{ ...one, feed: one.feed }] : []));
  }

  #progressOf({ id, feed }: Pick<Fed, 'id' | 'feed'>): FeedProgress {
    const known = this.#known.get(id);
    return known?.url === feed.url ? known : begunAt(feed.url, 0);
  }

  async #round(source: Fed): Promise<void> {
    const { database, clock, facts, log, guard } = this.#parts;
    const before = this.#progressOf(source);
    const keys: string[] = [];
    const round = await this.#fetch(source, new Fetching(guard, source.feed, this.#stop.signal), before, keys).catch(
      (error: unknown): Round => ({ waiting: undefined, failure: faultOf(error) }),
    );
    // What was not asked to its end says nothing of the other side.
    if (this.#stop.signal.aborted) return;
    const now = clock.now();
    const after = progressAfter(before, round, source.feed.everySeconds * SECOND_MS, now);
    await database.write(async (transaction) => {
      await this.store.save(transaction, source.id, after);
      if (after.failure === undefined && after.waiting === 0 && keys.length > 0)
        await this.store.keepOnly(transaction, source.id, keys);
    });
    this.#known.set(source.id, after);
    if (after.failure !== before.failure) facts.tell('changed', { at: now, what: 'sources' });
    if (after.failure)
      log.warn({ source: source.id, word: after.failure, waiting: after.waiting }, 'alerts not fetched');
  }

  async #fetch(source: Fed, fetching: Fetching, before: FeedProgress, keys: string[]): Promise<Round> {
    const found = await fetching.index(before, MOST_INDEX_BYTES);
    if (!found) return { waiting: 0, etag: before.etag, lastModified: before.lastModified };
    const { etag, lastModified } = found;
    const index = readIndex(found.bytes, found.url);
    if (index.is === 'alert') {
      await this.#take(source, found.bytes);
      return { waiting: 0, etag, lastModified };
    }
    keys.push(...index.entries.map(({ key }) => key));
    const marks = await this.store.marks(source.id, keys);
    const open = index.entries.filter(({ key }) => !isSettled(marks.get(key)));
    return { etag, lastModified, ...(await this.#takeEach(source, fetching, open, marks)) };
  }

  async #takeEach(
    source: Fed,
    fetching: Fetching,
    open: readonly FeedEntry[],
    marks: ReadonlyMap<string, EntryMark>,
  ): Promise<Round> {
    let waiting = open.length;
    let failure: string | undefined;
    let silent = 0;
    for (const entry of open.slice(0, MOST_A_ROUND)) {
      try {
        await this.#take(source, await fetching.alert(entry.url, MOST_BYTES_TAKEN));
        await this.store.mark(source.id, entry.key, { state: 'done', tries: 0 });
        waiting--;
        silent = 0;
      } catch (error) {
        if (error instanceof TooManyRequestsError) return { waiting, failure, waitMs: waitOf(error) };
        failure = wordOf(error);
        if (this.#stop.signal.aborted) break;
        if (isOfTheEntry(failure)) {
          if (await this.#isGivenUp(source, entry, (marks.get(entry.key)?.tries ?? 0) + 1, failure)) waiting--;
        } else if (++silent >= AWAY_AFTER) break;
      }
    }
    return { waiting, failure };
  }

  /** What is refused is on record and is not fetched again. */
  async #take(source: Fed, bytes: Uint8Array): Promise<void> {
    try {
      await this.#parts.take(source.id, bytes);
    } catch (error) {
      if (!(error instanceof InvalidInputError) && !(error instanceof RuleError)) throw error;
    }
  }

  async #isGivenUp(source: Fed, entry: FeedEntry, tries: number, word: string): Promise<boolean> {
    const isOver = tries >= MOST_TRIES;
    await this.store.mark(source.id, entry.key, { state: isOver ? 'given-up' : 'waiting', tries });
    if (isOver) {
      const detail = `${word}: ${new URL(entry.url).hostname}`;
      await this.#parts.noteCall(source.id, { what: 'CAP feed', outcome: 'refused', detail });
    }
    return isOver;
  }

  #tellLate(now: number): void {
    const { alarm } = this.#parts;
    const late = this.#fed()
      .map((source) => ({ source, progress: this.#progressOf(source) }))
      .filter(({ progress }) => isLate(progress, now))
      .map(({ source, progress }) => `${source.name} (${progress.failure})`)
      .join(', ');
    if (late === this.#late) return;
    this.#late = late;
    if (late === '') alarm.settle();
    else alarm.tell(late);
  }
}

function isSettled(mark: EntryMark | undefined): boolean {
  return mark !== undefined && mark.state !== 'waiting';
}

function faultOf(error: unknown): string {
  return error instanceof Malformed ? 'malformed' : wordOf(error);
}

function waitOf({ extra }: TooManyRequestsError): number | undefined {
  return typeof extra.retryAfterMs === 'number' ? extra.retryAfterMs : undefined;
}
