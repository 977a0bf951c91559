/** Proofs over a Merkle tree hashed as RFC 6962 §2.1 says; the algorithms are those of RFC 9162 §2.1.3.2 and §2.1.4.2. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export function leafHash(sha256: Sha256, data: Uint8Array): Uint8Array {
  const input = new Uint8Array(data.length + 1);
  input.set(data, 1);
  return sha256(input);
}

export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + left.length + right.length);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return sha256(input);
}

/** The root that a leaf at `position` in a tree of `size` leaves leads to by this path; undefined when the path cannot be one. */
export function rootFromInclusion(
  sha256: Sha256,
  leaf: Uint8Array,
  position: number,
  size: number,
  path: readonly Uint8Array[],
): Uint8Array | undefined {
  if (!isCount(position) || !isCount(size) || position >= size) return undefined;
  let index = position;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0 || sibling.length !== 32) return undefined;
    if (index % 2 === 1 || index === last) {
      hash = nodeHash(sha256, sibling, hash);
      while (index % 2 === 0 && index !== 0) {
        index /= 2;
        last = Math.floor(last / 2);
      }
    } else hash = nodeHash(sha256, hash, sibling);
    index = Math.floor(index / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : undefined;
}

/** Is the leaf at `position` of the tree with this size and root? */
export function verifyInclusion(
  sha256: Sha256,
  leaf: Uint8Array,
  position: number,
  tree: { readonly size: number; readonly root: Uint8Array },
  path: readonly Uint8Array[],
): boolean {
  const root = rootFromInclusion(sha256, leaf, position, tree.size, path);
  return root !== undefined && equal(root, tree.root);
}

/** Is the older tree the beginning of the newer one: nothing changed, nothing taken out? */
export function verifyConsistency(
  sha256: Sha256,
  older: { readonly size: number; readonly root: Uint8Array },
  newer: { readonly size: number; readonly root: Uint8Array },
  path: readonly Uint8Array[],
): boolean {
  if (!isCount(older.size) || !isCount(newer.size) || older.size > newer.size) return false;
  if (older.size === newer.size) return path.length === 0 && equal(older.root, newer.root);
  if (older.size === 0) return path.length === 0;
  let index = older.size - 1;
  let last = newer.size - 1;
  while (index % 2 === 1) {
    index = Math.floor(index / 2);
    last = Math.floor(last / 2);
  }
  // A complete older tree is its own first hash and is left out of the path.
  const steps = index === 0 ? [older.root, ...path] : path;
  const [first, ...rest] = steps;
  if (first === undefined) return false;
  let olderHash = first;
  let newerHash = first;
  for (const sibling of rest) {
    if (last === 0 || sibling.length !== 32) return false;
    if (index % 2 === 1 || index === last) {
      olderHash = nodeHash(sha256, sibling, olderHash);
      newerHash = nodeHash(sha256, sibling, newerHash);
      while (index % 2 === 0 && index !== 0) {
        index /= 2;
        last = Math.floor(last / 2);
      }
    } else newerHash = nodeHash(sha256, newerHash, sibling);
    index = Math.floor(index / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equal(olderHash, older.root) && equal(newerHash, newer.root);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
