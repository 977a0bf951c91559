import { createHash } from 'node:crypto';
import type { Database, Transaction } from '../../database/database.ts';
import type { FeedProgress } from './feed-rule.ts';

export interface EntryMark {
  readonly state: 'done' | 'given-up' | 'waiting';
  readonly tries: number;
}

interface Row {
  source_id: string;
  url: string;
  etag: string | null;
  last_modified: string | null;
  tried_at: number | null;
  fetched_at: number | null;
  due_at: number;
  waiting: number;
  failure: string | null;
  failing_since: number | null;
  failures: number;
}

const KEYS_AT_ONCE = 500;

/** SQL of feeds: their progress, and a mark for each alert that an index names. */
export class FeedStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<Map<string, FeedProgress>> {
    const rows: Row[] = await this.#database.read('cap_feeds');
    return new Map(rows.map((row) => [row.source_id, progressFrom(row)]));
  }

  /** Begins anew where the address is another. */
  async save(transaction: Transaction, source: string, progress: FeedProgress): Promise<void> {
    const before = await transaction<Row>('cap_feeds').where({ source_id: source }).first('url');
    if (before && before.url !== progress.url) await this.forget(transaction, source);
    await transaction<Row>('cap_feeds').insert(rowOf(source, progress)).onConflict('source_id').merge();
  }

  async forget(transaction: Transaction, source: string): Promise<void> {
    await transaction('cap_feed_entries').where({ source_id: source }).delete();
    await transaction('cap_feeds').where({ source_id: source }).delete();
  }

  /** By key; an index holds no more than are asked for at once. */
  async marks(source: string, keys: readonly string[]): Promise<Map<string, EntryMark>> {
    const named = new Map(keys.slice(0, KEYS_AT_ONCE).map((key) => [hashOf(key), key]));
    const rows: { key: string; state: EntryMark['state']; tries: number }[] = await this.#database
      .read('cap_feed_entries')
      .where({ source_id: source })
      .whereIn('key', [...named.keys()])
      .select('key', 'state', 'tries');
    return new Map(rows.map(({ key, state, tries }) => [named.get(key) ?? '', { state, tries }]));
  }

  async mark(source: string, key: string, mark: EntryMark): Promise<void> {
    await this.#database.write((transaction) =>
      transaction('cap_feed_entries')
        .insert({ source_id: source, key: hashOf(key), ...mark })
        .onConflict(['source_id', 'key'])
        .merge(),
    );
  }

  /** Only what an index names can come again. */
  async keepOnly(transaction: Transaction, source: string, keys: readonly string[]): Promise<void> {
    const kept = keys.slice(0, KEYS_AT_ONCE).map(hashOf);
    await transaction('cap_feed_entries').where({ source_id: source }).whereNotIn('key', kept).delete();
  }

  /** Settings changed: what was given up is tried again. */
  async retry(transaction: Transaction, source: string): Promise<void> {
    await transaction('cap_feed_entries').where({ source_id: source }).whereNot({ state: 'done' }).delete();
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function rowOf(source: string, progress: FeedProgress): Row {
  return {
    ...{ source_id: source, url: progress.url, due_at: progress.dueAt, waiting: progress.waiting },
    ...{ etag: progress.etag ?? null, last_modified: progress.lastModified ?? null },
    ...{ tried_at: progress.triedAt ?? null, fetched_at: progress.fetchedAt ?? null },
    ...{ failure: progress.failure ?? null, failing_since: progress.failingSince ?? null, failures: progress.failures },
  };
}

function progressFrom(row: Row): FeedProgress {
  return {
    ...{ url: row.url, dueAt: row.due_at, waiting: row.waiting, failures: row.failures },
    ...{ etag: row.etag ?? undefined, lastModified: row.last_modified ?? undefined },
    ...{ triedAt: row.tried_at ?? undefined, fetchedAt: row.fetched_at ?? undefined },
    ...{ failure: row.failure ?? undefined, failingSince: row.failing_since ?? undefined },
  };
}
