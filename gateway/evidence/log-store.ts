import type { Knex } from 'knex';
import { fromHex } from './evidence-store.ts';
import type { StoredLeaf } from './leaf-check.ts';
import type { SealedHead } from './log-check.ts';

/** Leaves with their messages from `from` on, in the order of positions. */
export async function readLeaves(database: Knex, from: number, limit: number): Promise<StoredLeaf[]> {
  const rows = await database('evidence_leaves as l')
    .leftJoin('evidence_bodies as b', 'b.position', 'l.position')
    .where('l.position', '>=', from)
    .orderBy('l.position')
    .limit(limit)
    .select('l.*', 'b.jws');
  return rows.map((row) => ({
    position: row.position,
    hash: fromHex(row.leaf_hash),
    node: row.node_id,
    log: row.log_id,
    seq: row.seq,
    kind: row.kind,
    entryAt: row.entry_at,
    receivedAt: row.received_at,
    ...(row.jws === null ? {} : { jws: row.jws }),
  }));
}

/** Every stored subtree of a height above the leaves: one for 256 leaves. */
export async function readSubtrees(database: Knex): Promise<Map<string, Uint8Array>> {
  const rows = await database('evidence_subtrees').select('height', 'position', 'hash');
  return new Map(rows.map((row) => [`${row.height}/${row.position}`, fromHex(row.hash)]));
}

export async function readHeads(database: Knex): Promise<SealedHead[]> {
  return database('evidence_checkpoints').orderBy('size').select('size', 'note');
}

export async function readNodeKeys(database: Knex): Promise<Map<string, string>> {
  const rows = await database('nodes').whereNotNull('public_key').select('id', 'public_key');
  return new Map(rows.map((row) => [row.id, row.public_key]));
}
