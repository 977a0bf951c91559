import type { Knex } from 'knex';
import { readHashes } from './evidence-store.ts';
import { foldComplete, foldRight, type Subtree } from './frontier.ts';
import { type LeafRange, subtreesOf, TILE_HEIGHT } from './ranges.ts';
import { sha256 } from './sha256.ts';

/** Stored hashes, read 256 at a time; one proof needs a tile or two per eight levels. What was read and folded is kept. */
export class Tiles {
  readonly #read: Knex;
  readonly #tiles = new Map<string, Promise<Uint8Array[]>>();
  readonly #roots = new Map<string, Uint8Array>();

  constructor(read: Knex) {
    this.#read = read;
  }

  async rootsOf(ranges: readonly LeafRange[]): Promise<Uint8Array[]> {
    const roots: Uint8Array[] = [];
    for (const range of ranges) roots.push(await this.rootOf(range));
    return roots;
  }

  async rootOf(range: LeafRange): Promise<Uint8Array> {
    const key = `${range.from}-${range.to}`;
    const known = this.#roots.get(key);
    if (known) return known;
    const parts: Uint8Array[] = [];
    for (const subtree of subtreesOf(range)) parts.push(await this.#hashOf(subtree));
    const root = foldRight(sha256, parts) as Uint8Array;
    this.#roots.set(key, root);
    return root;
  }

  async #hashOf(subtree: Subtree): Promise<Uint8Array> {
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
