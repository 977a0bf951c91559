import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BeatAt, onlinePeriods } from '../../../gateway/presence/period.ts';
import { periodsOf, type Span } from '../../../gateway/presence/periods.ts';

const S = 1_000;
const I = 30 * S;
const beats = (...at: number[]): BeatAt[] => at.map((one) => ({ at: one * S, intervalMs: I }));
const seconds = (window: Span, online: Span[], watch: Span[]) =>
  periodsOf(window, online, watch, I).map(({ from, to, state }) => [from / S, to / S, state]);
const span = (from: number, to: number): Span => ({ from: from * S, to: to * S });

describe('beats', () => {
  it('make a period from the first to the last plus one interval', () => {
    expect(onlinePeriods(beats(0, 30, 60))).toEqual([{ from: 0, lastBeatAt: 60 * S, to: 90 * S, holdAt: 150 * S }]);
  });

  it('may miss three intervals without ending the period, and not a millisecond more', () => {
    expect(onlinePeriods(beats(0, 90))).toHaveLength(1);
    expect(onlinePeriods([...beats(0), { at: 90 * S + 1, intervalMs: I }])).toHaveLength(2);
  });

  it('of a slower interval do not make a node online for long after it was configured to a faster one', () => {
    const slow = { at: 0, intervalMs: 600 * S };
    expect(onlinePeriods([slow, ...beats(10, 40)])).toMatchObject([{ from: 0, to: 70 * S }]);
  });
});

describe('presence over a window', () => {
  const day = span(0, 1_000);
  it('is offline between periods, and unobserved where the gateway did not watch', () => {
    expect(seconds(day, [span(0, 300), span(500, 1_000)], [span(-500, 600), span(800, 2_000)])).toEqual([
      [0, 300, 'online'],
      [300, 500, 'offline'],
      [500, 600, 'online'],
      [600, 800, 'unobserved'],
      [800, 1_000, 'online'],
    ]);
  });

  it('blames nobody for the first three intervals after the watch opened', () => {
    expect(seconds(day, [span(60, 300)], [span(0, 2_000)])).toEqual([
      [0, 60, 'unobserved'],
      [60, 300, 'online'],
      [300, 1_000, 'offline'],
    ]);
    expect(seconds(day, [], [span(100, 2_000)])).toEqual([
      [0, 190, 'unobserved'],
      [190, 1_000, 'offline'],
    ]);
  });

  it('is unobserved throughout without a watch, and nothing for an empty window', () => {
    expect(seconds(day, [span(0, 1_000)], [])).toEqual([[0, 1_000, 'unobserved']]);
    expect(seconds(span(5, 5), [], [])).toEqual([]);
  });
});

describe('for any beats, watch and window', () => {
  const instant = fc.integer({ min: 0, max: 40_000 });
  const beat = fc.record({ at: instant, intervalMs: fc.constantFrom(100, 300, 300, 300, 6_000) });
  const spans = fc.array(
    fc.tuple(instant, instant).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
    {
      maxLength: 6,
    },
  );
  const cases = fc.record({
    beats: fc.array(beat, { maxLength: 60 }),
    watch: spans,
    window: fc.tuple(instant, instant),
  });

  it('periods never overlap, leave no gap, alternate, and sum to the window', () => {
    fc.assert(
      fc.property(cases, ({ beats, watch, window: [from, length] }) => {
        const window = { from, to: from + length };
        const periods = periodsOf(window, onlinePeriods(beats), watch, 300);
        let at = window.from;
        for (const [index, period] of periods.entries()) {
          expect(period.from).toBe(at);
          expect(period.to).toBeGreaterThan(period.from);
          expect(periods[index + 1]?.state).not.toBe(period.state);
          at = period.to;
        }
        expect(at).toBe(length > 0 ? window.to : window.from);
      }),
    );
  });

  it('order, duplicates and the way they are cut into batches change nothing', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.nat(59)), fc.nat(), ({ beats }, again, seed) => {
        const doubled = [...beats, ...again.flatMap((index) => beats[index] ?? [])];
        const shuffled = doubled
          .map((one, index) => ({ one, key: Math.sin(index * 99 + seed) }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(onlinePeriods(shuffled)).toEqual(onlinePeriods(beats));
      }),
    );
  });

  it('every beat lies in exactly one online period, and a lost beat never adds online time', () => {
    const onlineMs = (list: BeatAt[]) => onlinePeriods(list).reduce((sum, period) => sum + period.to - period.from, 0);
    fc.assert(
      fc.property(fc.array(instant, { minLength: 1, maxLength: 40 }), fc.nat(39), (instants, lost) => {
        const all = instants.map((at) => ({ at, intervalMs: 300 }));
        const periods = onlinePeriods(all);
        for (const { at } of all) expect(periods.filter((one) => one.from <= at && at < one.to)).toHaveLength(1);
        expect(onlineMs(all.filter((_, index) => index !== lost))).toBeLessThanOrEqual(onlineMs(all));
      }),
    );
  });

  it('no time outside the watch is called online or offline', () => {
    fc.assert(
      fc.property(cases, ({ beats, watch }) => {
        for (const period of periodsOf({ from: 0, to: 50_000 }, onlinePeriods(beats), watch, 300)) {
          if (period.state === 'unobserved') continue;
          for (const at of [period.from, period.to - 1, Math.floor((period.from + period.to) / 2)])
            expect(watch.some((one) => one.from <= at && at < one.to)).toBe(true);
        }
      }),
    );
  });
});
