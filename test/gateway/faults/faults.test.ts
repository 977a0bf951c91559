import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EvidenceLog } from '../../../gateway/evidence/evidence-log.ts';
import { Intake } from '../../../gateway/intake/intake.ts';
import { silentLog } from '../../../gateway/log.ts';
import { saveNodes } from '../../../gateway/nodes/nodes-store.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { TestNode } from '../intake/test-node.ts';
import { BEAT_MS, START, WatchPost } from './watch-post.ts';

describe.each(ENGINES)('faults on $engine', ({ open }) => {
  let test: TestDatabase;
  let post: WatchPost;
  let node: string;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.database.write(async (transaction) => {
      for (const table of ['faults', 'incidents', 'incident_nodes', 'watch_periods']) await transaction(table).delete();
    });
    post = new WatchPost(test);
    node = new TestNode().id;
    post.plant([{ node, hamlet: 'h1', commune: 'c1' }]);
  });
  const listed = (isOpen = true) => post.listed(isOpen);
  const pass = (seconds: number, echo = true) => post.pass(seconds, echo);
  const beat = () => post.beat(node);

  it('a node is at fault within 100 s of its last beat, since the beat that did not come', async () => {
    await pass(100);
    const lastBeat = post.clock.now();
    beat();
    await pass(99);
    expect(await listed()).toEqual([]);
    await pass(1);
    expect(await listed()).toMatchObject([{ kind: 'network-lost', node, since: lastBeat + BEAT_MS, count: 1 }]);
    await pass(30);
    expect(post.told).toMatchObject([{ kind: 'network-lost', node, raised: true }]);
  });

  it('is cleared by the first beat', async () => {
    await pass(100);
    beat();
    await pass(200);
    beat();
    const back = post.clock.now();
    await pass(1);
    expect(await listed()).toEqual([]);
    expect(await listed(false)).toMatchObject([{ until: back }]);
    expect(post.told.map((fact) => fact.raised)).toEqual([true, false]);
  });

  it('nobody is blamed while the gateway does not hear itself, nor for the first three intervals after', async () => {
    await pass(100);
    beat();
    await pass(600, false);
    await pass(98);
    expect(await listed(false)).toMatchObject([{ kind: 'watch-gap', detail: '10 min' }]);
    await pass(3);
    expect(await listed()).toMatchObject([{ kind: 'network-lost' }]);
  });

  it('a node never heard since its enrolment, or no longer on the roster, is no open fault', async () => {
    await pass(300);
    expect(await listed(false)).toEqual([]);
    beat();
    await pass(200);
    expect(await listed()).toHaveLength(1);
    post.plant([]);
    await pass(1);
    expect(await listed()).toEqual([]);
  });

  it('counts alarms of one kind and node in one fault, which rests after a quiet day', async () => {
    for (const detail of ['first', 'second']) post.faults.alarm({ kind: 'forged-message', node, detail, count: 2 });
    post.faults.alarm({ kind: 'forged-message', node: 'another' });
    await post.faults.tick(post.clock.now());
    const rows = (await listed()).sort((a, b) => a.count - b.count);
    expect(rows).toMatchObject([{ count: 1 }, { count: 4, detail: 'second' }]);
    post.clock.set(post.clock.now() + 25 * 3_600_000);
    await post.faults.tick(post.clock.now());
    expect(await listed()).toEqual([]);
  });

  it('makes faults of what the broker refuses, when it names one', async () => {
    const at = post.clock.now();
    post.faults.brokerAlarms([
      { kind: 'duplicate-id', node, address: '10.0.0.9', count: 1, at },
      { kind: 'bad-credential', address: '10.0.0.8', count: 7, at },
      { kind: 'oversized-packet', address: '10.0.0.7', count: 1, at },
    ]);
    await post.faults.tick(at);
    const rows = await listed();
    expect(rows.map(({ kind, count, detail }) => ({ kind, count, detail }))).toEqual(
      expect.arrayContaining([
        { kind: 'duplicate-id', count: 1, detail: '10.0.0.9' },
        { kind: 'bad-credential', count: 7, detail: '10.0.0.8' },
      ]),
    );
    expect(rows).toHaveLength(2);
  });

  it('follows what a node signs about itself, each fault by its name', async () => {
    const device = new TestNode();
    const intake = new Intake({
      ...test,
      clock: post.clock,
      log: silentLog,
      evidence: new EvidenceLog(test),
      keyOf: () => device.publicKey,
      acknowledge: async () => undefined,
      alarm: () => undefined,
      handlers: { fault: post.faults.faultEntries },
    });
    await intake.take(device.id, [
      device.fault(0, START - 60_000, 'raised', 'horn-open'),
      device.fault(1, START, 'raised', 'amplifier-hot'),
      device.fault(2, START + 1, 'cleared', 'horn-open'),
    ]);
    await post.faults.tick(post.clock.now());
    expect(await listed()).toMatchObject([{ kind: 'node-fault', detail: 'amplifier-hot', since: START }]);
    expect(await listed(false)).toHaveLength(2);
  });

  it('horns that die in the middle of a run are not well by its receipt, are by the next, and are explained by an open line', async () => {
    const device = new TestNode();
    post.plant([{ node: device.id, hamlet: 'h1', commune: 'c1' }]);
    const intake = new Intake({
      ...{ ...test, clock: post.clock, log: silentLog, evidence: new EvidenceLog(test), keyOf: () => device.publicKey },
      ...{ acknowledge: async () => undefined, alarm: () => undefined },
      handlers: { fault: post.faults.faultEntries, receipt: post.faults.receiptEntries },
    });
    const playing = { run: '01JDB5K3X8Q4S0000000000002' };
    const begun = post.clock.now();
    for (const heardMs of [0, 30_000, 32_000, 32_000]) {
      post.beat(device.id, { playing, heardMs });
      await pass(30);
    }
    const receipt = (seq: number, startedAt: number) =>
      device.receipt(seq, post.clock.now(), { startedAt, playedMs: 120_000, heard: { by: 'current', ms: 32_000 } });
    const open = async () => (await listed()).map(({ kind }) => kind);
    await intake.take(device.id, [receipt(0, begun)]);
    await pass(1);
    expect(await open()).toEqual(['not-heard']);
    await intake.take(device.id, [receipt(1, post.clock.now())]);
    await pass(1);
    expect(await open()).toEqual([]);
    post.faults.alarm({ kind: 'line-open', node: device.id });
    await intake.take(device.id, [device.fault(2, post.clock.now(), 'raised', 'horns-silent')]);
    await pass(1);
    expect(await open()).toEqual(['line-open']);
    await intake.stop();
  });

  it('knows open faults again after a restart and raises none twice', async () => {
    await pass(100);
    beat();
    await pass(104);
    await post.faults.stop();
    post.again();
    await post.faults.start();
    await pass(30);
    expect(await listed(false)).toHaveLength(1);
    beat();
    await pass(1);
    expect(await listed()).toEqual([]);
  });

  it('pages faults and causes by place, kind and age, the placeless for those who see all', async () => {
    const hamlet = 'a0000000000000009';
    const about = { id: node, hamlet, code: 'TL-1', place: '', technology: 'ip', horns: 2, createdAt: START } as const;
    const versions = { configVersion: 0, rosterVersion: 0, sortKey: '', searchKey: '' };
    const { dialect } = test.database;
    await test.database.write((transaction) => saveNodes(transaction, dialect, [{ ...about, ...versions }], START));
    post.plant([{ node, hamlet, commune: 'c1' }]);
    post.again();
    post.faults.alarm({ kind: 'bad-credential' });
    post.faults.alarm({ kind: 'duplicate-id', node });
    await pass(1);
    post.faults.alarm({ kind: 'storage-full', node });
    await pass(2);
    const kinds = async (query: object) =>
      (await post.faults.page({ open: true, limit: 10, ...query })).rows.map(({ kind }) => kind);
    expect(await kinds({ places: [hamlet] })).toEqual(['storage-full', 'duplicate-id']);
    expect(await kinds({ places: ['elsewhere'] })).toEqual([]);
    expect(await kinds({ places: ['elsewhere'], placeless: true })).toEqual(['bad-credential']);
    expect(await kinds({ kind: 'duplicate-id' })).toEqual(['duplicate-id']);
    const first = await post.faults.page({ open: true, places: [hamlet], limit: 1 });
    expect(first.total).toBe(2);
    expect(await kinds({ places: [hamlet], after: first.rows[0]?.id })).toEqual(['duplicate-id']);
    const { incidents, total } = await post.faults.incidents({ open: true, places: [hamlet], limit: 1 });
    expect({ total, first: incidents[0] }).toMatchObject({ total: 2, first: { kind: 'node', nodes: [node] } });
    const older = { open: true, places: [hamlet], placeless: true, after: incidents[0]?.id, limit: 9 };
    expect((await post.faults.incidents(older)).incidents.map(({ cause }) => cause).sort()).toEqual([
      ...['bad-credential', 'duplicate-id'],
    ]);
  });

  it('a node that never called is at fault an hour after its enrolment, or a day after it was entered', async () => {
    const hour = 3_600_000;
    post.plant([{ node, hamlet: 'h1', commune: 'c1' }], { enrolledAt: START - hour, createdAt: START - 30 * hour });
    await pass(1);
    expect(await listed()).toMatchObject([{ kind: 'never-heard', since: START }]);
    beat();
    await pass(1);
    expect(await listed()).toEqual([]);
    post.plant([{ node: new TestNode().id, hamlet: 'h1', commune: 'c1' }], { technology: 'fm', createdAt: 0 });
    post.clock.set(post.clock.now() + 60_000);
    await pass(1);
    expect(await listed()).toEqual([]);
  });

  it('a refused credential explains the silence of who stands at the door', async () => {
    await pass(100);
    beat();
    for (let tries = 0; tries < 6; tries++) {
      post.faults.brokerAlarms([{ kind: 'bad-credential', node, count: 1, at: post.clock.now() }]);
      await pass(30);
    }
    expect(await listed()).toMatchObject([{ kind: 'bad-credential', count: 6 }]);
    await pass(640);
    expect((await listed()).map(({ kind }) => kind).sort()).toEqual(['bad-credential', 'network-lost']);
    expect(post.heads).toEqual(['opened node bad-credential 1']);
  });
});
