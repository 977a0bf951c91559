import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';

/** What was sent under one key. */
export interface PhotoSet {
  readonly node: string;
  readonly key: string;
  readonly photos: readonly string[];
  readonly at: number;
  readonly by: string;
}

interface Row {
  readonly node_id: string;
  readonly key: string;
  readonly photos: string;
  readonly at: number | string;
  readonly by: string;
}

export async function addPhotoSet(transaction: Transaction, { node, photos, ...set }: PhotoSet): Promise<void> {
  await transaction('node_photos').insert({ ...set, node_id: node, photos: JSON.stringify(photos) });
}

export async function photoSet(read: Knex, node: string, key: string): Promise<PhotoSet | undefined> {
  const row: Row | undefined = await read('node_photos').where({ node_id: node, key }).first();
  return row && fromRow(row);
}

/** The newest first. */
export async function photoSetsOf(read: Knex, node: string, limit: number): Promise<PhotoSet[]> {
  const rows: Row[] = await read('node_photos').where({ node_id: node }).orderBy('at', 'desc').limit(limit);
  return rows.map(fromRow);
}

export async function countPhotoSets(read: Knex, node: string): Promise<number> {
  const row = await read('node_photos').where({ node_id: node }).count({ rows: '*' }).first();
  return Number(row?.rows ?? 0);
}

function fromRow({ node_id, key, photos, at, by }: Row): PhotoSet {
  return { node: node_id, key, photos: JSON.parse(photos) as string[], at: Number(at), by };
}
