import { setImmediate as breathe } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeOf } from '../../../gateway/faults/classes.ts';
import type { FaultRow } from '../../../gateway/faults/faults-store.ts';
import { Ground } from '../../../gateway/faults/ground.ts';
import { type Cause, ConnectedSets, commonCauses, connected, type Loose } from '../../../gateway/faults/grouping.ts';
import { Incidents } from '../../../gateway/faults/incidents.ts';
import { GROUP_NODES, GROUP_SHARE, GROUPING_MS } from '../../../gateway/faults/limits.ts';
import { inPieces, slicesOf } from '../../../gateway/faults/pieces.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';

const NOW = Date.parse('2026-11-22T01:00:00Z');

describe('work in pieces', () => {
  it('does everything once, in order, and never more than a piece without a breath', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 60 }), async (weights) => {
        let breaths = 0;
        let isWorking = true;
        const breathing = (async () => {
          while (isWorking) {
            await breathe();
            breaths++;
          }
        })();
        const done: { index: number; breath: number }[] = [];
        await inPieces(
          weights.entries(),
          ([index]) => done.push({ index, breath: breaths }),
          ([, weight]) => weight,
        );
        isWorking = false;
        await breathing;
        expect(done.map(({ index }) => index)).toEqual(weights.map((_, index) => index));
        const byBreath = new Map<number, number>();
        for (const { index, breath } of done) byBreath.set(breath, (byBreath.get(breath) ?? 0) + (weights[index] ?? 0));
        for (const weight of byBreath.values()) expect(weight).toBeLessThan(500 + 400);
      }),
      { numRuns: 30 },
    );
    expect(slicesOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  });
});

const fleets = fc
  .record({
    nodes: fc.array(
      fc.record({ mast: fc.integer({ min: 0, max: 4 }), commune: fc.integer({ min: 0, max: 3 }), down: fc.boolean() }),
      { maxLength: 40 },
    ),
    since: fc.array(fc.integer({ min: 0, max: 3 * GROUPING_MS }), { minLength: 40, maxLength: 40 }),
  })
  .map(({ nodes, since }) => {
    const causesOf = (node: string): Cause[] => {
      const { mast = 0, commune = 0 } = nodes[Number(node)] ?? {};
      const own: Cause = { kind: 'commune', id: `c${commune}` };
      return mast === 0 ? [own] : [{ kind: 'uplink', id: `m${mast}` }, own];
    };
    const expected = ({ id }: Cause) =>
      nodes.filter((_, index) => causesOf(String(index)).some((cause) => cause.id === id)).length;
    const faults = nodes.flatMap(({ down }, index): Loose[] =>
      down
        ? [{ id: `f${index}`, node: String(index), kind: 'network-lost', since: since[index] ?? 0, unseen: false }]
        : [],
    );
    return { faults, hanging: { causesOf, expected } };
  });

