import type { Knex } from 'knex';
import { keyTable, rowsOf } from '../database/bulk.ts';
import type { Dialect } from '../database/database.ts';
import { TILE_HEIGHT } from './ranges.ts';

const HASH_CHARACTERS = 64;

export interface Reading {
  readonly read: Knex;
  readonly dialect: Dialect;
}

/**
 * Leaf hashes of many tiles, those below `size`. One row a tile with its hashes in one text: a row a leaf would cost the event loop
 * more than the disk.
 */
export async function leavesOfTiles(
  { read, dialect }: Reading,
  tiles: readonly number[],
  size: number,
): Promise<Map<number, Uint8Array[]>> {
  const leaves = 2 ** TILE_HEIGHT;
  const wanted = keyTable(
    dialect,
    { tile: 'integer', first_leaf: 'integer', last_leaf: 'integer' },
    tiles.map((tile) => [tile, tile * leaves, Math.min((tile + 1) * leaves, size) - 1]),
  );
  const joined = dialect === 'sqlite' ? 'group_concat' : 'string_agg';
  const rows = rowsOf<{ tile: number; hashes: string }>(
    await read.raw(
      `SELECT t.tile AS tile, ${joined}(l.leaf_hash, '' ORDER BY l.position) AS hashes FROM ${wanted.sql} t JOIN evidence_leaves l ON l.position BETWEEN t.first_leaf AND t.last_leaf GROUP BY t.tile`,
      wanted.values,
    ),
  );
  return new Map(rows.map((row) => [Number(row.tile), cut(row.hashes)]));
}

export interface Body {
  readonly position: number;
  readonly node: string;
  /** Absent when it was purged. */
  readonly jws?: string;
}

/** Messages at these positions, ascending; a position that the log has not is left out. */
export async function bodiesAt({ read, dialect }: Reading, positions: readonly number[]): Promise<Body[]> {
  const wanted = keyTable(
    dialect,
    { wanted: 'integer' },
    positions.map((position) => [position]),
  );
  const rows = rowsOf<{ position: number; node_id: string; jws: string | null }>(
    await read.raw(
      `SELECT l.position, l.node_id, b.jws FROM ${wanted.sql} w JOIN evidence_leaves l ON l.position = w.wanted LEFT JOIN evidence_bodies b ON b.position = l.position ORDER BY l.position`,
      wanted.values,
    ),
  );
  return rows.map(({ position, node_id: node, jws }) => ({ position, node, ...(jws === null ? {} : { jws }) }));
}

/** Which nodes these entries are of. */
export async function nodesAt({ read, dialect }: Reading, positions: readonly number[]): Promise<string[]> {
  const wanted = keyTable(
    dialect,
    { wanted: 'integer' },
    positions.map((position) => [position]),
  );
  const rows = rowsOf<{ node_id: string }>(
    await read.raw(
      `SELECT DISTINCT l.node_id FROM ${wanted.sql} w JOIN evidence_leaves l ON l.position = w.wanted`,
      wanted.values,
    ),
  );
  return rows.map((row) => row.node_id);
}

function cut(hashes: string): Uint8Array[] {
  const bytes = Buffer.from(hashes, 'hex');
  const size = HASH_CHARACTERS / 2;
  return Array.from({ length: bytes.length / size }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}
