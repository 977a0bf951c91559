import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { added, type Counts, resultOf } from '../../../gateway/upstream/log-sums.ts';

const counts = fc
  .record({
    nodes: fc.integer({ min: 1, max: 100 }),
    sounded: fc.nat(100),
    full: fc.nat(100),
    open: fc.nat(100),
    played: fc.nat(600_000),
    started: fc.option(fc.nat(1_000), { nil: undefined }),
    ended: fc.option(fc.nat(1_000), { nil: undefined }),
  })
  .map(
    (one): Counts => ({
      ...one,
      sounded: Math.min(one.sounded, one.nodes),
      full: Math.min(one.full, one.sounded, one.nodes),
    }),
  );

describe('a run as one', () => {
  it.each([
    [{ nodes: 4, sounded: 4, full: 4, open: 0 }, 'full'],
    [{ nodes: 4, sounded: 4, full: 3, open: 0 }, 'partial'],
    [{ nodes: 4, sounded: 1, full: 1, open: 3 }, 'partial'],
    [{ nodes: 4, sounded: 0, full: 0, open: 0 }, 'missed'],
    [{ nodes: 4, sounded: 0, full: 0, open: 1 }, 'unknown'],
  ] as const)('of %j is %s', (one, wanted) => {
    expect(resultOf({ ...one, played: 0 })).toBe(wanted);
  });

  it('is the same in whichever order its hamlets are counted', () => {
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 6 }), (all) => {
        const sum = (some: readonly Counts[]) => some.reduce<Counts | undefined>(added, undefined);
        expect(sum([...all].reverse())).toEqual(sum(all));
        expect(sum(all)?.nodes).toBe(all.reduce((total, { nodes }) => total + nodes, 0));
      }),
      { numRuns: 50 },
    );
  });
});
