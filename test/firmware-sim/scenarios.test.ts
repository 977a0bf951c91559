import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import { SCENARIO_NAMES, timelineOf } from '../../firmware-sim/scenarios/scenarios.ts';
import { hornAt, isWithin, joined, type Span, without } from '../../firmware-sim/scenarios/timeline.ts';
import { DAY_MS, HOUR_MS } from '../../protocol/units.ts';

const FROM = Date.parse('2026-08-24T00:00:00+07:00');
const { node } = benchIdentity('scenarios', 1);

describe('scenarios', () => {
  it('say the same of an instant whatever the window around it', () => {
    const hours = fc.integer({ min: 0, max: 24 * 40 });
    fc.assert(
      fc.property(fc.constantFrom(...SCENARIO_NAMES), hours, hours, hours, (scenario, a, b, c) => {
        const [from, at, to] = [a, b, c].sort((x, y) => x - y).map((hour) => FROM + hour * HOUR_MS + 61_000) as [
          number,
          number,
          number,
        ];
        const wide = timelineOf(scenario, 'seed', node, { from, to: to + 1 });
        const near = timelineOf(scenario, 'seed', node, { from: at, to: at + 1 });
        expect(isWithin(wide.off, at)).toBe(isWithin(near.off, at));
        expect(isWithin(wide.cut, at)).toBe(isWithin(near.cut, at));
        expect(hornAt(wide, at)).toBe(hornAt(near, at));
      }),
      { numRuns: 60 },
    );
  });

  it('differ by seed, and a storm strikes all nodes together', () => {
    const window = { from: FROM, to: FROM + 60 * DAY_MS };
    expect(timelineOf('power-cut', 'one', node, window)).not.toEqual(timelineOf('power-cut', 'two', node, window));
    const [first, second] = [0, 1].map(
      (index) => timelineOf('restart-storm', 'one', benchIdentity('scenarios', index).node, window).off[0],
    );
    expect(Math.abs((first?.from ?? 0) - (second?.from ?? Number.NaN))).toBeLessThan(5_000);
  });

  it('what is left of a window and what is taken out of it cover it once', () => {
    const span = fc
      .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 30 }))
      .map(([from, length]): Span => ({ from, to: from + length }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
        const window = { from: 10, to: 90 };
        const left = without(window, spans);
        for (let at = 10; at < 90; at++) expect(isWithin(left, at)).toBe(!isWithin(spans, at));
        expect(joined(left)).toEqual(left);
      }),
    );
  });
});
