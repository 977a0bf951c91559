import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowanceOf,
  FASTEST,
  HOLE_MS,
  joined,
  LONG_MS,
  lengthOf,
  missing,
  PART_MS,
  PAUSE_MS,
  requiredOf,
  SLACK_MS,
  type Stretch,
  taken,
} from '../../../gateway/recordings/listening-rule.ts';

const DURATION = 200_000;
const stretch = fc
  .tuple(fc.integer({ min: -1_000, max: DURATION + 1_000 }), fc.integer({ min: 0, max: 60_000 }))
  .map(([from, length]): Stretch => ({ from, to: from + length }));
const stretches = fc.array(stretch, { maxLength: 20 });
const pick = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('stretches of listening', () => {
  it.each<[string, Stretch[], Stretch[]]>([
    ['nothing from a player that only started', [{ from: 0, to: 0 }], []],
    ['nothing from a stretch that runs backwards', [{ from: 9_000, to: 2_000 }], []],
    [
      'one from two that overlap',
      [
        { from: 5_000, to: 9_000 },
        { from: 2_000, to: 6_000 },
      ],
      [{ from: 2_000, to: 9_000 }],
    ],
    [
      'one across a hole of three quarters of a second',
      [
        { from: 2_000, to: 3_000 },
        { from: 3_750, to: 5_000 },
      ],
      [{ from: 2_000, to: 5_000 }],
    ],
    [
      'two across a longer hole',
      [
        { from: 2_000, to: 3_000 },
        { from: 3_751, to: 5_000 },
      ],
      [
        { from: 2_000, to: 3_000 },
        { from: 3_751, to: 5_000 },
      ],
    ],
    [
      'the whole from a player that says 0.3 s to nearly the end',
      [{ from: 300, to: 199_500 }],
      [{ from: 0, to: DURATION }],
    ],
    ['nothing beyond the end', [{ from: DURATION + 1, to: DURATION + 9 }], []],
  ])('make %s', (_what, given, result) => {
    expect(joined(given, DURATION)).toEqual(result);
  });

  it('joined are in order, apart, inside, the same when joined again, and in whatever order they came', () => {
    fc.assert(
      fc.property(stretches, (given) => {
        const result = joined(given, DURATION);
        for (const [index, { from, to }] of result.entries()) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(DURATION);
          const next = result[index + 1];
          if (next) expect(next.from - to).toBeGreaterThan(HOLE_MS);
        }
        expect(joined(result, DURATION)).toEqual(result);
        expect(joined([...given].reverse(), DURATION)).toEqual(result);
      }),
    );
  });

  it('what is missing and what was heard of it make the wanted again', () => {
    fc.assert(
      fc.property(stretches, stretches, (some, others) => {
        const [wanted, heard] = [joined(some, DURATION), joined(others, DURATION)];
        const left = missing(wanted, heard);
        expect(lengthOf(missing(wanted, left)) + lengthOf(left)).toBe(lengthOf(wanted));
        expect(missing(left, heard)).toEqual(left);
      }),
    );
  });
});

describe('what must be heard', () => {
  it('is the whole of ten minutes, and five minutes of one millisecond more', () => {
    expect(requiredOf(LONG_MS, [0.1, 0.5, 0.9])).toEqual([{ from: 0, to: LONG_MS }]);
    expect(lengthOf(requiredOf(LONG_MS + 1, [0.1, 0.5, 0.9]))).toBe(5 * PART_MS);
  });

  it('of a long one is the start, the end and three parts inside that never overlap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: LONG_MS + 1, max: 4 * 3_600_000 }),
        fc.tuple(pick, pick, pick),
        (duration, picks) => {
          const required = requiredOf(duration, picks);
          expect(required).toHaveLength(5);
          expect(required[0]).toEqual({ from: 0, to: PART_MS });
          expect(required[4]).toEqual({ from: duration - PART_MS, to: duration });
          for (const [index, { from, to }] of required.entries()) {
            expect(to - from).toBe(PART_MS);
            expect(from).toBeGreaterThanOrEqual(required[index - 1]?.to ?? 0);
          }
        },
      ),
    );
  });
});

describe('the pace of listening', () => {
  it.each<[string, number, number]>([
    ['half a minute after the last report', 30_000, 30_000 * FASTEST + 1_000],
    ['after a pause in which nobody listened', PAUSE_MS + 1, SLACK_MS],
    ['when the clock went back', -1, SLACK_MS],
  ])('%s allows no more than it should', (_when, after, allowed) => {
    expect(allowanceOf({ at: 1_000_000, slackMs: 1_000 }, 1_000_000 + after)).toBe(allowed);
  });

  it('of somebody who never reported is a moment', () => {
    expect(allowanceOf(undefined, 5)).toBe(SLACK_MS);
  });

  const at = (allowanceMs: number, durationMs = DURATION) => ({ durationMs, allowanceMs, now: 7 });

  it('cuts off what is claimed beyond it, the later part first', () => {
    expect(taken([], [{ from: 0, to: 100_000 }], at(8_000))).toEqual({
      heard: [{ from: 0, to: 8_000 }],
      pace: { at: 7, slackMs: 0 },
    });
  });

  it('costs nothing for what was heard before, and keeps at most a moment in hand', () => {
    const heard = [{ from: 0, to: 100_000 }];
    expect(taken(heard, [{ from: 0, to: 101_000 }], at(60_000))).toEqual({
      heard: [{ from: 0, to: 101_000 }],
      pace: { at: 7, slackMs: SLACK_MS },
    });
  });

  it('never lets more be heard than half again the time that passed and a moment, however it is reported', () => {
    const report = fc.tuple(fc.integer({ min: 0, max: PAUSE_MS }), stretches);
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 12 }), (reports) => {
        let [now, heard, holes]: [number, Stretch[], number] = [0, [], 0];
        let pace: ReturnType<typeof taken>['pace'] | undefined;
        for (const [waited, said] of reports) {
          now += waited;
          const before = lengthOf(heard);
          const result = taken(heard, said, { durationMs: DURATION, allowanceMs: allowanceOf(pace, now), now });
          ({ heard, pace } = result);
          expect(lengthOf(heard)).toBeGreaterThanOrEqual(before);
          // Where a claim is cut off next to something heard, the hole between them closes.
          holes++;
        }
        expect(lengthOf(heard)).toBeLessThanOrEqual(now * FASTEST + SLACK_MS + holes * HOLE_MS);
      }),
    );
  });
});
