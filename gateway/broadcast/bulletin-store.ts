import type { Knex } from 'knex';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { Approvable, ApprovalState } from './approval.ts';
import { type ApprovalRow, approvalColumns, approvalOf } from './approval-row.ts';
import type { RelayedStation } from './content.ts';
import { type After, newestFirst, searchWords } from './newest-first.ts';

export interface StoredBulletin
  extends Approvable,
    Pick<Bulletin, 'id' | 'title' | 'class' | 'field' | 'genre' | 'language' | 'recording' | 'area' | 'createdAt'> {
  readonly text?: string | undefined;
  /** Last day on which it may sound. */
  readonly expiresOn?: string | undefined;
  /** Another station is passed on; `recording` is what sounds while it is lost. */
  readonly relay?: RelayedStation | undefined;
}

interface Row extends ApprovalRow {
  id: string;
  title: string;
  search_key: string;
  class: string;
  field: string;
  genre: string | null;
  language: string;
  recording: string;
  text: string | null;
  expires_on: string | null;
  relay_station: string | null;
  relay_minutes: number | null;
  relay_source: string | null;
  area_id: string;
  created_at: number;
}

export interface ItemQuery {
  readonly areas: readonly string[];
  readonly state?: ApprovalState | undefined;
  readonly search?: string | undefined;
  readonly limit: number;
  readonly after?: After | undefined;
}

export interface BulletinQuery extends ItemQuery {
  readonly class?: Bulletin['class'] | undefined;
  readonly field?: Bulletin['field'] | undefined;
  readonly genre?: Bulletin['genre'] | undefined;
  readonly language?: string | undefined;
  /** Only what may not sound any more on that day, or only what still may. */
  readonly expired?: { readonly is: boolean; readonly on: string } | undefined;
}

export class BulletinStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async save(transaction: Transaction, bulletin: StoredBulletin): Promise<void> {
    await transaction<Row>('bulletins').insert(rowOf(bulletin)).onConflict('id').merge();
  }

  async get(id: string, within?: Transaction): Promise<StoredBulletin | undefined> {
    const row = await (within ?? this.#database.read)<Row>('bulletins').where({ id }).first();
    return row && bulletinOf(row);
  }

  async getMany(ids: readonly string[], within?: Knex): Promise<StoredBulletin[]> {
    const rows = await (within ?? this.#database.read)<Row>('bulletins').whereIn('id', [...new Set(ids)]);
    return rows.map(bulletinOf);
  }

  /** Bulletins, not cancelled, whose title is one of these but for accents and case; the newest first. */
  async titled(titles: readonly string[]): Promise<StoredBulletin[]> {
    const keys = [...new Set(titles.map(foldForSearch))];
    const rows = await this.#database
      .read<Row>('bulletins')
      .whereIn('search_key', keys)
      .whereNot({ state: 'cancelled' })
      .orderBy('id', 'desc');
    return rows.map(bulletinOf);
  }

  async areas(): Promise<string[]> {
    return (await this.#database.read<Row>('bulletins').distinct('area_id')).map((row) => row.area_id);
  }

  /** Bulletins, not cancelled, that have this sound. */
  async withRecording(recording: string, within: Transaction): Promise<StoredBulletin[]> {
    const rows = await within<Row>('bulletins').where({ recording }).whereNot({ state: 'cancelled' }).orderBy('id');
    return rows.map(bulletinOf);
  }

  /** Bulletins, not cancelled, that pass this station on. */
  async withStation(station: string, within?: Transaction): Promise<StoredBulletin[]> {
    const rows = await (within ?? this.#database.read)<Row>('bulletins')
      .where({ relay_station: station })
      .whereNot({ state: 'cancelled' })
      .orderBy('id');
    return rows.map(bulletinOf);
  }

  async list(query: BulletinQuery): Promise<{ items: StoredBulletin[]; total: number }> {
    const matching = this.#database.read<Row>('bulletins').whereIn('area_id', [...query.areas]);
    if (query.state) matching.where({ state: query.state });
    else matching.whereNot({ state: 'cancelled' });
    for (const name of ['class', 'field', 'genre', 'language'] as const)
      if (query[name] !== undefined) matching.where({ [name]: query[name] });
    const { expired } = query;
    if (expired?.is) matching.where('expires_on', '<', expired.on);
    else if (expired) matching.where((open) => open.whereNull('expires_on').orWhere('expires_on', '>=', expired.on));
    searchWords(matching, query.search);
    const [counted] = await matching.clone().count({ total: '*' });
    const rows = await newestFirst(matching, query.after).limit(query.limit);
    return { items: (rows as Row[]).map(bulletinOf), total: Number(counted?.total ?? 0) };
  }
}

function rowOf(bulletin: StoredBulletin): Row {
  return {
    id: bulletin.id,
    title: bulletin.title,
    search_key: foldForSearch(`${bulletin.title} ${bulletin.text ?? ''}`),
    class: bulletin.class,
    field: bulletin.field,
    genre: bulletin.genre ?? null,
    language: bulletin.language,
    recording: bulletin.recording,
    text: bulletin.text ?? null,
    expires_on: bulletin.expiresOn ?? null,
    relay_station: bulletin.relay?.station ?? null,
    relay_minutes: bulletin.relay?.minutes ?? null,
    relay_source: bulletin.relay?.source ?? null,
    area_id: bulletin.area,
    ...approvalColumns(bulletin),
    created_at: bulletin.createdAt,
  };
}

function bulletinOf(row: Row): StoredBulletin {
  return {
    id: row.id,
    title: row.title,
    class: row.class as Bulletin['class'],
    field: row.field as Bulletin['field'],
    ...(row.genre === null ? {} : { genre: row.genre as NonNullable<Bulletin['genre']> }),
    language: row.language,
    recording: row.recording,
    ...(row.text === null ? {} : { text: row.text }),
    ...(row.expires_on === null ? {} : { expiresOn: row.expires_on }),
    ...relayOf(row),
    area: row.area_id,
    ...approvalOf(row),
    createdAt: row.created_at,
  };
}

function relayOf({ relay_station: station, relay_minutes: minutes, relay_source: source }: Row) {
  return station === null || minutes === null ? {} : { relay: { station, minutes, source: source ?? '' } };
}
