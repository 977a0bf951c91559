import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';

export interface StoredCheckpoint {
  readonly size: number;
  /** base64url. */
  readonly rootHash: string;
  readonly at: number;
  readonly note: string;
}

export async function latestCheckpoint(database: Knex): Promise<StoredCheckpoint | undefined> {
  const row = await database('evidence_checkpoints').orderBy('size', 'desc').first();
  return row && fromRow(row);
}

export async function checkpointOf(database: Knex, size: number): Promise<StoredCheckpoint | undefined> {
  const row = await database('evidence_checkpoints').where({ size }).first();
  return row && fromRow(row);
}

/** The first that sealed the entry at `position`. */
export async function sealOf(database: Knex, position: number): Promise<StoredCheckpoint | undefined> {
  const row = await database('evidence_checkpoints').where('size', '>', position).orderBy('size').first();
  return row && fromRow(row);
}

/** Newest first, those smaller than `below`. */
export async function listCheckpoints(
  database: Knex,
  below: number | undefined,
  limit: number,
): Promise<{ items: StoredCheckpoint[]; total: number }> {
  const rows = await database('evidence_checkpoints')
    .where((one) => below !== undefined && one.where('size', '<', below))
    .orderBy('size', 'desc')
    .limit(limit);
  const counted = await database('evidence_checkpoints').count({ total: '*' }).first();
  return { items: rows.map(fromRow), total: Number(counted?.total ?? 0) };
}

export async function insertCheckpoint(transaction: Transaction, checkpoint: StoredCheckpoint): Promise<void> {
  await transaction('evidence_checkpoints').insert({
    size: checkpoint.size,
    root_hash: checkpoint.rootHash,
    at: checkpoint.at,
    note: checkpoint.note,
  });
}

function fromRow(row: { size: number; root_hash: string; at: number; note: string }): StoredCheckpoint {
  return { size: row.size, rootHash: row.root_hash, at: row.at, note: row.note };
}
