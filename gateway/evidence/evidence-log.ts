import type { Knex } from 'knex';
import { leafHash } from '../../protocol/merkle-proof.ts';
import type { Database, Transaction } from '../database/database.ts';
import {
  insertLeaves,
  type Leaf,
  readEntry,
  readFrontier,
  readHashes,
  type StoredEntry,
  writeFrontier,
} from './evidence-store.ts';
import { foldComplete, foldRight, type HashedSubtree, type Subtree } from './frontier.ts';
import { consistencyRanges, inclusionRanges, type LeafRange, subtreesOf, TILE_HEIGHT } from './ranges.ts';
import { sha256 } from './sha256.ts';

/** What is appended: the raw signed message and what it is found by. */
export interface EvidenceEntry {
  readonly jws: string;
  readonly node: string;
  readonly log: string;
  readonly seq: number;
  readonly kind: string;
  readonly entryAt: number;
  readonly receivedAt: number;
}

/** The append-only record: raw signed messages as leaves of one Merkle tree (RFC 6962). */
export class EvidenceLog {
  readonly #database: Database;

  constructor(parts: { database: Database }) {
    this.#database = parts.database;
  }

  /** Appends in the caller's transaction and gives each entry its position, in order. */
  async append(transaction: Transaction, entries: readonly EvidenceEntry[]): Promise<number[]> {
    if (entries.length === 0) return [];
    const frontier = await readFrontier(transaction);
    const leaves: Leaf[] = [];
    const subtrees: HashedSubtree[] = [];
    for (const entry of entries) {
      const hash = hashOfJws(entry.jws);
      leaves.push({ position: frontier.size, hash, entry });
      subtrees.push(...frontier.append(hash));
    }
    await insertLeaves(transaction, this.#database.dialect, leaves, subtrees);
    await writeFrontier(transaction, frontier);
    return leaves.map((leaf) => leaf.position);
  }

  async size(): Promise<number> {
    return (await readFrontier(this.#database.read)).size;
  }

  entry(position: number): Promise<StoredEntry | undefined> {
    return readEntry(this.#database.read, position);
  }

  /** The path from the leaf at `position` to the root of the tree of the first `size` leaves. */
  inclusionProof(position: number, size: number): Promise<Uint8Array[]> {
    return this.#roots(inclusionRanges(position, size));
  }

  /** The path that shows the tree of `older` leaves to be the beginning of the tree of `newer`. */
  consistencyProof(older: number, newer: number): Promise<Uint8Array[]> {
    return this.#roots(consistencyRanges(older, newer));
  }

  /** The root of the tree of the first `size` leaves, from what is stored. */
  async rootAt(size: number): Promise<Uint8Array> {
    if (size === 0) return sha256(new Uint8Array());
    const [root] = await this.#roots([{ from: 0, to: size }]);
    return root as Uint8Array;
  }

  async #roots(ranges: readonly LeafRange[]): Promise<Uint8Array[]> {
    const tiles = new Tiles(this.#database.read);
    const roots: Uint8Array[] = [];
    for (const range of ranges) {
      const parts: Uint8Array[] = [];
      for (const subtree of subtreesOf(range)) parts.push(await tiles.hashOf(subtree));
      roots.push(foldRight(sha256, parts) as Uint8Array);
    }
    return roots;
  }
}

/** A leaf's data is the compact JWS, byte for byte as it came. */
export function hashOfJws(jws: string): Uint8Array {
  return leafHash(sha256, Buffer.from(jws));
}

/** Stored hashes, read 256 at a time; one proof needs a tile or two per eight levels. */
class Tiles {
  readonly #read: Knex;
  readonly #tiles = new Map<string, Promise<Uint8Array[]>>();

  constructor(read: Knex) {
    this.#read = read;
  }

  async hashOf(subtree: Subtree): Promise<Uint8Array> {
    const above = subtree.height % TILE_HEIGHT;
    const height = subtree.height - above;
    const count = 2 ** above;
    const first = subtree.position * count;
    const tile = Math.floor(first / 2 ** TILE_HEIGHT);
    const hashes = (await this.#tile(height, tile)).slice(first % 2 ** TILE_HEIGHT, (first % 2 ** TILE_HEIGHT) + count);
    if (hashes.length !== count)
      throw new Error(`hashes ${first} to ${first + count - 1} of height ${height} are missing from the evidence log`);
    return foldComplete(sha256, hashes);
  }

  #tile(height: number, tile: number): Promise<Uint8Array[]> {
    const key = `${height}/${tile}`;
    const known = this.#tiles.get(key);
    if (known) return known;
    const first = tile * 2 ** TILE_HEIGHT;
    const hashes = readHashes(this.#read, height, first, first + 2 ** TILE_HEIGHT - 1);
    this.#tiles.set(key, hashes);
    return hashes;
  }
}
