import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HamletNode } from '../../../gateway/coverage/hamlet-sound.ts';
import { partOfDay } from '../../../gateway/coverage/part-of-day.ts';
import { sessionsOf } from '../../../gateway/coverage/session.ts';
import type { DeliveryFacts } from '../../../gateway/coverage/sound.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { DUE, delivery, HALF_HOUR, NUMBERS, silent } from './given.ts';

const nobody = () => false;
const judge = (rows: DeliveryFacts[], nodes: HamletNode[] = []) => sessionsOf(rows, nodes, NUMBERS, nobody);
const mute = (other: Partial<DeliveryFacts>) => delivery({ heardMs: 0, ...other });

describe('a session', () => {
  const share = (ms: number) => ({ heardMs: ms });
  const table: [string, DeliveryFacts[], string][] = [
    ['heard from every node is heard', [delivery(), delivery({ node: 'two' })], 'heard'],
    [
      'heard from exactly two thirds of the horns is heard',
      [delivery({ horns: 4 }), mute({ node: 'two', horns: 2 })],
      'heard',
    ],
    [
      'heard from less than two thirds is partial',
      [delivery({ horns: 3 }), mute({ node: 'two', horns: 2 })],
      'partial',
    ],
    ['heard for exactly 80 % of its minutes is heard', [delivery(share(HALF_HOUR * 0.8))], 'heard'],
    ['heard for a millisecond less is partial', [delivery(share(HALF_HOUR * 0.8 - 1))], 'partial'],
    ['never heard is not heard', [mute({})], 'not-heard'],
    ['without any word is unknown', [silent()], 'unknown'],
    [
      'decided by the nodes that spoke is not unknown',
      [delivery({ horns: 4 }), silent({ node: 'two', horns: 2 })],
      'heard',
    ],
    [
      'that the unknown node cannot save is not heard',
      [mute({ horns: 4 }), silent({ node: 'two', horns: 2 })],
      'not-heard',
    ],
    [
      'that the unknown node could save is unknown',
      [delivery({ horns: 3 }), silent({ node: 'two', horns: 3 })],
      'unknown',
    ],
    [
      'of two runs is judged by the minutes of both',
      [delivery(), mute({ run: 'later', dueAt: DUE + HALF_HOUR, durationMs: HALF_HOUR / 9 })],
      'heard',
    ],
    [
      'of which one run failed is partial',
      [delivery(), mute({ run: 'later', dueAt: DUE + HALF_HOUR, startedAt: DUE + HALF_HOUR })],
      'partial',
    ],
  ];
  it.each(table)('%s', (_, rows, state) => {
    expect(judge(rows).map((session) => session.state)).toEqual([state]);
  });

  it('tells its minutes, due and heard, lowest and highest', () => {
    const rows = [delivery({ heardMs: 600_000 }), silent({ run: 'b', dueAt: DUE + HALF_HOUR })];
    expect(judge(rows)).toEqual([
      {
        day: '2026-11-20',
        part: 'morning',
        state: 'partial',
        dueMs: 2 * HALF_HOUR,
        heardLowMs: 600_000,
        heardHighMs: 600_000 + HALF_HOUR,
        runs: ['run', 'b'],
      },
    ]);
  });

  it.each([
    ['00:00', 'morning'],
    ['11:59', 'morning'],
    ['12:00', 'afternoon'],
    ['18:59', 'afternoon'],
    ['19:00', 'evening'],
    ['23:59', 'evening'],
  ] as const)('a run due at %s belongs to the %s of its Vietnamese day', (time, part) => {
    const dueAt = instantAt('2026-11-20', time);
    expect(partOfDay(dueAt)).toBe(part);
    expect(judge([delivery({ dueAt })])).toMatchObject([{ day: '2026-11-20', part }]);
  });

  it('waits for a run until every node has spoken or the run has ended', () => {
    const waiting = { ended: false, final: false };
    expect(judge([delivery({ ended: false }), silent({ node: 'two', ...waiting })])).toEqual([]);
    expect(judge([delivery({ ended: false }), delivery({ node: 'two', ended: false })])).toHaveLength(1);
    expect(judge([delivery(), silent({ node: 'two' })])).toHaveLength(1);
  });

  it('leaves out a run that was stopped by hand', () => {
    const stopped = delivery({ state: 'partial', reason: 'stopped', playedMs: 9, heardMs: 9 });
    expect(judge([stopped, delivery({ run: 'b', dueAt: DUE + HALF_HOUR })])).toMatchObject([{ runs: ['b'] }]);
  });

  describe('counts the horns that were not addressed', () => {
    const other: HamletNode = { id: 'other', horns: 6, technology: 'ip', createdAt: 0, reportsSince: 0 };
    it('a run sent to half of the horns is no session of the hamlet', () => {
      expect(judge([delivery({ horns: 6 })], [other])).toEqual([]);
    });
    it('a node left out of the run lowers its share of horns', () => {
      expect(judge([delivery({ horns: 12 }), mute({ node: 'two', horns: 6 })], [other])).toMatchObject([
        { state: 'partial' },
      ]);
    });
    it('a node that is not enrolled yet is unknown until somebody listens', () => {
      const { reportsSince: _, ...fresh } = other;
      expect(judge([delivery({ horns: 6 })], [fresh])).toMatchObject([{ state: 'unknown' }]);
    });
    it('an FM node beside IP nodes is another part of the verdict, and no part of this', () => {
      const { reportsSince: _, ...rest } = other;
      const here: HamletNode = { ...other, id: 'one' };
      expect(judge([delivery({ horns: 6 })], [here, { ...rest, technology: 'fm' }])).toMatchObject([
        { state: 'heard' },
      ]);
    });
    it('a node that came later or was gone does not count', () => {
      expect(judge([delivery({ horns: 6 })], [{ ...other, createdAt: DUE + 1 }])).toMatchObject([{ state: 'heard' }]);
      expect(judge([delivery({ horns: 6 })], [{ ...other, retiredAt: DUE }])).toMatchObject([{ state: 'heard' }]);
    });
  });
});

