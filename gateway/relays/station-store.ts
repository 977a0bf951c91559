import { z } from 'zod';
import type { RelayStation } from '../../protocol/api/relays.ts';
import { relayStation } from '../../protocol/api/relays.ts';
import type { Database, Transaction } from '../database/database.ts';

export interface StoredStation
  extends Pick<
    RelayStation,
    'id' | 'name' | 'url' | 'format' | 'way' | 'area' | 'fallback' | 'state' | 'checkedAt' | 'found' | 'why'
  > {
  /** Of a bulletin of this source: passed on in its name, and no station of a place. */
  readonly source?: string | undefined;
  readonly content?: 'live' | 'relay' | undefined;
  readonly createdBy: string;
  readonly createdAt: number;
}

interface Row {
  id: string;
  name: string;
  url: string;
  format: string;
  way: string;
  area_id: string;
  fallback: string | null;
  state: string;
  checked_at: number | null;
  found: string | null;
  why: string | null;
  source_id: string | null;
  source_content: string | null;
  created_by: string;
  created_at: number;
}

const found = relayStation.shape.found;

/** What a check found, without touching what people wrote. */
export type Finding = Pick<StoredStation, 'state' | 'checkedAt' | 'found' | 'why'>;

export class StationStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<StoredStation[]> {
    return (await this.#database.read<Row>('relay_stations').orderBy('id')).map(stationOf);
  }

  async get(id: string, within: Transaction): Promise<StoredStation | undefined> {
    const row = await within<Row>('relay_stations').where({ id }).first();
    return row && stationOf(row);
  }

  async save(transaction: Transaction, station: StoredStation): Promise<void> {
    await transaction<Row>('relay_stations').insert(rowOf(station)).onConflict('id').merge();
  }

  async setFinding(transaction: Transaction, id: string, finding: Finding): Promise<void> {
    await transaction<Row>('relay_stations').where({ id }).update(findingColumns(finding));
  }

  async delete(transaction: Transaction, id: string): Promise<void> {
    await transaction<Row>('relay_stations').where({ id }).delete();
  }
}

function rowOf(station: StoredStation): Row {
  return {
    id: station.id,
    name: station.name,
    url: station.url,
    format: station.format,
    way: station.way,
    area_id: station.area,
    fallback: station.fallback ?? null,
    ...findingColumns(station),
    source_id: station.source ?? null,
    source_content: station.content ?? null,
    created_by: station.createdBy,
    created_at: station.createdAt,
  };
}

function findingColumns({ state, checkedAt, found, why }: Finding) {
  return { state, checked_at: checkedAt ?? null, found: found ? JSON.stringify(found) : null, why: why ?? null };
}

const known = z.object({
  format: relayStation.shape.format,
  way: relayStation.shape.way,
  state: relayStation.shape.state,
});

function stationOf(row: Row): StoredStation {
  const finding = row.found === null ? undefined : found.parse(JSON.parse(row.found));
  return {
    ...{ id: row.id, name: row.name, url: row.url, area: row.area_id },
    ...known.parse(row),
    ...(row.fallback === null ? {} : { fallback: row.fallback }),
    ...(row.checked_at === null ? {} : { checkedAt: Number(row.checked_at) }),
    ...(finding ? { found: finding } : {}),
    ...(row.why === null ? {} : { why: row.why }),
    ...(row.source_id === null ? {} : { source: row.source_id }),
    ...(row.source_content === null ? {} : { content: row.source_content === 'live' ? 'live' : 'relay' }),
    ...{ createdBy: row.created_by, createdAt: Number(row.created_at) },
  };
}
