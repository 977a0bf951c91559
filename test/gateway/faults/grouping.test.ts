import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cause, commonCauses, type Hanging, type Loose } from '../../../gateway/faults/grouping.ts';
import { explains, hasGrown, type Incident, restorationOf } from '../../../gateway/faults/incident.ts';
import { GROUPING_MS } from '../../../gateway/faults/limits.ts';
import { SilenceWheel } from '../../../gateway/faults/silence-wheel.ts';

const uplink = (id: string): Cause => ({ kind: 'uplink', id });
const feeder = (id: string): Cause => ({ kind: 'feeder', id });
const commune = (id: string): Cause => ({ kind: 'commune', id });

/** Nodes 0…n-1, each with its causes; nothing else hangs there unless `others` says so. */
function hung(causes: readonly (readonly Cause[])[], others: Readonly<Record<string, number>> = {}): Hanging {
  const causesOf = (node: string) => causes[Number(node)] ?? [];
  return {
    causesOf,
    expected: ({ id }) => (others[id] ?? 0) + causes.filter((own) => own.some((cause) => cause.id === id)).length,
  };
}
const down = (node: number, kind: Loose['kind'] = 'network-lost', since = 0, unseen = false): Loose => ({
  ...{ id: `f${String(node).padStart(3, '0')}`, node: String(node), kind, since, unseen },
});
const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the common cause', () => {
  it.each([
    {
      fact: 'of three on a mast is the mast',
      hanging: hung(
        range(3).map(() => [uplink('m'), commune('c')]),
        { c: 10 },
      ),
      faults: range(3).map((node) => down(node)),
      found: ['uplink m 3'],
    },
    {
      fact: 'of two is none',
      hanging: hung(range(2).map(() => [uplink('m')])),
      faults: range(2).map((node) => down(node)),
      found: [],
    },
    {
      fact: 'holds at least half of what hangs on it',
      hanging: hung(
        range(3).map(() => [uplink('m')]),
        { m: 4 },
      ),
      faults: range(3).map((node) => down(node)),
      found: [],
    },
    {
      fact: 'of lost mains is the feeder before a mast of the same nodes',
      hanging: hung(range(4).map(() => [uplink('m'), feeder('f')])),
      faults: range(4).map((node) => down(node, 'mains-lost')),
      found: ['feeder f 4'],
    },
    {
      fact: 'of a lost network is the mast before a feeder of the same nodes',
      hanging: hung(range(4).map(() => [uplink('m'), feeder('f')])),
      faults: range(4).map((node) => down(node)),
      found: ['uplink m 4'],
    },
    {
      fact: 'is the smallest that explains as much',
      hanging: hung(
        range(4).map(() => [uplink('m'), commune('c')]),
        { c: 2 },
      ),
      faults: range(4).map((node) => down(node)),
      found: ['uplink m 4'],
    },
    {
      fact: 'of four dark feeders of a commune is the commune',
      hanging: hung(range(12).map((node) => [feeder(`f${node % 4}`), commune('c')])),
      faults: range(12).map((node) => down(node, 'mains-lost')),
      found: ['commune c 12'],
    },
    {
      fact: 'is not shared by what began three minutes later',
      hanging: hung(range(6).map(() => [uplink('m')])),
      faults: range(6).map((node) => down(node, 'network-lost', node < 3 ? node : GROUPING_MS + 60_000 + node)),
      found: ['uplink m 3', 'uplink m 3'],
    },
    {
      fact: 'of two that were found after an outage of our own is their commune',
      hanging: hung(
        range(2).map(() => [commune('c')]),
        { c: 50 },
      ),
      faults: range(2).map((node) => down(node, 'network-lost', 0, true)),
      found: ['commune c 2'],
    },
  ])('$fact', ({ hanging, faults, found }) => {
    const { groups, alone } = commonCauses(faults, hanging);
    expect(groups.map(({ cause, faults: held }) => `${cause.kind} ${cause.id} ${held.length}`)).toEqual(found);
    expect(groups.flatMap((group) => group.faults).length + alone.length).toBe(faults.length);
  });

  const world = fc.integer({ min: 1, max: 25 }).chain((count) =>
    fc.record({
      causes: fc.array(
        fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 1 })),
        { minLength: count, maxLength: count },
      ),
      faults: fc.array(
        fc.record({
          since: fc.integer({ min: 0, max: 400_000 }),
          mains: fc.boolean(),
          unseen: fc.boolean(),
        }),
        { minLength: count, maxLength: count },
      ),
      order: fc.shuffledSubarray(range(count), { minLength: count, maxLength: count }),
    }),
  );
  const made = (given: {
    causes: readonly [number, number, number][];
    faults: readonly { since: number; mains: boolean; unseen: boolean }[];
  }) => ({
    hanging: hung(
      given.causes.map(([mast, branch, place]) => [uplink(`m${mast}`), feeder(`f${branch}`), commune(`c${place}`)]),
    ),
    faults: given.faults.map(({ since, mains, unseen }, node) =>
      down(node, mains ? 'mains-lost' : 'network-lost', since, unseen),
    ),
  });

  it('holds every fault exactly once, or leaves it alone', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { hanging, faults } = made(given);
        const { groups, alone } = commonCauses(faults, hanging);
        const all = [...groups.flatMap((group) => group.faults), ...alone].map(({ id }) => id);
        expect(all.sort()).toEqual(faults.map(({ id }) => id).sort());
      }),
      { numRuns: 200 },
    );
  });

  it('is the same in whatever order the faults came', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { hanging, faults } = made(given);
        const shuffled = given.order.flatMap((index) => faults[index] ?? []);
        expect(commonCauses(shuffled, hanging)).toEqual(commonCauses(faults, hanging));
      }),
      { numRuns: 200 },
    );
  });

  it('holds only nodes that hang on it', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { hanging, faults } = made(given);
        for (const { cause, faults: held } of commonCauses(faults, hanging).groups)
          for (const { node } of held) expect(hanging.causesOf(node)).toContainEqual(cause);
      }),
      { numRuns: 100 },
    );
  });
});

