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
  return row && { size: row.size, rootHash: row.root_hash, at: row.at, note: row.note };
}

export async function insertCheckpoint(transaction: Transaction, checkpoint: StoredCheckpoint): Promise<void> {
  await transaction('evidence_checkpoints').insert({
    size: checkpoint.size,
    root_hash: checkpoint.rootHash,
    at: checkpoint.at,
    note: checkpoint.note,
  });
}
