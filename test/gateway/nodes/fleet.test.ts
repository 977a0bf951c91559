import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test as fact, it } from 'vitest';
import { mapOf, type Placed, SINGLE_NODES } from '../../../gateway/nodes/node-map.ts';
import type { Live } from '../../../gateway/nodes/node-view.ts';
import type { Node } from '../../../protocol/api/areas.ts';
import { nodeCounts, nodeMap } from '../../../protocol/api/fleet.ts';
import { FLEET_MEANINGS } from '../../../protocol/nodes.ts';
import { ENGINES } from '../database/engines.ts';
import type { Caller, Doors } from '../http/doors.ts';
import { freshDoors } from '../http/fresh-doors.ts';

const [sqlite] = ENGINES;
if (!sqlite) throw new Error('no engine');

describe('the fleet at a glance', () => {
  let doors: Doors;
  let all: Awaited<ReturnType<Doors['smallProvince']>>;
  let technician: Caller;
  freshDoors({ open: sqlite.open }, async (fresh) => {
    doors = fresh;
    all = await doors.smallProvince();
    technician = await doors.person('technician', [all.province.id]);
  });
  const standing = new Map<string, Live>();
  const add = async (hamlet: string, code: string, live: Live, more: object = {}): Promise<Node> => {
    doors.live = (node) => standing.get(node) ?? { presence: 'unobserved' };
    const made = (await technician.call('POST', '/nodes', { hamlet, code, horns: 2, ...more })).json();
    standing.set(made.id, live);
    await doors.clock.advance(3_000);
    return made;
  };
  const few = async () => {
    await add(
      all.linh1.id,
      'TL-1',
      { presence: 'online', faults: ['mute'], clockErrorMs: 9_000 },
      { latitude: 18.6, longitude: 105.6 },
    );
    await add(
      all.linh2.id,
      'TL-2',
      { presence: 'offline', faults: ['network-lost'], clockErrorMs: -4_000 },
      { latitude: 18.7, longitude: 105.7 },
    );
    await add(all.xa1.id, 'TL-3', { presence: 'online', faults: ['weak-signal'], maintenance: 'M' });
  };
  const codes = async (query: string, who = technician) =>
    (await who.call('GET', `/nodes?${query}`)).json().items.map(({ code }: Node) => code);

  it('narrows by group, fault, maintenance and clock, and sorts by worst fault and by clock', async () => {
    await few();
    expect(await codes('group=mute')).toEqual(['TL-1']);
    expect(await codes('group=unsteady')).toEqual(['TL-3']);
    expect(await codes('group=not-enrolled')).toEqual(['TL-1', 'TL-2', 'TL-3']);
    expect(await codes('fault=network-lost')).toEqual(['TL-2']);
    expect(await codes('maintenance=false')).toEqual(['TL-1', 'TL-2']);
    expect(await codes('clock-off=true')).toEqual(['TL-1']);
    expect(await codes('sort=fault')).toEqual(['TL-2', 'TL-1', 'TL-3']);
    expect(await codes('sort=clock')).toEqual(['TL-1', 'TL-2', 'TL-3']);
    expect(await codes('firmware=1.2')).toEqual([]);
  });

  it('counts, maps and writes down only what lies in the caller’s areas', async () => {
    await few();
    const own = await doors.person('operator', [all.linh.id]);
    const counts = nodeCounts.parse((await own.call('GET', '/nodes/counts')).json());
    expect(counts).toMatchObject({
      total: 2,
      clockOff: 1,
      clockKnown: 2,
      groups: { mute: 1, unsteady: 0, maintenance: 0 },
    });
    expect(counts.faults.map(({ kind }) => kind).sort()).toEqual(['mute', 'network-lost']);
    const map = nodeMap.parse((await own.call('GET', '/nodes/map')).json());
    expect(map.nodes.map(({ code }) => code)).toEqual(['TL-1', 'TL-2']);
    expect(nodeMap.parse((await technician.call('GET', '/nodes/map')).json()).unplaced).toBe(1);
    expect((await own.call('GET', '/nodes/map?box=1,2,0,3')).json().code).toBe('bad-box');
    const csv = (await own.call('GET', '/nodes.csv')).body;
    expect(csv.charCodeAt(0)).toBe(0xfeff);
    const rows: string[][] = parse(csv, { bom: true });
    expect(rows.map(([code]) => code)).toEqual(['Mã cụm', 'TL-1', 'TL-2']);
    expect(rows[1]?.[7]).toBe('Có mạng, không ra tiếng');
  });

  it('writes no cell that a spreadsheet would run', async () => {
    await add(all.linh1.id, '=HYPERLINK("http://x")', { presence: 'online' }, { place: '+1+1' });
    const rows: string[][] = parse((await technician.call('GET', '/nodes.csv?search=hyperlink')).body, { bom: true });
    expect([rows[1]?.[0], rows[1]?.[3]]).toEqual([`'=HYPERLINK("http://x")`, `'+1+1`]);
  });
});

describe('a map', () => {
  const placed = (count: number, seed: number): Placed[] =>
    Array.from({ length: count }, (_, index) => ({
      id: `n${index}`,
      code: `TL-${index}`,
      latitude: 18.4 + ((index * 7_919 + seed) % 1_000) / 1_500,
      longitude: 105.2 + ((index * 104_729 + seed) % 1_000) / 1_500,
      meaning: FLEET_MEANINGS[(index + seed) % FLEET_MEANINGS.length] ?? 'good',
      hamlet: `h${index % 50}`,
      commune: `c${index % 5}`,
    }));
  const names = { nameOf: (area: string) => area };

  fact('counts every node in view once, each cluster by its worst, in at most 200 clusters', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: SINGLE_NODES + 1, max: 2_000 }),
        fc.nat(5),
        fc.integer({ min: 0, max: 20 }),
        (count, seed, zoom) => {
          const { clusters, inView, nodes } = mapOf(placed(count, seed), names, { zoom });
          expect([inView, nodes.length]).toEqual([count, 0]);
          expect(clusters.length).toBeLessThanOrEqual(200);
          expect(clusters.reduce((sum, cluster) => sum + cluster.nodes, 0)).toBe(count);
          for (const { worst, counts, nodes } of clusters) {
            expect(FLEET_MEANINGS.find((meaning) => counts[meaning])).toBe(worst);
            expect(Object.values(counts).reduce((sum, one) => sum + one, 0)).toBe(nodes);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  fact('shows few nodes one by one, and a cluster names the hamlet that holds all of it', () => {
    const few = mapOf(placed(SINGLE_NODES, 1), names, {});
    expect([few.nodes.length, few.clusters.length]).toEqual([SINGLE_NODES, 0]);
    const near = placed(SINGLE_NODES + 1, 1).map((one) => ({ ...one, latitude: 18.6, longitude: 105.6, hamlet: 'h' }));
    expect(mapOf(near, names, {}).clusters).toMatchObject([{ area: 'h', name: 'h', nodes: SINGLE_NODES + 1 }]);
  });
});
