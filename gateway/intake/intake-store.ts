import { keyTable, rowsOf, upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';

export interface EntryKey {
  readonly node: string;
  readonly log: string;
  readonly seq: number;
}
export interface LogKey {
  readonly node: string;
  readonly log: string;
}
export interface LogMark extends LogKey {
  readonly below: number;
}

export function textOf(key: LogKey & { seq?: number }): string {
  return key.seq === undefined ? `${key.node}/${key.log}` : `${key.node}/${key.log}/${key.seq}`;
}

/** Leaf hashes (hexadecimal) of those of the keys that are stored already. */
export async function storedHashes(
  transaction: Transaction,
  dialect: Dialect,
  keys: readonly EntryKey[],
): Promise<Map<string, string>> {
  const table = keyTable(
    dialect,
    { node_id: 'text', log_id: 'text', seq: 'integer' },
    keys.map((key) => [key.node, key.log, key.seq]),
  );
  const rows = rowsOf<{ node_id: string; log_id: string; seq: number; leaf_hash: string }>(
    await transaction.raw(
      `SELECT l.node_id, l.log_id, l.seq, l.leaf_hash FROM ${table.sql} AS k
         JOIN evidence_leaves l ON l.node_id = k.node_id AND l.log_id = k.log_id AND l.seq = k.seq`,
      table.values,
    ),
  );
  return new Map(rows.map((row) => [textOf({ node: row.node_id, log: row.log_id, seq: row.seq }), row.leaf_hash]));
}

export async function readMarks(
  transaction: Transaction,
  dialect: Dialect,
  logs: readonly LogKey[],
): Promise<Map<string, number>> {
  const table = keyTable(
    dialect,
    { node_id: 'text', log_id: 'text' },
    logs.map((key) => [key.node, key.log]),
  );
  const rows = rowsOf<{ node_id: string; log_id: string; below: number }>(
    await transaction.raw(
      `SELECT m.node_id, m.log_id, m.below FROM ${table.sql} AS k
         JOIN log_marks m ON m.node_id = k.node_id AND m.log_id = k.log_id`,
      table.values,
    ),
  );
  return new Map(rows.map((row) => [textOf({ node: row.node_id, log: row.log_id }), row.below]));
}

export function putMarks(transaction: Transaction, dialect: Dialect, marks: readonly LogMark[]): Promise<void> {
  return upsertMany(
    transaction,
    dialect,
    'log_marks',
    { node_id: 'text', log_id: 'text', below: 'integer' },
    ['node_id', 'log_id'],
    ['below'],
    marks.map((mark) => ({ node_id: mark.node, log_id: mark.log, below: mark.below })),
  );
}

/** Sequences stored at and above each mark: what an advancing mark may pass over. */
export async function sequencesFrom(
  transaction: Transaction,
  dialect: Dialect,
  marks: readonly LogMark[],
): Promise<Map<string, Set<number>>> {
  const table = keyTable(
    dialect,
    { node_id: 'text', log_id: 'text', below: 'integer' },
    marks.map((mark) => [mark.node, mark.log, mark.below]),
  );
  const rows = rowsOf<{ node_id: string; log_id: string; seq: number }>(
    await transaction.raw(
      `SELECT l.node_id, l.log_id, l.seq FROM ${table.sql} AS k
         JOIN evidence_leaves l ON l.node_id = k.node_id AND l.log_id = k.log_id AND l.seq >= k.below`,
      table.values,
    ),
  );
  const sequences = new Map<string, Set<number>>();
  for (const row of rows) {
    const key = textOf({ node: row.node_id, log: row.log_id });
    const own = sequences.get(key) ?? new Set();
    sequences.set(key, own.add(row.seq));
  }
  return sequences;
}
