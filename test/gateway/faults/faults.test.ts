import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { EvidenceLog } from '../../../gateway/evidence/evidence-log.ts';
import { FactBus, type Facts } from '../../../gateway/facts.ts';
import { Faults } from '../../../gateway/faults/faults.ts';
import { Intake } from '../../../gateway/intake/intake.ts';
import { silentLog } from '../../../gateway/log.ts';
import { Presence } from '../../../gateway/presence/presence.ts';
import { Watch } from '../../../gateway/presence/watch.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { TestNode } from '../intake/test-node.ts';

const START = Date.parse('2026-11-22T01:00:00Z');
const SESSION = '01JDB5K3X8Q4S0000000000001';
const BEAT = 30_000;

describe.each(ENGINES)('faults on $engine', ({ open }) => {
  let test: TestDatabase;
  let clock: MovableClock;
  let facts: FactBus;
  let told: Facts['faultChanged'][];
  let watch: Watch;
  let presence: Presence;
  let faults: Faults;
  let nodes: string[];
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.database.write((transaction) => transaction('faults').delete());
    clock = new MovableClock(START);
    facts = new FactBus();
    told = [];
    facts.on('faultChanged', (fact) => told.push(fact));
    const parts = { ...test, clock, log: silentLog, facts };
    watch = new Watch({ ...parts, monotonic: () => clock.now() });
    presence = new Presence({ ...parts, watch });
    nodes = [new TestNode().id];
    faults = again();
  });

  const again = () => new Faults({ ...test, clock, log: silentLog, facts, presence, nodes: () => nodes });
  const beat = (node: string) =>
    presence.beat(
      node,
      { v: 1, node, session: SESSION, seq: 1, at: clock.now(), uptimeMs: 1, beatMs: BEAT },
      clock.now(),
    );
  /** Seconds go by, each with its tick; with an echo unless the broker is away. */
  async function pass(seconds: number, echo = true): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      clock.set(clock.now() + 1_000);
      if (echo) watch.echo(clock.now());
      await faults.tick(clock.now());
    }
  }
  const listed = (isOpen = true) => faults.list({ open: isOpen, limit: 10 });

  it('a node is at fault within 100 s of its last beat, since the beat that did not come', async () => {
    const [node] = nodes as [string];
    await pass(100);
    const lastBeat = clock.now();
    beat(node);
    await pass(90);
    expect(await listed()).toEqual([]);
    await pass(1);
    expect(await listed()).toMatchObject([{ kind: 'network-lost', node, since: lastBeat + BEAT, count: 1 }]);
    await pass(30);
    expect(told).toMatchObject([{ kind: 'network-lost', node, raised: true }]);
  });

  it('is cleared by the first beat', async () => {
    const [node] = nodes as [string];
    await pass(100);
    beat(node);
    await pass(200);
    beat(node);
    const back = clock.now();
    await pass(1);
    expect(await listed()).toEqual([]);
    expect(await listed(false)).toMatchObject([{ until: back }]);
    expect(told.map((fact) => fact.raised)).toEqual([true, false]);
  });

  it('nobody is blamed while the gateway does not hear itself, nor for the first three intervals after', async () => {
    const [node] = nodes as [string];
    await pass(100);
    beat(node);
    await pass(600, false);
    await pass(89);
    expect(await listed(false)).toEqual([]);
    await pass(3);
    expect(await listed()).toHaveLength(1);
  });

  it('a node never heard since its enrolment, or no longer on the roster, is no open fault', async () => {
    await pass(300);
    expect(await listed(false)).toEqual([]);
    beat(nodes[0] as string);
    await pass(200);
    expect(await listed()).toHaveLength(1);
    nodes = [];
    await pass(1);
    expect(await listed()).toEqual([]);
  });

  it('counts alarms of one kind and node in one fault, which rests after a quiet day', async () => {
    const [node] = nodes as [string];
    for (const detail of ['first', 'second']) faults.alarm({ kind: 'forged-message', node, detail, count: 2 });
    faults.alarm({ kind: 'forged-message', node: 'another' });
    await faults.tick(clock.now());
    const rows = (await listed()).sort((a, b) => a.count - b.count);
    expect(rows).toMatchObject([{ count: 1 }, { count: 4, detail: 'second' }]);
    clock.set(clock.now() + 25 * 3_600_000);
    await faults.tick(clock.now());
    expect(await listed()).toEqual([]);
  });

  it('makes faults of what the broker refuses, when it names one', async () => {
    const [node] = nodes as [string];
    const at = clock.now();
    faults.brokerAlarms([
      { kind: 'duplicate-id', node, address: '10.0.0.9', count: 1, at },
      { kind: 'bad-credential', address: '10.0.0.8', count: 7, at },
      { kind: 'oversized-packet', address: '10.0.0.7', count: 1, at },
    ]);
    await faults.tick(at);
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
    const node = new TestNode();
    const intake = new Intake({
      ...test,
      clock,
      log: silentLog,
      evidence: new EvidenceLog(test),
      keyOf: () => node.publicKey,
      acknowledge: async () => undefined,
      alarm: () => undefined,
      handlers: { fault: faults.faultEntries },
    });
    await intake.take(node.id, [
      node.fault(0, START - 60_000, 'raised', 'horn-open'),
      node.fault(1, START, 'raised', 'amplifier-hot'),
      node.fault(2, START + 1, 'cleared', 'horn-open'),
    ]);
    await faults.tick(clock.now());
    expect(await listed()).toMatchObject([{ kind: 'node-fault', detail: 'amplifier-hot', since: START }]);
    expect(await listed(false)).toHaveLength(2);
  });

  it('knows open faults again after a restart and raises none twice', async () => {
    const [node] = nodes as [string];
    await pass(100);
    beat(node);
    await pass(95);
    await faults.stop();
    faults = again();
    await faults.start();
    await pass(30);
    expect(await listed(false)).toHaveLength(1);
    beat(node);
    await pass(1);
    expect(await listed()).toEqual([]);
  });
});
