import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineState, soundMs, withRoundTrip } from '../../../dashboard/live/line-state.ts';

const GOOD = { roundTripsMs: [40, 60, 50], unheardMs: 900, waitingMs: 0 };

describe('the line from the microphone', () => {
  test.each([
    ['answers come at once', {}, 'good'],
    ['one answer of five is late', { roundTripsMs: [40, 60, 3_000, 50, 45] }, 'good'],
    ['most answers are late', { roundTripsMs: [900, 60, 1_200, 50, 2_000] }, 'weak'],
    ['a second of sound waits to leave', { waitingMs: 1_200 }, 'weak'],
    ['nothing was heard for three seconds', { unheardMs: 3_000 }, 'weak'],
    ['more than five seconds of sound wait', { waitingMs: 5_001 }, 'lost'],
    ['nothing was heard for more than five seconds', { unheardMs: 5_001 }, 'lost'],
  ] as const)('%s', (_, change, state) => {
    expect(lineState({ ...GOOD, ...change })).toBe(state);
  });

  test('a line that gets worse in any way never seems better', () => {
    const rank = { good: 0, weak: 1, lost: 2 };
    const line = fc.record({
      roundTripsMs: fc.array(fc.nat(4_000), { maxLength: 5 }),
      unheardMs: fc.nat(8_000),
      waitingMs: fc.nat(8_000),
    });
    fc.assert(
      fc.property(line, fc.nat(3_000), fc.nat(3_000), (one, unheard, waiting) => {
        const worse = { ...one, unheardMs: one.unheardMs + unheard, waitingMs: one.waitingMs + waiting };
        expect(rank[lineState(worse)]).toBeGreaterThanOrEqual(rank[lineState(one)]);
      }),
    );
  });

  test('only the last five answers count, and 6,000 bytes at 48 kbit/s are a second', () => {
    expect(withRoundTrip([1, 2, 3, 4, 5], 6)).toEqual([2, 3, 4, 5, 6]);
    expect(soundMs(6_000, 48_000)).toBe(1_000);
  });
});
