import { leafHash } from '../../protocol/merkle-proof.ts';
import type { Database, Transaction } from '../database/database.ts';
import { insertLeaves, type Leaf, readEntry, readFrontier, type StoredEntry, writeFrontier } from './evidence-store.ts';
import type { HashedSubtree } from './frontier.ts';
import { consistencyRanges, inclusionRanges } from './ranges.ts';
import { sha256 } from './sha256.ts';
import { Tiles } from './tiles.ts';

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

  /** A reader of hashes that remembers, for many proofs at once. */
  tiles(): Tiles {
    return new Tiles(this.#database.read);
  }

  /** What the package of a dossier is made of. */
  get database(): Database {
    return this.#database;
  }

  entry(position: number): Promise<StoredEntry | undefined> {
    return readEntry(this.#database.read, position);
  }

  /** The path from the leaf at `position` to the root of the tree of the first `size` leaves. */
  inclusionProof(position: number, size: number): Promise<Uint8Array[]> {
    return this.tiles().rootsOf(inclusionRanges(position, size));
  }

  /** The path that shows the tree of `older` leaves to be the beginning of the tree of `newer`. */
  consistencyProof(older: number, newer: number): Promise<Uint8Array[]> {
    return this.tiles().rootsOf(consistencyRanges(older, newer));
  }

  /** The root of the tree of the first `size` leaves, from what is stored. */
  async rootAt(size: number): Promise<Uint8Array> {
    if (size === 0) return sha256(new Uint8Array());
    return this.tiles().rootOf({ from: 0, to: size });
  }
}

/** A leaf's data is the compact JWS, byte for byte as it came. */
export function hashOfJws(jws: string): Uint8Array {
  return leafHash(sha256, Buffer.from(jws));
}
