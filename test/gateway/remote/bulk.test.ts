import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../gateway/log.ts';
import { Bulk, type BulkNode } from '../../../gateway/remote/bulk.ts';
import { byConcern, countsOf } from '../../../gateway/remote/bulk-rule.ts';
import { type BulkOrder, bulkAction, bulkInput } from '../../../protocol/api/bulk.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { HAMLET, RemoteWorld } from './remote-world.ts';

describe.each(ENGINES)('an order to many nodes on $engine', ({ open }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());

  function desk() {
    const world = new RemoteWorld(test);
    const node: BulkNode = { id: world.node, code: 'TL-001', hamlet: HAMLET };
    const bulk = new Bulk({
      ...{ database: test.database, clock: world.clock, log: silentLog, actions: world.remote.actions },
      audit: { record: async (entry) => void world.audited.push(entry) },
      nameOf: () => 'An',
      nodeOf: (id) => (id === node.id ? node : undefined),
      placeOf: () => ({ hamletName: 'Đông', communeName: 'An Hòa' }),
      areaOver: ([first]) => first,
    });
    const input = (order: BulkOrder, more: object = {}) =>
      bulkInput.parse({ key: ulid(), filter: {}, order, able: 1, ...more });
    return { world, bulk, node, input };
  }
  const everywhere = () => true;

  it('is reviewed, done once for one key, told node by node, and is one line of the audit with its list', async () => {
    const { world, bulk, node, input } = desk();
    const person = world.person('technician');
    const order = { type: 'silent-test' } as const;
    expect(bulk.review(person, order, [node])).toMatchObject({
      total: 1,
      able: 1,
      refused: [],
      items: [{ code: 'TL-001' }],
    });
    const asked = input(order);
    const begun = await bulk.begin(person, asked, [node]);
    expect((await bulk.begin(person, asked, [node])).id).toBe(begun.id);
    await expect.poll(() => world.signed.length).toBe(1);
    await bulk.stop();
    expect(bulkAction.parse(await bulk.get(begun.id, everywhere))).toMatchObject({
      ...{ counts: [{ state: 'sent', nodes: 1 }], isOver: false, total: 1 },
    });
    await world.answer('done', { result: 'line-ok' });
    expect(await bulk.get(begun.id, everywhere)).toMatchObject({
      ...{ isOver: true, items: [{ code: 'TL-001', state: 'done', result: 'line-ok' }] },
    });
    expect(world.audited).toMatchObject([
      { action: 'nodes.silent-test', area: HAMLET, after: { type: 'silent-test', nodes: ['TL-001'] } },
    ]);
    await expect(bulk.get(begun.id, () => false)).rejects.toMatchObject({ code: 'no-bulk-action' });
  });

  it('keeps the rules of single ones: who may, how loud, and only nodes with a device', async () => {
    const { world, bulk, node, input } = desk();
    const why = (order: BulkOrder, person = world.person('technician')) =>
      bulk.review(person, order, [node]).refused.map((one) => one.why);
    expect(why({ type: 'volume', percent: 95 })).toEqual(['volume-range']);
    expect(why({ type: 'resync' }, world.person('operator'))).toEqual(['may-not-command']);
    expect(why({ type: 'volume', percent: 60 }, world.person('operator'))).toEqual([]);
    world.enrolledAt = undefined;
    expect(why({ type: 'resync' })).toEqual(['not-enrolled']);
    const person = world.person('technician');
    await expect(bulk.begin(person, input({ type: 'resync' }), [node])).rejects.toMatchObject({
      ...{ code: 'set-changed', extra: { able: 0 } },
    });
    expect(world.signed).toEqual([]);
    const many = Array.from({ length: 5_001 }, () => node);
    expect(() => bulk.review(person, { type: 'resync' }, many)).toThrow(/at most 5000/);
  });

  it('that the gateway did not get to says so after a restart', async () => {
    const { world, bulk, node, input } = desk();
    await bulk.stop();
    const begun = await bulk.begin(world.person('technician'), input({ type: 'resync' }), [node]);
    await bulk.stop();
    expect(await bulk.get(begun.id, everywhere)).toMatchObject({
      ...{ counts: [{ state: 'interrupted', nodes: 1 }], isOver: true },
    });
    expect(world.signed).toEqual([]);
  });
});

it('shows what went wrong before what is on its way, and what is done last; it is over when nothing may come any more', () => {
  const states = ['done', 'sent', 'refused', 'no-answer', 'queued', 'done'] as const;
  const sorted = byConcern(states.map((state) => ({ state })));
  expect(sorted.map(({ state }) => state)).toEqual(['refused', 'no-answer', 'sent', 'queued', 'done', 'done']);
  expect(countsOf(states)).toMatchObject({ isOver: false });
  expect(countsOf(states).counts[0]).toEqual({ state: 'done', nodes: 2 });
  expect(countsOf(['done', 'refused', 'expired', 'interrupted', 'rejected']).isOver).toBe(true);
});