describe('causes found in pieces', () => {
  it('are those found of the whole, whatever the order the faults are added in', () => {
    fc.assert(
      fc.property(fleets, fc.func(fc.integer()), ({ faults, hanging }, order) => {
        const sets = new ConnectedSets(hanging.causesOf);
        for (const fault of [...faults].sort((a, b) => order(a.id) - order(b.id))) sets.add(fault);
        expect(sets.all()).toEqual(connected(faults, hanging.causesOf));
        const whole = commonCauses(faults, hanging);
        const divided = sets.all().map((some) => commonCauses(some, hanging));
        expect(divided.flatMap(({ groups }) => groups)).toEqual(whole.groups);
        expect(divided.flatMap(({ alone }) => alone)).toEqual(whole.alone);
      }),
      { numRuns: 60 },
    );
  });

  it('explain most first: what is left has no cause of enough nodes within the window any more', () => {
    fc.assert(
      fc.property(fleets, ({ faults, hanging }) => {
        const { groups, alone } = commonCauses(faults, hanging);
        expect([...groups.flatMap((group) => group.faults), ...alone].map(({ id }) => id).sort()).toEqual(
          faults.map(({ id }) => id).sort(),
        );
        const causes = new Map(
          alone.flatMap(({ node }) => hanging.causesOf(node)).map((cause) => [`${cause.kind}/${cause.id}`, cause]),
        );
        for (const cause of causes.values()) {
          const hung = alone.filter(({ node }) => hanging.causesOf(node).some(({ id }) => id === cause.id));
          for (const { since: from } of hung) {
            const together = hung.filter(({ since }) => since >= from && since - from <= GROUPING_MS).length;
            expect(together < GROUP_NODES || together < hanging.expected(cause) * GROUP_SHARE).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Communes of a hundred nodes; `open` are their faults. */
function province(open: Map<string, FaultRow>) {
  const fleet = Array.from({ length: 1_200 }, (_, index) => ({
    ...{ id: `n${index}`, hamlet: `c${Math.floor(index / 100)}`, code: `TL-${index}`, technology: 'ip' as const },
    ...{ enrolledAt: 0, createdAt: 0 },
  }));
  const ground = new Ground({
    roster: { all: () => fleet, get: (id) => fleet[Number(id.slice(1))] },
    tree: { get: (id) => ({ name: id }), communeOf: (hamlet) => hamlet, smallestOver: ([first]) => first },
    parents: { causesOf: () => [], nodesOf: () => [], nameOf: () => undefined, areaOf: () => undefined },
  });
  return new Incidents({
    ground,
    rowOf: ({ id }) => open.get(id),
    openOf: (node) => [...(open.has(`f${node}`) ? [open.get(`f${node}`) as FaultRow] : [])],
    hold: (row, incident) => void open.set(row.id, { ...row, incident }),
    lastBeatAt: () => NOW - 10 * MINUTE_MS,
    isSuspect: () => false,
    windowOf: () => undefined,
  });
}

function silent(index: number): FaultRow {
  return {
    ...{ id: `fn${index}`, kind: 'network-lost', node: `n${index}`, since: NOW - 3 * MINUTE_MS, detectedAt: NOW },
    ...{ updatedAt: NOW, count: 1, flaps: 0, source: 'watch' },
  };
}

describe('a province that goes dark', () => {
  const fall = (incidents: Incidents, open: Map<string, FaultRow>, indexes: readonly number[]) => {
    for (const index of indexes) {
      const row = silent(index);
      open.set(row.id, row);
      incidents.raised(row, row.since, NOW, false);
    }
  };
  const all = (count: number) => Array.from({ length: count }, (_, index) => index);
  const told = (incidents: Incidents) =>
    incidents
      .take()
      .notices.map(({ what, name, nodes }) => `${what} ${name} ${nodes}`)
      .sort();

  it('is one message for each commune, though it is decided in pieces', async () => {
    const open = new Map<string, FaultRow>();
    const incidents = province(open);
    fall(incidents, open, all(1_200));
    await incidents.step(NOW);
    expect(told(incidents)).toEqual(
      all(12)
        .map((commune) => `opened c${commune} 100`)
        .sort(),
    );
    expect([...open.values()].every(({ kind, incident }) => causeOf([kind]) === kind && incident !== undefined)).toBe(
      true,
    );
  });

  it('waits a step with a commune in which a node falls, or comes back, between two pieces', async () => {
    const open = new Map<string, FaultRow>();
    const incidents = province(open);
    fall(incidents, open, all(1_199));
    const step = incidents.step(NOW);
    // The first causes are found; the last communes are not yet looked at.
    while ([...open.values()].every(({ incident }) => incident === undefined)) await breathe();
    fall(incidents, open, [1_199]);
    const back = silent(1_050);
    open.delete(back.id);
    incidents.over({ ...back, until: NOW });
    await step;
    expect(told(incidents)).toEqual(
      all(10)
        .map((commune) => `opened c${commune} 100`)
        .sort(),
    );
    await incidents.step(NOW + 1_000);
    expect(told(incidents)).toEqual(['opened c10 99', 'opened c11 100']);
  });
});
