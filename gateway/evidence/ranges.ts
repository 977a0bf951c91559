// pure
import type { Subtree } from './frontier.ts';

/** Hashes are stored for every eighth level: a proof reads a few rows of 256 hashes instead of every leaf. */
export const TILE_HEIGHT = 8;

/** Leaves from `from` to `to`, `to` excluded. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/** RFC 6962 §2.1.1: the ranges whose roots prove the leaf at `position` in a tree of `size`, nearest first. */
export function inclusionRanges(position: number, size: number): LeafRange[] {
  if (position < 0 || position >= size) throw new RangeError(`there is no leaf ${position} in a tree of ${size}`);
  const path: LeafRange[] = [];
  let whole: LeafRange = { from: 0, to: size };
  while (whole.to - whole.from > 1) {
    const middle = whole.from + splitOf(whole.to - whole.from);
    const left = { from: whole.from, to: middle };
    const right = { from: middle, to: whole.to };
    path.unshift(position < middle ? right : left);
    whole = position < middle ? left : right;
  }
  return path;
}

/** RFC 6962 §2.1.2: the ranges whose roots prove that a tree of `older` leaves is the beginning of one of `newer`. */
export function consistencyRanges(older: number, newer: number): LeafRange[] {
  if (older < 0 || older > newer) throw new RangeError(`a tree of ${newer} has no beginning of ${older}`);
  if (older === 0 || older === newer) return [];
  const path: LeafRange[] = [];
  let whole: LeafRange = { from: 0, to: newer };
  while (older !== whole.to) {
    const middle = whole.from + splitOf(whole.to - whole.from);
    const left = { from: whole.from, to: middle };
    const right = { from: middle, to: whole.to };
    path.unshift(older <= middle ? right : left);
    whole = older <= middle ? left : right;
  }
  // The old tree itself, when it is one complete subtree from the first leaf on, is known to whoever asks.
  return whole.from === 0 ? path : [whole, ...path];
}

/** The complete subtrees a range consists of, left to right (the range begins at a multiple of its largest). */
export function subtreesOf(range: LeafRange): Subtree[] {
  const parts: Subtree[] = [];
  let from = range.from;
  while (from < range.to) {
    let height = 0;
    while (from % 2 ** (height + 1) === 0 && from + 2 ** (height + 1) <= range.to) height++;
    parts.push({ height, position: from / 2 ** height });
    from += 2 ** height;
  }
  return parts;
}

/** The largest power of two smaller than `size`. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}