describe('an incident', () => {
  const incident = (change: Partial<Incident>): Incident => ({
    ...{ id: 'i', kind: 'uplink', class: 'silent', subject: 'm', cause: 'network-lost', name: 'M', since: 1_000_000 },
    ...{ openedAt: 1_060_000, told: 10, nodes: range(10).map(String) },
    ...change,
  });

  it.each([
    { fact: 'a mast explains who falls silent hours later', kind: 'uplink', since: 9_000_000, is: true },
    { fact: 'a commune alone does not', kind: 'commune', since: 9_000_000, is: false },
    { fact: 'but one two minutes later it does', kind: 'commune', since: 1_100_000, is: true },
    { fact: 'nothing explains what was before it', kind: 'uplink', since: 800_000, is: false },
  ] as const)('$fact', ({ kind, since, is }) => {
    expect(explains(incident({ kind }), 1_000_000, { node: 'other', since })).toBe(is);
  });

  it.each([
    [19, undefined, false],
    [20, undefined, true],
    [40, 1, false],
  ])('of 10 that were told, %i with growth told at %s: worth a word? %s', (nodes, grewAt, is) => {
    const grown = incident({ nodes: range(nodes).map(String), ...(grewAt === undefined ? {} : { grewAt }) });
    expect(hasGrown(grown)).toBe(is);
  });

  it.each([
    { down: 0, mostBackAt: undefined, restoration: 'over' },
    { down: 2, mostBackAt: 0, restoration: 'straggling' },
    { down: 2, mostBackAt: 90_000, restoration: 'open' },
    { down: 3, mostBackAt: undefined, restoration: 'open' },
  ] as const)('of ten with $down still down is $restoration', ({ down: left, mostBackAt, restoration }) => {
    expect(restorationOf(incident({}), left, mostBackAt, 121_000)).toBe(restoration);
  });
});

describe('the wheel of silence', () => {
  it('gives each node out once, in its second and never before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 300_000 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 40 }),
        (times, step) => {
          const wheel = new SilenceWheel();
          times.forEach((at, node) => void wheel.set(String(node), at));
          const out = new Map<string, number>();
          for (let now = 0; now <= 400_000; now += step * 1_000)
            for (const node of wheel.turn(now)) {
              expect(out.has(node)).toBe(false);
              out.set(node, now);
            }
          for (const [node, at] of times.entries()) {
            expect(out.get(String(node))).toBeGreaterThanOrEqual(at);
            expect(out.get(String(node))).toBeLessThan(at + (step + 1) * 1_000);
          }
          expect(wheel.size).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('looks at everybody again when the clock was set back', () => {
    const wheel = new SilenceWheel();
    wheel.turn(1_000_000);
    wheel.set('n', 1_090_000);
    expect(wheel.turn(500_000)).toEqual(['n']);
  });
});
