import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frontier, foldComplete, foldRight } from '../../../gateway/evidence/frontier.ts';
import { consistencyRanges, inclusionRanges, type LeafRange, subtreesOf } from '../../../gateway/evidence/ranges.ts';
import { sha256 } from '../../../gateway/evidence/sha256.ts';
import { leafHash, verifyConsistency, verifyInclusion } from '../../../protocol/merkle-proof.ts';

/** The test data of the reference implementation of RFC 6962 (certificate-transparency, merkletree). */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const A = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7';
const B = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e';
const C = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4';
const D = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b';
const E = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0';
const F = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const leaf = (text: string) => leafHash(sha256, Buffer.from(text, 'hex'));
const rootOver = (hashes: Uint8Array[], { from, to }: LeafRange) =>
  foldRight(
    sha256,
    subtreesOf({ from, to }).map(({ height, position }) =>
      foldComplete(sha256, hashes.slice(position * 2 ** height, (position + 1) * 2 ** height)),
    ),
  ) as Uint8Array;
const treeOf = (hashes: Uint8Array[], size = hashes.length) => ({
  size,
  root: size === 0 ? sha256(new Uint8Array()) : rootOver(hashes, { from: 0, to: size }),
});

describe('the Merkle tree of RFC 6962', () => {
  const hashes = LEAVES.map(leaf);

  it('has the empty string as hash of an empty tree', () => {
    expect(hex(new Frontier(sha256).root())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it.each(ROOTS.map((root, index) => ({ size: index + 1, root })))('has the known root at $size leaves', (expected) => {
    const frontier = new Frontier(sha256);
    for (const hash of hashes.slice(0, expected.size)) frontier.append(hash);
    expect(hex(frontier.root())).toBe(expected.root);
    expect(hex(treeOf(hashes, expected.size).root)).toBe(expected.root);
  });

  it.each([
    { position: 0, size: 1, path: [] },
    { position: 0, size: 8, path: [A, B, C] },
    { position: 5, size: 8, path: [D, E, ROOTS[3]] },
    { position: 2, size: 3, path: [ROOTS[1]] },
    { position: 1, size: 5, path: [ROOTS[0], B, D] },
  ])('proves leaf $position of $size by the known path', ({ position, size, path }) => {
    expect(inclusionRanges(position, size).map((range) => hex(rootOver(hashes, range)))).toEqual(path);
  });

  it.each([
    { older: 1, newer: 1, path: [] },
    { older: 1, newer: 8, path: [A, B, C] },
    { older: 6, newer: 8, path: [F, E, ROOTS[3]] },
    { older: 2, newer: 5, path: [B, D] },
  ])('proves $older to be the beginning of $newer by the known path', ({ older, newer, path }) => {
    expect(consistencyRanges(older, newer).map((range) => hex(rootOver(hashes, range)))).toEqual(path);
  });
});

describe('proofs', () => {
  const tree = fc.integer({ min: 1, max: 600 }).chain((size) =>
    fc.record({
      hashes: fc.constant(Array.from({ length: size }, (_, index) => leafHash(sha256, Buffer.from(`leaf ${index}`)))),
      position: fc.nat(size - 1),
      older: fc.nat(size),
    }),
  );

  it('of every leaf hold, and fail for another leaf, place, size, root or path', () => {
    fc.assert(
      fc.property(tree, fc.nat(63), ({ hashes, position }, flip) => {
        const head = treeOf(hashes);
        const path = inclusionRanges(position, head.size).map((range) => rootOver(hashes, range));
        const own = hashes[position] as Uint8Array;
        expect(verifyInclusion(sha256, own, position, head, path)).toBe(true);
        expect(verifyInclusion(sha256, leafHash(sha256, Buffer.from('other')), position, head, path)).toBe(false);
        expect(verifyInclusion(sha256, own, position + 1, head, path)).toBe(false);
        expect(verifyInclusion(sha256, own, position, { ...head, root: own.map((byte) => byte ^ 1) }, path)).toBe(
          false,
        );
        expect(verifyInclusion(sha256, own, position, head, [...path, own])).toBe(false);
        if (path.length === 0) return;
        expect(verifyInclusion(sha256, own, position, head, path.slice(1))).toBe(false);
        const bent = path.map((hash, index) => (index === flip % path.length ? hash.map((byte) => byte ^ 1) : hash));
        expect(verifyInclusion(sha256, own, position, head, bent)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('that a tree grew hold, and fail when an old leaf was changed, swapped or taken out', () => {
    fc.assert(
      fc.property(tree, ({ hashes, position, older }) => {
        const before = treeOf(hashes, older);
        const after = treeOf(hashes);
        const path = consistencyRanges(older, after.size).map((range) => rootOver(hashes, range));
        expect(verifyConsistency(sha256, before, after, path)).toBe(true);
        if (position >= older) return;
        const changed = hashes.map((hash, index) => (index === position ? leafHash(sha256, Buffer.from('x')) : hash));
        const without = hashes.filter((_, index) => index !== position);
        const swapped = [...hashes.slice(0, position), ...hashes.slice(position).reverse()];
        for (const forged of [changed, without, ...(hashes.length - position > 1 ? [swapped] : [])]) {
          if (older > forged.length || hex(treeOf(forged, older).root) === hex(before.root)) continue;
          const forgedPath = consistencyRanges(older, forged.length).map((range) => rootOver(forged, range));
          expect(verifyConsistency(sha256, before, treeOf(forged), forgedPath)).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('a frontier that was stored goes on as if it had never been', () => {
    fc.assert(
      fc.property(tree, ({ hashes, older }) => {
        const first = new Frontier(sha256);
        for (const hash of hashes.slice(0, older)) first.append(hash);
        const second = new Frontier(sha256, first.size, first.hashes);
        for (const hash of hashes.slice(older)) second.append(hash);
        expect(hex(second.root())).toBe(hex(treeOf(hashes).root));
      }),
      { numRuns: 40 },
    );
  });
});
