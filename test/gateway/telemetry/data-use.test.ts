import fc from 'fast-check';
import { expect, test } from 'vitest';
import { budgetLevel, type Counters, countedFrom } from '../../../gateway/telemetry/data-use.ts';

/** A node's life: what it uses between beats, and when it is switched off and on. */
const life = fc.array(
  fc.record({
    ms: fc.integer({ min: 10_000, max: 90_000 }),
    sent: fc.nat(50_000),
    received: fc.nat(9_000_000),
    reboot: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
    heard: fc.integer({ min: 0, max: 3 }).map((dice) => dice > 0),
  }),
  { minLength: 1, maxLength: 80 },
);

test('what is counted never exceeds what was used, and misses only what was used between the last beat and a reboot', () => {
  fc.assert(
    fc.property(life, (steps) => {
      let at = 1_000_000_000;
      let since = { uptimeMs: 0, sent: 0, received: 0 };
      let [used, unheard, counted] = [0, 0, 0];
      let lostAtReboot = 0;
      let last: Counters | undefined;
      for (const { ms, sent, received, reboot, heard } of steps) {
        if (reboot) {
          lostAtReboot += unheard;
          unheard = 0;
          since = { uptimeMs: 0, sent: 0, received: 0 };
          at += 100_000;
        }
        at += ms;
        since = { uptimeMs: since.uptimeMs + ms, sent: since.sent + sent, received: since.received + received };
        used += sent + received;
        unheard += sent + received;
        if (!heard) continue;
        const now = { at, ...since };
        const from = countedFrom(last, now, 0);
        counted += now.sent - from.sent + now.received - from.received;
        last = now;
        unheard = 0;
      }
      expect(counted).toBe(used - unheard - lostAtReboot);
    }),
    { numRuns: 200 },
  );
});

test('of a node heard for the first time, what it used before this month is not counted', () => {
  const now = { at: 5_000_000, uptimeMs: 3_000_000, sent: 700, received: 900 };
  expect(countedFrom(undefined, now, 1_000_000)).toMatchObject({ sent: 0, received: 0 });
  expect(countedFrom(undefined, now, 4_000_000)).toMatchObject({ sent: 700, received: 900 });
});

test.each([
  [799_999_999, 1_000, 0],
  [800_000_000, 1_000, 80],
  [999_999_999, 1_000, 80],
  [1_000_000_000, 1_000, 100],
  [9_000_000_000, undefined, 0],
])('%i bytes of a budget of %s MB are told of at %i %%', (bytes, budget, level) => {
  expect(budgetLevel(bytes, budget)).toBe(level);
});
