import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterHint,
  afterReceipt,
  afterSilence,
  type Delivery,
  type SignedReceipt,
} from '../../../gateway/broadcast/delivery.ts';
import { EARLY_MS, wasHeard } from '../../../gateway/broadcast/heard.ts';
import { RECEIPT_RESULTS, type ReceiptBody } from '../../../protocol/messages/uplink.ts';

const DUE = Date.parse('2026-11-23T22:30:00Z');
const delivery: Delivery = {
  run: '01KAPROGRAMME0000000000000@1',
  node: 'n0000000000000000',
  hamlet: 'a0000000000000000',
  horns: 4,
  dueAt: DUE,
  due: true,
  registered: true,
  state: 'planned',
  final: false,
  expectedMs: 60_000,
};

const someReceipt: fc.Arbitrary<SignedReceipt> = fc.record({
  clock: fc.constantFrom('trusted' as const, 'trusted' as const, 'floor' as const, 'none' as const),
  receivedAt: fc.constant(DUE + 90_000),
  evidence: fc.nat(1_000),
  body: fc
    .record({
      result: fc.constantFrom(...RECEIPT_RESULTS),
      playedMs: fc.constantFrom(0, 1_000, 60_000),
      startedAt: fc.constantFrom(DUE, DUE + 100, undefined),
      heardMs: fc.constantFrom(0, 500, 60_000),
      by: fc.constantFrom('microphone' as const, 'current' as const, 'none' as const),
      reason: fc.constantFrom('stopped' as const, 'outranked' as const, undefined),
    })
    .map(
      ({ result, playedMs, startedAt, heardMs, by, reason }): ReceiptBody => ({
        run: { run: '01KARVN0000000000000000000' },
        content: [],
        class: 'normal',
        result,
        ...(reason ? { reason } : {}),
        dueAt: DUE,
        ...(startedAt === undefined ? {} : { startedAt, endedAt: startedAt + playedMs }),
        expectedMs: 60_000,
        playedMs,
        heard: { by, ms: heardMs },
        segments: [],
      }),
    ),
});

const facts = ({ evidence: _, receivedAt: __, ...rest }: Delivery) => JSON.parse(JSON.stringify(rest));
const fold = (receipts: readonly SignedReceipt[]) => receipts.reduce(afterReceipt, delivery);

describe('a delivery', () => {
  it('is the same after its receipts in any order, any of them any number of times', () => {
    fc.assert(
      fc.property(
        fc
          .array(someReceipt, { minLength: 1, maxLength: 5 })
          .chain((receipts) =>
            fc.tuple(
              fc.constant(receipts),
              fc.shuffledSubarray([...receipts, ...receipts], { minLength: receipts.length * 2 }),
            ),
          ),
        ([receipts, shuffled]) => {
          expect(facts(fold(shuffled))).toEqual(facts(fold(receipts)));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('ends in exactly one final state, whatever acks, silence and receipts come in whatever order', () => {
    const step = fc.oneof(
      someReceipt.map((receipt) => (one: Delivery) => afterReceipt(one, receipt)),
      fc
        .constantFrom('sent' as const, 'received' as const, 'playing' as const)
        .map((hint) => (one: Delivery) => afterHint(one, hint)),
      fc.constant((one: Delivery) => afterSilence(one, false)),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let one = delivery;
        for (const next of steps) {
          const before = one;
          one = next(one);
          if (before.final) expect(one.final).toBe(true);
          // Nothing but a receipt says what sounded; a hint never moves a reported delivery.
          if (before.evidence !== undefined) expect(one.evidence).toBeDefined();
        }
        const last = afterSilence(one, true);
        expect(last.final).toBe(true);
        expect([...RECEIPT_RESULTS, 'unknown']).toContain(last.state);
        expect(afterHint(last, 'playing')).toBe(last);
        expect(afterSilence(last, true)).toBe(last);
      }),
    );
  });

  const receipt = (change: Partial<ReceiptBody>, clock: SignedReceipt['clock'] = 'trusted'): SignedReceipt => ({
    clock,
    receivedAt: DUE + 90_000,
    evidence: 7,
    body: {
      run: { run: '01KARVN0000000000000000000' },
      content: [],
      class: 'normal',
      result: 'full',
      dueAt: DUE,
      startedAt: DUE,
      endedAt: DUE + 60_000,
      expectedMs: 60_000,
      playedMs: 60_000,
      heard: { by: 'microphone', ms: 60_000 },
      segments: [],
      ...change,
    },
  });

  it('whose receipt has no proven time is unknown, with what it says kept', () => {
    expect(afterReceipt(delivery, receipt({}, 'floor'))).toMatchObject({
      state: 'unknown',
      reason: 'clock-untrusted',
      final: true,
      playedMs: 60_000,
      clock: 'floor',
    });
  });

  it('that became unknown by silence is updated by a late receipt', () => {
    expect(afterReceipt(afterSilence(delivery, false), receipt({}))).toMatchObject({ state: 'full', final: true });
  });

  it('that is unknown for good is not rewritten by a receipt that comes after weeks', () => {
    const closed = afterSilence(delivery, true);
    expect(afterReceipt(closed, receipt({}))).toBe(closed);
  });

  it('that was cancelled and played all the same is recorded, and stays not due', () => {
    const cancelled: Delivery = { ...delivery, due: false, state: 'cancelled', final: true };
    expect(afterReceipt(cancelled, receipt({}))).toMatchObject({ state: 'full', due: false, playedMs: 60_000 });
  });
});

describe('heard', () => {
  const heard = { dueAt: DUE, expectedMs: 60_000, startedAt: DUE, heardBy: 'microphone' as const, heardMs: 60_000 };
  it.each([
    ['is true for what the microphone confirmed', heard, true],
    ['is true two seconds early', { ...heard, startedAt: DUE - EARLY_MS }, true],
    ['is false earlier than that', { ...heard, startedAt: DUE - EARLY_MS - 1 }, false],
    ['is true as late as allowed', { ...heard, startedAt: DUE + 5_000 }, true],
    ['is false later than that', { ...heard, startedAt: DUE + 5_001 }, false],
    ['is true from 80 % on', { ...heard, heardMs: 48_000 }, true],
    ['is false below', { ...heard, heardMs: 47_999 }, false],
    ['is false for a played run that no horn sounded', { ...heard, heardMs: 0 }, false],
    ['is unknown without a sensor', { ...heard, heardBy: 'none' as const }, undefined],
    ['is unknown without a report', { dueAt: DUE, expectedMs: 60_000 }, undefined],
    ['is false when the node reports that nothing began', { ...heard, startedAt: undefined, heardMs: 0 }, false],
  ])('%s', (_, given, expected) => {
    expect(wasHeard(given, 5_000)).toBe(expected);
  });
});
