import type { Checkpoint, PackageEntry, PackageHead, PackageTile } from '../../protocol/api/evidence.ts';
import { toBase64Url } from '../../protocol/jws.ts';
import { nodeHash } from '../../protocol/merkle-proof.ts';
import type { EvidenceLog } from './evidence-log.ts';
import { type Body, bodiesAt, leavesOfTiles, nodesAt, type Reading } from './package-store.ts';
import { inclusionRanges, TILE_HEIGHT } from './ranges.ts';
import { sha256 } from './sha256.ts';
import type { Tiles } from './tiles.ts';

const TILE_LEAVES = 2 ** TILE_HEIGHT;
/** So many tiles (16,384 leaves) are read and folded between two breaths of the event loop. */
const TILES_AT_ONCE = 64;
const POSITIONS_AT_ONCE = 5_000;

export interface PackageOrder {
  readonly evidence: EvidenceLog;
  /** Head that every path leads to; it reaches past the last position. */
  readonly checkpoint: Checkpoint;
  /** Ascending, each once. */
  readonly positions: readonly number[];
  /** A node's public key (SPKI, base64url), also of one that was revoked. */
  readonly keyOf: (node: string) => string | undefined;
}

/** The lines of `evidence.jsonl` (api/evidence.ts), each with its end. Throws RangeError for positions that are not ascending or not sealed. */
export async function* packageLines(order: PackageOrder): AsyncGenerator<string> {
  const { checkpoint, positions, evidence } = order;
  refuse(positions, checkpoint.size);
  const reading = evidence.database;
  const groups = byTile(positions);
  const head: PackageHead = {
    format: 'loaxa-evidence-2',
    checkpoint,
    nodeKeys: await keysOf(reading, order),
    entries: positions.length,
    tiles: groups.length,
  };
  yield line(head);
  const tiles = evidence.tiles();
  const path = new TilePaths(tiles, checkpoint.size);
  for (let from = 0; from < groups.length; from += TILES_AT_ONCE) {
    const batch = groups.slice(from, from + TILES_AT_ONCE);
    const leaves = await leavesOfTiles(
      reading,
      batch.map((group) => group.tile),
      checkpoint.size,
    );
    const bodies = new Map<number, Body>();
    for (const body of await bodiesAt(
      reading,
      batch.flatMap((group) => group.positions),
    ))
      bodies.set(body.position, body);
    for (const [index, group] of batch.entries()) {
      const levels = levelsOf(leaves.get(group.tile) ?? []);
      yield line(await path.tileLine(group, from + index, levels));
      for (const position of group.positions) yield line(entryLine(position, bodies.get(position), levels));
    }
  }
}

interface TileGroup {
  readonly tile: number;
  readonly positions: readonly number[];
}

/** Paths of tiles one after the other; what a path shares with the one before is not said again. */
class TilePaths {
  readonly #tiles: Tiles;
  readonly #size: number;
  #last: readonly string[] = [];

  constructor(tiles: Tiles, size: number) {
    this.#tiles = tiles;
    this.#size = size;
  }

  async tileLine({ tile, positions }: TileGroup, index: number, levels: readonly Uint8Array[][]): Promise<PackageTile> {
    // Above the tiles the tree of `size` leaves has the form of a tree with a leaf a tile (RFC 6962 §2.1 splits at powers of two).
    const ranges = inclusionRanges(tile, Math.ceil(this.#size / TILE_LEAVES)).map(({ from, to }) => ({
      from: from * TILE_LEAVES,
      to: Math.min(to * TILE_LEAVES, this.#size),
    }));
    const path = (await this.#tiles.rootsOf(ranges)).map(toBase64Url);
    let keep = 0;
    while (keep < Math.min(path.length, this.#last.length) && path.at(-1 - keep) === this.#last.at(-1 - keep)) keep++;
    this.#last = path;
    const root = levels.at(-1)?.[0];
    if (root === undefined) throw new Error(`leaves of tile ${tile} are missing from the evidence log`);
    const holds = new Uint8Array(TILE_LEAVES / 8);
    for (const position of positions) {
      const bit = position % TILE_LEAVES;
      holds[bit >> 3] = (holds[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
    const own = path.slice(0, path.length - keep);
    return { tile, index, root: toBase64Url(root), path: own, keep, holds: toBase64Url(holds) };
  }
}

/**
 * The tile's tree, level by level from its leaves: pairs are hashed, an odd last one goes up as it is. That is RFC 6962's tree
 * for any number of leaves.
 */
function levelsOf(leaves: readonly Uint8Array[]): Uint8Array[][] {
  const levels: Uint8Array[][] = [[...leaves]];
  for (let below = levels[0] as Uint8Array[]; below.length > 1; ) {
    const above: Uint8Array[] = [];
    for (let index = 0; index < below.length; index += 2) {
      const left = below[index] as Uint8Array;
      const right = below[index + 1];
      above.push(right === undefined ? left : nodeHash(sha256, left, right));
    }
    levels.push(above);
    below = above;
  }
  return levels;
}

function entryLine(position: number, body: Body | undefined, levels: readonly Uint8Array[][]): PackageEntry {
  if (body === undefined) throw new Error(`entry ${position} is missing from the evidence log`);
  const path: string[] = [];
  let index = position % TILE_LEAVES;
  for (const level of levels.slice(0, -1)) {
    const sibling = level[index ^ 1];
    if (sibling !== undefined) path.push(toBase64Url(sibling));
    index >>= 1;
  }
  if (body.jws !== undefined) return { position, jws: body.jws, path };
  return { position, leaf: toBase64Url(levels[0]?.[position % TILE_LEAVES] as Uint8Array), path };
}

async function keysOf(reading: Reading, { positions, keyOf }: PackageOrder): Promise<Record<string, string>> {
  const keys: Record<string, string> = {};
  for (let from = 0; from < positions.length; from += POSITIONS_AT_ONCE)
    for (const node of await nodesAt(reading, positions.slice(from, from + POSITIONS_AT_ONCE))) {
      const key = keyOf(node);
      if (key !== undefined) keys[node] = key;
    }
  return keys;
}

function refuse(positions: readonly number[], size: number): void {
  for (const [index, position] of positions.entries())
    if (index > 0 && position <= (positions[index - 1] as number))
      throw new RangeError(
        `position ${position} does not come after ${positions[index - 1]}: give each once, ascending`,
      );
  const last = positions.at(-1);
  if (last !== undefined && last >= size)
    throw new RangeError(`entry ${last} is not sealed by the checkpoint of ${size}: make a newer one first`);
}

function byTile(positions: readonly number[]): TileGroup[] {
  const groups: { tile: number; positions: number[] }[] = [];
  for (const position of positions) {
    const tile = Math.floor(position / TILE_LEAVES);
    const last = groups.at(-1);
    if (last?.tile === tile) last.positions.push(position);
    else groups.push({ tile, positions: [position] });
  }
  return groups;
}

function line(value: PackageHead | PackageTile | PackageEntry): string {
  return `${JSON.stringify(value)}\n`;
}
