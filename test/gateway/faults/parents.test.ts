import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { Parents } from '../../../gateway/faults/parents.ts';
import type { AuditRecord } from '../../../gateway/http/ports.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { person } from './front-door.ts';
import { START } from './watch-post.ts';

describe('masts and feeders', () => {
  let test: TestDatabase;
  let audited: AuditRecord[];
  let parents: Parents;
  const technician = person('technician', 'technician', ['c1']);
  const again = () =>
    new Parents({
      ...{ ...test, clock: new MovableClock(START) },
      audit: { record: async (entry) => void audited.push(entry) },
      scope: { isWithin: (area, scope) => scope.includes(area) || (area.startsWith('h1') && scope.includes('c1')) },
      roster: { get: (node) => (node.startsWith('n') ? { hamlet: node === 'n9' ? 'h2' : 'h1' } : undefined) },
    });
  beforeAll(async () => {
    test = await openSqlite();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.database.write(async (transaction) => {
      for (const table of ['parents', 'parent_nodes']) await transaction(table).delete();
    });
    audited = [];
    parents = again();
  });
  const made = (name: string, nodes: string[], kind: 'uplink' | 'feeder' = 'uplink') =>
    parents.create(technician, { kind, name, area: 'c1', nodes });

  it('a node hangs on one mast and one feeder: named again it leaves the one before, also after a restart', async () => {
    const first = await made('Cột Yên Mã', ['n1', 'n2']);
    const branch = await made('Lộ 371', ['n1'], 'feeder');
    const second = await made('Cột Đồi Chè', ['n1']);
    for (const known of [parents, again()]) {
      if (known !== parents) await known.start();
      expect(known.of('n1')).toEqual({ uplink: second.id, feeder: branch.id });
      expect(known.nodesOf(first)).toEqual(['n2']);
      expect(known.causesOf('n1').map(({ kind }) => kind)).toEqual(['feeder', 'uplink']);
    }
  });

  it('is renamed, gains and loses nodes, and ends, each with its before and after on record', async () => {
    const { id } = await made('Cột A', ['n1', 'n2']);
    expect(await parents.patch(technician, id, { name: 'Cột B', add: ['n3'], remove: ['n1'] })).toMatchObject({
      ...{ name: 'Cột B', nodes: ['n2', 'n3'] },
    });
    await parents.remove(technician, id);
    expect(parents.list(technician)).toEqual([]);
    expect(parents.of('n2')).toEqual({});
    expect(audited.map(({ action }) => action)).toEqual(['parent.create', 'parent.change', 'parent.remove']);
    expect(audited[1]).toMatchObject({ before: { name: 'Cột A', nodes: ['n1', 'n2'] }, after: { name: 'Cột B' } });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['a node of another area', () => made('Cột', ['n9']), 'out-of-scope'],
    ['an unknown node', () => made('Cột', ['x1']), 'no-node'],
    [
      'the area of others',
      () => parents.create(technician, { kind: 'uplink', name: 'Cột', area: 'c2', nodes: [] }),
      'out-of-scope',
    ],
    ['a mast that is not there', () => parents.remove(technician, '01JDB5K3X8Q4S0000000000001'), 'no-parent'],
  ])('%s is refused', async (_what, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code });
  });

  it('two of one kind, name and area are refused', async () => {
    await made('Cột A', []);
    await expect(made('Cột A', [])).rejects.toMatchObject({ code: 'parent-exists' });
    await made('Cột A', [], 'feeder');
  });
});
