import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Placed, staggerOf } from '../../../gateway/nodes/stagger.ts';

const placed = (id: string, change: Partial<Placed> = {}): Placed => ({ id, hamlet: 'h1', createdAt: 1, ...change });
/** About so many metres east of a village in Nghệ An. */
const east = (metres: number) => ({ latitude: 18.67, longitude: 105.6 + metres / 105_450 });

describe('the stagger of neighbours', () => {
  it('gives the nodes of one hamlet different beginnings, and those of another the same ones again', () => {
    const nodes = [placed('a'), placed('b'), placed('c', { hamlet: 'h2' })];
    expect([...staggerOf(nodes, { seconds: 2 })]).toEqual([
      ['a', 0],
      ['b', 2_000],
      ['c', 0],
    ]);
  });

  it('with a distance parts those within it, across hamlets, and lets distant ones of one hamlet begin together', () => {
    const nodes = [placed('a', east(0)), placed('b', { ...east(290), hamlet: 'h2' }), placed('c', east(620))];
    expect([...staggerOf(nodes, { seconds: 1, metres: 300 }).values()]).toEqual([0, 1_000, 0]);
  });

  it('falls back on the hamlet where a place is not known', () => {
    const nodes = [placed('a', east(0)), placed('b'), placed('c', { ...east(10), hamlet: 'h2' })];
    expect([...staggerOf(nodes, { seconds: 1, metres: 300 }).values()]).toEqual([0, 1_000, 1_000]);
  });

  const anyNodes = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 4, maxLength: 8 }),
      hamlet: fc.constantFrom('h1', 'h2'),
      createdAt: fc.nat(5),
      metres: fc.option(fc.nat(2_000)),
    }),
    { selector: (one) => one.id, maxLength: 30 },
  );
  const asPlaced = (all: { id: string; hamlet: string; createdAt: number; metres: number | null }[]) =>
    all.map(({ metres, ...node }): Placed => ({ ...node, ...(metres === null ? {} : east(metres)) }));

  it('never lets two neighbours begin together, whatever the order they come in', () => {
    fc.assert(
      fc.property(anyNodes, (all) => {
        const nodes = asPlaced(all);
        const stagger = { seconds: 3, metres: 300 };
        const begins = staggerOf(nodes, stagger);
        expect(new Map([...staggerOf([...nodes].reverse(), stagger)].sort())).toEqual(new Map([...begins].sort()));
        for (const a of all)
          for (const b of all) {
            if (a.id === b.id) continue;
            const known = a.metres !== null && b.metres !== null;
            const near = known ? Math.abs(Number(a.metres) - Number(b.metres)) < 299 : a.hamlet === b.hamlet;
            if (near) expect(begins.get(a.id)).not.toBe(begins.get(b.id));
          }
      }),
    );
  });

  it('a new node moves nobody', () => {
    fc.assert(
      fc.property(anyNodes, (all) => {
        const nodes = asPlaced(all);
        const before = staggerOf(nodes, { seconds: 1 });
        const after = staggerOf([...nodes, placed('zz-new', { createdAt: 9 })], { seconds: 1 });
        for (const [id, begins] of before) expect(after.get(id)).toBe(begins);
      }),
    );
  });
});