const arbitraryRow: fc.Arbitrary<DeliveryFacts> = fc
  .record({
    run: fc.constantFrom('a', 'b', 'c'),
    node: fc.constantFrom('one', 'two', 'three'),
    state: fc.constantFrom('full', 'partial', 'preempted', 'missed', 'failed', 'unknown', 'sent'),
    heardMs: fc.integer({ min: 0, max: HALF_HOUR }),
    playedMs: fc.integer({ min: 0, max: HALF_HOUR }),
    heardBy: fc.constantFrom('microphone', 'current', 'none'),
    clock: fc.constantFrom('trusted', 'trusted', 'floor'),
  })
  .map((row) => {
    const dueAt = DUE + ['a', 'b', 'c'].indexOf(row.run) * HALF_HOUR;
    const horns = { one: 4, two: 2, three: 1 }[row.node] ?? 1;
    return delivery({ ...row, dueAt, startedAt: dueAt, horns } as Partial<DeliveryFacts>);
  });
const rows = fc
  .array(arbitraryRow, { minLength: 1, maxLength: 9 })
  .map((list) => [...new Map(list.map((row) => [`${row.run}/${row.node}`, row])).values()]);
const ORDER = { 'not-heard': 0, partial: 1, unknown: 2, heard: 3, excluded: 4, cancelled: 4 };

describe('the law of sessions', () => {
  it('neither order nor duplicates change anything', () => {
    fc.assert(
      fc.property(
        rows.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
        ),
        ([list, mixed]) => {
          expect(judge(mixed)).toEqual(judge(list));
        },
      ),
    );
  });

  it('low never passes high, and neither passes what was due', () => {
    fc.assert(
      fc.property(rows, (list) => {
        for (const session of judge(list)) {
          expect(session.heardLowMs).toBeLessThanOrEqual(session.heardHighMs);
          expect(session.heardHighMs).toBeLessThanOrEqual(session.dueMs);
        }
      }),
    );
  });

  it('more heard never worsens a session', () => {
    fc.assert(
      fc.property(rows, fc.nat(8), fc.integer({ min: 0, max: HALF_HOUR }), (list, at, moreMs) => {
        const better = list.map((row, index) =>
          index === at % list.length ? { ...row, heardMs: (row.heardMs ?? 0) + moreMs } : row,
        );
        const [before] = judge(list);
        const [after] = judge(better);
        if (!before || !after) throw new Error('a session got lost');
        expect(after.heardLowMs).toBeGreaterThanOrEqual(before.heardLowMs);
        expect(after.heardHighMs).toBeGreaterThanOrEqual(before.heardHighMs);
        expect(ORDER[after.state]).toBeGreaterThanOrEqual(ORDER[before.state]);
      }),
    );
  });

  it('a lost receipt only widens the bounds', () => {
    fc.assert(
      fc.property(rows, fc.nat(8), (list, at) => {
        const lost = list.map((row, index) =>
          index === at % list.length ? { ...row, state: 'unknown' as const, final: false } : row,
        );
        const [before] = judge(list);
        const [after] = judge(lost);
        if (!before || !after) throw new Error('a session got lost');
        expect(after.heardLowMs).toBeLessThanOrEqual(before.heardLowMs);
        expect(after.heardHighMs).toBeGreaterThanOrEqual(before.heardHighMs);
      }),
    );
  });
});
