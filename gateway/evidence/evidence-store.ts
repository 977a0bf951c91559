import type { Knex } from 'knex';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import type { EvidenceEntry } from './evidence-log.ts';
import { Frontier, type HashedSubtree } from './frontier.ts';
import { sha256 } from './sha256.ts';

const FRONTIER = 'evidence.frontier';

/** The right edge lives beside the leaves and changes only in their transaction: neither can be ahead of the other. */
export async function readFrontier(database: Knex): Promise<Frontier> {
  const row = await database('settings').where({ key: FRONTIER }).first();
  if (!row) return new Frontier(sha256);
  const { size, hashes } = JSON.parse(row.value) as { size: number; hashes: string[] };
  return new Frontier(sha256, size, hashes.map(fromHex));
}

export async function writeFrontier(transaction: Transaction, frontier: Frontier): Promise<void> {
  const value = JSON.stringify({ size: frontier.size, hashes: frontier.hashes.map(toHex) });
  await transaction('settings').insert({ key: FRONTIER, value }).onConflict('key').merge();
}

export interface Leaf {
  readonly position: number;
  readonly hash: Uint8Array;
  readonly entry: EvidenceEntry;
}

/** Plain inserts: a leaf or key that is already there is an error, never an overwritten row. */
export async function insertLeaves(
  transaction: Transaction,
  dialect: Dialect,
  leaves: readonly Leaf[],
  subtrees: readonly HashedSubtree[],
): Promise<void> {
  await upsertMany(
    transaction,
    dialect,
    'evidence_leaves',
    {
      position: 'integer',
      leaf_hash: 'text',
      node_id: 'text',
      log_id: 'text',
      seq: 'integer',
      kind: 'text',
      entry_at: 'integer',
      received_at: 'integer',
    },
    [],
    [],
    leaves.map(({ position, hash, entry }) => ({
      position,
      leaf_hash: toHex(hash),
      node_id: entry.node,
      log_id: entry.log,
      seq: entry.seq,
      kind: entry.kind,
      entry_at: entry.entryAt,
      received_at: entry.receivedAt,
    })),
  );
  await upsertMany(
    transaction,
    dialect,
    'evidence_bodies',
    { position: 'integer', jws: 'text' },
    [],
    [],
    leaves.map(({ position, entry }) => ({ position, jws: entry.jws })),
  );
  await upsertMany(
    transaction,
    dialect,
    'evidence_subtrees',
    { height: 'integer', position: 'integer', hash: 'text' },
    [],
    [],
    subtrees.map(({ height, position, hash }) => ({ height, position, hash: toHex(hash) })),
  );
}

/** Hashes of the subtrees of one stored height (0: leaves), `first` to `last` included, in order. */
export async function readHashes(database: Knex, height: number, first: number, last: number): Promise<Uint8Array[]> {
  const rows: { hash: string }[] =
    height === 0
      ? await database('evidence_leaves')
          .whereBetween('position', [first, last])
          .orderBy('position')
          .select('leaf_hash as hash')
      : await database('evidence_subtrees')
          .where({ height })
          .whereBetween('position', [first, last])
          .orderBy('position')
          .select('hash');
  return rows.map((row) => fromHex(row.hash));
}

export interface StoredEntry {
  readonly position: number;
  readonly node: string;
  readonly kind: string;
  readonly receivedAt: number;
  /** Absent when the body was purged; its hash stays. */
  readonly jws?: string;
}

export async function readEntry(database: Knex, position: number): Promise<StoredEntry | undefined> {
  const row = await database('evidence_leaves as l')
    .leftJoin('evidence_bodies as b', 'b.position', 'l.position')
    .where('l.position', position)
    .first('l.position', 'l.node_id', 'l.kind', 'l.received_at', 'b.jws');
  if (!row) return undefined;
  return {
    position: row.position,
    node: row.node_id,
    kind: row.kind,
    receivedAt: row.received_at,
    ...(row.jws === null ? {} : { jws: row.jws }),
  };
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

export function fromHex(text: string): Uint8Array {
  return Buffer.from(text, 'hex');
}
