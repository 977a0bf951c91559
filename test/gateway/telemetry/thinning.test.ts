import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeDay, encodeDay } from '../../../gateway/telemetry/day-codec.ts';
import { ALL_FIELDS, DEAD_BAND, fieldsToKeep, type LastPoint } from '../../../gateway/telemetry/dead-band.ts';
import { emptySteps, piecesOf, resampled, within } from '../../../gateway/telemetry/pieces.ts';
import { TELEMETRY_FIELDS } from '../../../protocol/telemetry.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';

const NOON = Date.parse('2026-11-23T05:00:00Z');
const numbers = (value: number) => Float64Array.from(TELEMETRY_FIELDS, () => value);

describe('a value is kept on change', () => {
  test('what stays within its dead band is kept once an hour, what leaves it at once, and no more than once a minute', () => {
    const last: LastPoint = { at: NOON, values: numbers(0) };
    const near = Float64Array.from(TELEMETRY_FIELDS, (field) => DEAD_BAND[field]);
    const far = Float64Array.from(TELEMETRY_FIELDS, (field) => DEAD_BAND[field] * 1.01);
    expect(fieldsToKeep(undefined, numbers(0), NOON)).toBe(ALL_FIELDS);
    expect(fieldsToKeep(last, near, NOON + 30 * MINUTE_MS)).toBe(0);
    expect(fieldsToKeep(last, far, NOON + 30 * MINUTE_MS)).toBe(ALL_FIELDS);
    expect(fieldsToKeep(last, far, NOON + MINUTE_MS - 1)).toBe(0);
    expect(fieldsToKeep(last, numbers(0), NOON + HOUR_MS)).toBe(ALL_FIELDS);
    expect(fieldsToKeep({ at: NOON, values: numbers(Number.NaN) }, numbers(0), NOON + MINUTE_MS)).toBe(ALL_FIELDS);
  });

  test('what is kept says every value at every beat to within its dead band, a minute late at most', () => {
    const beats = fc.array(
      fc.record({ gap: fc.integer({ min: 60_000, max: 4_000_000 }), value: fc.integer({ min: -120, max: -40 }) }),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(beats, (gaps) => {
        let at = NOON;
        let last: LastPoint | undefined;
        const said: { at: number; value: number }[] = [];
        const points: { at: number; value: number | null }[] = [];
        for (const { gap, value } of gaps) {
          at += gap;
          const values = numbers(Number.NaN);
          values[0] = value;
          said.push({ at, value });
          const kept = fieldsToKeep(last, values, at);
          if (kept === 0) continue;
          points.push({ at, value: kept & 1 ? value : null });
          last ??= { at, values: numbers(Number.NaN) };
          last.at = at;
          if (kept & 1) last.values[0] = value;
        }
        const pieces = piecesOf(points);
        for (const one of said) {
          const piece = pieces.find(({ from, to }) => from <= one.at && one.at < to);
          expect(Math.abs((piece?.mean ?? Number.POSITIVE_INFINITY) - one.value)).toBeLessThanOrEqual(
            DEAD_BAND.rssiDbm,
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a series', () => {
  const piece = fc
    .record({
      from: fc.integer({ min: 0, max: 5_000 }),
      ms: fc.integer({ min: 1, max: 900 }),
      mean: fc.integer({ min: -90, max: 90 }),
      reach: fc.nat(20),
    })
    .map(({ from, ms, mean, reach }) => ({ from, to: from + ms, min: mean - reach, mean, max: mean + reach }));
  const spans = fc
    .uniqueArray(fc.integer({ min: 0, max: 6_000 }), { maxLength: 12 })
    .map((edges) => edges.sort((a, b) => a - b))
    .map((edges) =>
      Array.from({ length: edges.length >> 1 }, (_, index) => ({
        from: edges[index * 2] as number,
        to: edges[index * 2 + 1] as number,
      })),
    );

  test('has a step only where the node was heard, with min ≤ mean ≤ max, and never a step in a gap', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        spans,
        fc.integer({ min: 7, max: 1_000 }),
        (pieces, heard, stepMs) => {
          const window = { from: 500, to: 4_500 };
          const points = resampled(
            within(
              [...pieces].sort((a, b) => a.from - b.from),
              heard,
            ),
            window,
            stepMs,
          );
          const gaps = emptySteps(window, stepMs, heard);
          expect(points.length).toBeLessThanOrEqual(Math.ceil(4_000 / stepMs));
          for (const { at, min, mean, max } of points) {
            const end = Math.min(at + stepMs, window.to);
            expect(heard.some(({ from, to }) => from < end && to > at)).toBe(true);
            expect(gaps.some(({ from, to }) => from <= at && at < to)).toBe(false);
            expect(min <= mean && mean <= max).toBe(true);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('weighs by time: a quarter of a step at 40 and the rest at 20 is 25', () => {
    const flat = (from: number, to: number, value: number) => ({ from, to, min: value, mean: value, max: value });
    expect(resampled([flat(0, 25, 40), flat(25, 100, 20)], { from: 0, to: 100 }, 100)).toEqual([
      { at: 0, min: 20, mean: 25, max: 40 },
    ]);
  });

  test('a value holds until the next point, and not past its clock hour', () => {
    const hour = Math.ceil(NOON / HOUR_MS) * HOUR_MS;
    const pieces = piecesOf([
      { at: hour + 5, value: 10 },
      { at: hour + 100, value: null },
      { at: hour + 2 * HOUR_MS, value: null },
      { at: hour + 2 * HOUR_MS + 1, value: 7 },
    ]);
    expect(pieces.map(({ from, to, mean }) => [from - hour, to - hour, mean])).toEqual([
      [5, 100, 10],
      [100, HOUR_MS, 10],
      [2 * HOUR_MS + 1, 3 * HOUR_MS, 7],
    ]);
  });
});

describe('a day in a few hundred bytes', () => {
  const step = fc.record({ low: fc.integer({ min: -240, max: 900 }), up: fc.nat(80), more: fc.nat(80) });
  const day = fc.dictionary(
    fc.constantFrom(...TELEMETRY_FIELDS),
    fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 23 }), step), {
      minLength: 1,
      maxLength: 24,
      selector: ([hour]) => hour,
    }),
  );

  test('comes back as it was, to within half of each field’s resolution', () => {
    fc.assert(
      fc.property(day, (fields) => {
        const steps = new Map(
          TELEMETRY_FIELDS.flatMap((field) => {
            const own = fields[field];
            if (!own) return [];
            const unit = field === 'freeBytes' ? 1_048_576 : field === 'clockErrorMs' ? 10 : 1;
            const hours = own
              .map(([hour, { low, up, more }]) => ({
                step: hour,
                min: low * unit,
                mean: (low + up) * unit,
                max: (low + up + more) * unit,
              }))
              .sort((a, b) => a.step - b.step);
            return [[field, hours] as const];
          }),
        );
        expect(decodeDay(encodeDay(steps))).toEqual(steps);
      }),
      { numRuns: 100 },
    );
  });

  test('a day that was flat costs one byte a field and hour', () => {
    const flat = Array.from({ length: 24 }, (_, hour) => ({ step: hour, min: -71, mean: -71, max: -71 }));
    const steps = new Map(TELEMETRY_FIELDS.map((field) => [field, flat] as const));
    expect(encodeDay(steps).length).toBeLessThan(TELEMETRY_FIELDS.length * 30);
    expect(DAY_MS / HOUR_MS).toBe(24);
  });
});
