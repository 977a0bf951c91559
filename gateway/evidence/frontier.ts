// pure
import { nodeHash, type Sha256 } from '../../protocol/merkle-proof.ts';
import { TILE_HEIGHT } from './ranges.ts';

/** A complete subtree of 2^height leaves, the `position`-th of its height. */
export interface Subtree {
  readonly height: number;
  readonly position: number;
}
export interface HashedSubtree extends Subtree {
  readonly hash: Uint8Array;
}

/** The right edge of the tree: roots of its complete subtrees, largest first. All that is needed to append and to give the root. */
export class Frontier {
  readonly #sha256: Sha256;
  readonly #hashes: Uint8Array[];
  #size: number;

  constructor(sha256: Sha256, size = 0, hashes: readonly Uint8Array[] = []) {
    if (hashes.length !== onesOf(size))
      throw new RangeError(`a tree of ${size} leaves has ${onesOf(size)} edge hashes`);
    this.#sha256 = sha256;
    this.#size = size;
    this.#hashes = [...hashes];
  }

  get size(): number {
    return this.#size;
  }

  get hashes(): readonly Uint8Array[] {
    return this.#hashes;
  }

  /** Adds a leaf hash; returns the subtrees worth storing that it completed (heights 8, 16, …). */
  append(leaf: Uint8Array): HashedSubtree[] {
    const completed: HashedSubtree[] = [];
    let hash = leaf;
    let position = this.#size;
    for (let height = 1; position % 2 === 1; height++) {
      hash = nodeHash(this.#sha256, this.#hashes.pop() as Uint8Array, hash);
      position = Math.floor(position / 2);
      if (height % TILE_HEIGHT === 0) completed.push({ height, position, hash });
    }
    this.#hashes.push(hash);
    this.#size++;
    return completed;
  }

  /** RFC 6962 §2.1: the hash of an empty tree is that of an empty string. */
  root(): Uint8Array {
    return foldRight(this.#sha256, this.#hashes) ?? this.#sha256(new Uint8Array());
  }
}

/** The root over complete subtrees of falling size, as they lie from left to right. */
export function foldRight(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array | undefined {
  return hashes.reduceRight<Uint8Array | undefined>(
    (right, left) => (right === undefined ? left : nodeHash(sha256, left, right)),
    undefined,
  );
}

/** The root over a power of two of hashes of the same height. */
export function foldComplete(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2)
      above.push(nodeHash(sha256, level[index] as Uint8Array, level[index + 1] as Uint8Array));
    level = above;
  }
  return level[0] as Uint8Array;
}

function onesOf(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}
