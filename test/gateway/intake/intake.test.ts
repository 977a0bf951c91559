import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { EvidenceLog } from '../../../gateway/evidence/evidence-log.ts';
import { type EntryHandlers, Intake, type VerifiedEntry } from '../../../gateway/intake/intake.ts';
import { silentLog } from '../../../gateway/log.ts';
import { nodeIdFrom } from '../../../protocol/ids.ts';
import type { ReceiptAck } from '../../../protocol/messages/downlink.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { TestNode } from './test-node.ts';

const NOW = Date.parse('2026-11-22T01:00:00Z');

describe.each(ENGINES)('intake on $engine', ({ open }) => {
  let test: TestDatabase;
  let known: Map<string, string>;
  let acks: ReceiptAck[];
  let alarms: { node: string; detail: string }[];
  let receipts: VerifiedEntry<'receipt'>[];
  let node: TestNode;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());
  beforeEach(() => {
    node = new TestNode();
    known = new Map([[node.id, node.publicKey]]);
    acks = [];
    alarms = [];
    receipts = [];
  });

  function intake(change: { handlers?: EntryHandlers; acknowledge?: () => Promise<void> } = {}): Intake {
    return new Intake({
      ...test,
      clock: new MovableClock(NOW),
      log: silentLog,
      evidence: new EvidenceLog(test),
      keyOf: (id) => known.get(id),
      acknowledge: async (_, payload) => void acks.push(payload),
      alarm: (alarm) => alarms.push(alarm),
      handlers: {
        receipt: async (_, items) => {
          receipts.push(...items);
        },
      },
      ...change,
    });
  }

  const stored = (of = node) =>
    test.database
      .read('evidence_leaves as l')
      .join('evidence_bodies as b', 'b.position', 'l.position')
      .where({ node_id: of.id })
      .orderBy('seq')
      .select('l.seq', 'l.kind', 'l.received_at', 'b.jws');

  it('stores the raw message, hands it on inside the transaction and acknowledges after the commit', async () => {
    const [boot, receipt] = [node.boot(0, NOW), node.receipt(1, NOW)];
    await intake().take(node.id, [boot, receipt], NOW + 5);
    expect(await stored()).toEqual([
      { seq: 0, kind: 'boot', received_at: NOW + 5, jws: boot },
      { seq: 1, kind: 'receipt', received_at: NOW + 5, jws: receipt },
    ]);
    expect(receipts).toMatchObject([{ node: node.id, receivedAt: NOW + 5, jws: receipt, entry: { seq: 1 } }]);
    expect(acks).toEqual([{ v: 1, node: node.id, log: node.log, at: NOW, below: 2, also: [] }]);
  });

  it('acknowledges a duplicate again and hands it on no second time', async () => {
    const door = intake();
    const receipt = node.receipt(0, NOW);
    await door.take(node.id, [receipt, receipt]);
    await Promise.all([door.take(node.id, [receipt]), intake().take(node.id, [receipt])]);
    expect(await stored()).toHaveLength(1);
    expect(receipts).toHaveLength(1);
    expect(acks.map((ack) => ack.below)).toEqual([1, 1, 1]);
    expect(alarms).toEqual([]);
  });

  it('raises an alarm for the same sequence with another content, keeps the first and hands on neither again', async () => {
    const door = intake();
    await door.take(node.id, [node.boot(0, NOW)]);
    await door.take(node.id, [node.boot(0, NOW, 'restart'), node.boot(1, NOW)]);
    expect(await stored()).toMatchObject([{ seq: 0, jws: node.boot(0, NOW) }, { seq: 1 }]);
    expect(alarms).toMatchObject([{ kind: 'forged-message', node: node.id }]);
    await door.take(node.id, [node.boot(2, NOW), node.boot(2, NOW, 'restart')]);
    expect(await stored()).toHaveLength(3);
    expect(alarms).toHaveLength(2);
  });

  it.each([
    { forgery: 'another key', make: () => new TestNode(node.id, node.log).receipt(0, NOW), alarmed: true },
    {
      forgery: 'a changed body',
      make: () => {
        const [head, , tail] = node.receipt(0, NOW).split('.');
        const body = node.receipt(0, NOW, { playedMs: 1 }).split('.')[1];
        return `${head}.${body}.${tail}`;
      },
      alarmed: true,
    },
    { forgery: 'no signature', make: () => node.unsigned(0, NOW, 'none'), alarmed: false },
    { forgery: 'the public key used as a secret', make: () => node.unsigned(0, NOW, 'HS256'), alarmed: false },
    { forgery: 'another kind of JWS', make: () => node.sign({ v: 1 }, 'loaxa-command+jws'), alarmed: false },
    { forgery: 'an unknown version', make: () => node.sign({ v: 2, node: node.id }), alarmed: false },
    { forgery: 'a truncated message', make: () => node.receipt(0, NOW).slice(0, -8), alarmed: false },
    {
      forgery: "another node's entry",
      make: () => {
        const other = new TestNode();
        known.set(other.id, other.publicKey);
        return other.receipt(0, NOW);
      },
      alarmed: true,
    },
  ])('$forgery is neither stored nor acknowledged, and does not hold up what is genuine', async ({ make, alarmed }) => {
    const door = intake();
    await door.take(node.id, [make(), node.boot(7, NOW)]);
    expect(await stored()).toMatchObject([{ seq: 7 }]);
    expect(acks).toMatchObject([{ below: 0, also: [7] }]);
    expect(alarms).toHaveLength(alarmed ? 1 : 0);
    expect(Object.keys(door.counts).some((name) => /^entry-(forged|malformed)$/.test(name))).toBe(true);
  });

  it('a genuine entry under the name of another node is refused', async () => {
    const other = new TestNode();
    known.set(other.id, node.publicKey);
    await intake().take(other.id, [node.receipt(0, NOW)]);
    expect(await stored()).toEqual([]);
    expect(alarms).toMatchObject([{ node: other.id }]);
  });

  it('drops the entries of an unknown node and says so in its counts', async () => {
    const stranger = new TestNode();
    const door = intake();
    await door.take(stranger.id, [stranger.receipt(0, NOW)]);
    expect(await stored(stranger)).toEqual([]);
    expect(acks).toEqual([]);
    expect(door.counts).toMatchObject({ 'entry-of-unknown-node': 1 });
  });

  it('a gateway that dies between commit and acknowledgement stores the entry once when it is sent again', async () => {
    const dying = intake({ acknowledge: () => Promise.reject(new Error('killed')) });
    await dying.take(node.id, [node.receipt(0, NOW)]);
    expect(acks).toEqual([]);
    await intake().take(node.id, [node.receipt(0, NOW)]);
    expect(await stored()).toHaveLength(1);
    expect(receipts).toHaveLength(1);
    expect(acks).toMatchObject([{ below: 1 }]);
  });

  it('a handler that fails takes back its own message and no other, and nothing of it is acknowledged', async () => {
    const bad = new TestNode();
    known.set(bad.id, bad.publicKey);
    const door = intake({
      handlers: {
        boot: async (_, items) => {
          if (items.some((item) => item.node === bad.id)) throw new Error('no');
        },
      },
    });
    const outcomes = await Promise.allSettled([
      door.take(node.id, [node.boot(0, NOW)]),
      door.take(bad.id, [bad.boot(0, NOW)]),
      door.take(node.id, [node.boot(1, NOW)]),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await stored()).toHaveLength(2);
    expect(await stored(bad)).toEqual([]);
    expect(acks.every((ack) => ack.node === node.id)).toBe(true);
  });

  it('calls what a handler returned after the commit only', async () => {
    const seen: number[] = [];
    const door = intake({
      handlers: {
        boot: async () => async () => {
          seen.push((await stored()).length);
        },
      },
    });
    await door.take(node.id, [node.boot(0, NOW)]);
    await expect.poll(() => seen).toEqual([1]);
  });

  it('refuses more than it can hold; the node sends it again', async () => {
    const door = intake();
    const many = Array.from({ length: 20_001 }, () => 'x'.repeat(20));
    await expect(door.take(node.id, many)).rejects.toThrow('send them again later');
  });

  it('whatever order, duplication and batching, each entry is stored once, the mark has no gap below it, and all is acknowledged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 8 }),
        async (batches) => {
          const own = new TestNode(nodeIdFrom(randomBytes(10)));
          known.set(own.id, own.publicKey);
          acks = [];
          receipts = [];
          const door = intake();
          for (const batch of batches)
            await door.take(
              own.id,
              batch.map((seq) => own.receipt(seq, NOW)),
            );
          const wanted = [...new Set(batches.flat())].sort((a, b) => a - b);
          expect((await stored(own)).map((row) => row.seq)).toEqual(wanted);
          expect(receipts.map((item) => item.entry.seq).sort((a, b) => a - b)).toEqual(wanted);
          const below = Math.max(...acks.map((ack) => ack.below));
          expect(below).toBe(
            wanted.findIndex((seq, index) => seq !== index) === -1
              ? wanted.length
              : wanted.findIndex((seq, index) => seq !== index),
          );
          const told = new Set([...acks.flatMap((ack) => ack.also), ...Array.from({ length: below }, (_, seq) => seq)]);
          expect([...told].sort((a, b) => a - b)).toEqual(wanted);
        },
      ),
      { numRuns: 25 },
    );
  });
});
