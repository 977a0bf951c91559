import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { FactBus } from '../../../gateway/facts.ts';
import { heldBackBy, type Look } from '../../../gateway/health/dead-man-rule.ts';
import { gapsOf } from '../../../gateway/health/gaps.ts';
import { Health } from '../../../gateway/health/health.ts';
import { judged, LIMITS, type Standing } from '../../../gateway/health/judging.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { HealthCheck } from '../../../protocol/health.ts';
import { HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';

describe('a measured value', () => {
  const run = (check: HealthCheck, values: readonly number[]) => {
    let standing: Standing = { state: 'well' };
    return values.map((value) => {
      standing = judged(check, value, standing);
      return standing.state;
    });
  };

  it.each([
    [
      'disk',
      [50, 10, 11, 12, 12.1, 5, 6, 7.1],
      ['well', 'strained', 'strained', 'strained', 'well', 'bad', 'bad', 'strained'],
    ],
    ['lag', [900, 20, 900, 900, 900, 250, 199], ['well', 'well', 'well', 'well', 'strained', 'strained', 'well']],
    ['database', [6_000, 6_000, 900, 100], ['well', 'bad', 'strained', 'well']],
    ['certificate', [22, 21, 7, 0, -3, 397], ['well', 'strained', 'bad', 'bad', 'bad', 'well']],
  ] as const)('of %s: %j is %j', (check, values, states) => {
    expect(run(check, values)).toEqual(states);
  });

  it('that swings about a limit by less than the way back changes the state once', () => {
    for (const [check, limits] of Object.entries(LIMITS)) {
      if (limits.back === 0) continue;
      const swing = fc.array(fc.double({ min: -0.99, max: 0.99, noNaN: true }), { minLength: 20, maxLength: 60 });
      fc.assert(
        fc.property(swing, (swings) => {
          const states = run(
            check as HealthCheck,
            swings.map((by) => limits.strained + by * limits.back),
          );
          const changes = states.filter((state, n) => n > 0 && state !== states[n - 1]).length;
          expect(changes).toBeLessThanOrEqual(1);
        }),
        { numRuns: 50 },
      );
    }
  });
});

describe('the health of the installation', () => {
  const clock = new MovableClock(0);
  let said: string[];
  let health: Health;
  beforeEach(() => {
    said = [];
    health = new Health({
      ...{ clock, log: silentLog, facts: new FactBus() },
      alarm: (kind, detail) => said.push(`+${kind} ${detail}`),
      settle: (kind) => said.push(`-${kind}`),
    });
  });

  it('raises one fault for all checks that mean it, once, and settles it when the last is well', () => {
    health.set('outbox', 'bad', '60000');
    health.set('outbox', 'bad', '61000');
    health.set('database', 'bad', 'EIO');
    health.set('outbox', 'well');
    health.set('database', 'strained');
    health.set('database', 'well');
    expect(said).toEqual([
      '+lagging outbox: 60000',
      '+lagging database: EIO; outbox: 61000',
      '+lagging database: EIO',
      '-lagging',
    ]);
  });

  it('settles after a restart what the last process left open', () => {
    health.set('broker', 'well');
    health.set('broker', 'well');
    expect(said).toEqual(['-broker-lost']);
  });

  it('is strained early for what takes time to mend', () => {
    health.measured('disk', 9, '4.0 GB');
    health.measured('certificate', 20);
    health.measured('lag', 400);
    expect(said.filter((one) => one.startsWith('+'))).toEqual([
      '+disk-low disk: 4.0 GB',
      '+certificate-expiring certificate',
    ]);
  });

  it('keeps since when, and knows what nobody looked at', () => {
    clock.set(1_000);
    health.set('broker', 'bad');
    clock.set(5_000);
    health.set('broker', 'bad');
    const [broker] = health.list().filter(({ check }) => check === 'broker');
    expect(broker).toMatchObject({ state: 'bad', since: 1_000, lookedAt: 5_000 });
    expect(health.list().find(({ check }) => check === 'backup')).toEqual({
      check: 'backup',
      state: 'unknown',
      unit: 'days',
    });
  });
});

describe('the sign of life', () => {
  const fresh: Look = { state: 'well', lookedAt: HOUR_MS };
  it.each<[string, HealthCheck, Look, boolean]>([
    ['goes while all is well', 'disk', fresh, false],
    ['goes with a full disk: that is a fault, not a death', 'disk', { ...fresh, state: 'bad' }, false],
    ['goes while the loop is strained', 'lag', { ...fresh, state: 'strained' }, false],
    ['stops when the loop hardly turns', 'lag', { ...fresh, state: 'bad' }, true],
    ['stops when nothing can be written', 'database', { ...fresh, state: 'bad' }, true],
    ['stops when the echo stays away', 'broker', { ...fresh, state: 'bad' }, true],
    ['stops when the echo stays away for one look', 'broker', { ...fresh, state: 'strained' }, true],
    ['stops when the heart of the ticks fails', 'ticks', { ...fresh, state: 'bad' }, true],
    ['stops when nobody looks any more', 'database', { ...fresh, lookedAt: HOUR_MS - 2 * MINUTE_MS - 1 }, true],
    ['does not begin before somebody looked', 'broker', { state: 'unknown', lookedAt: undefined }, true],
  ])('%s', (_what, check, look, held) => {
    const heldBack = heldBackBy((one) => (one === check ? look : fresh), HOUR_MS);
    expect(heldBack).toEqual(held ? [check] : []);
  });
});

describe('gaps of the watch', () => {
  it('are what lies between, newest first, short restarts left out', () => {
    const hour = (from: number, to: number) => ({ from: from * HOUR_MS, to: to * HOUR_MS });
    const watched = [hour(7, 9), hour(1, 2), { from: 9 * HOUR_MS + 30_000, to: 10 * HOUR_MS }];
    expect(gapsOf(watched, 10 * HOUR_MS)).toEqual([hour(2, 7)]);
    expect(gapsOf(watched, 12 * HOUR_MS)).toEqual([hour(10, 12), hour(2, 7)]);
    expect(gapsOf([], HOUR_MS)).toEqual([]);
  });

  it('and the watched time together are the whole, whatever the order and overlap', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 2, max: 60 }));
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 20 }), (spans) => {
        const watched = spans.map(([from, length]) => ({ from: from * MINUTE_MS, to: (from + length) * MINUTE_MS }));
        const end = 600 * MINUTE_MS;
        const gaps = gapsOf(watched, end);
        for (const gap of gaps) expect(watched.some(({ from, to }) => from < gap.to && to > gap.from)).toBe(false);
        const begin = Math.min(...watched.map(({ from }) => from));
        for (let at = begin; at < end; at += MINUTE_MS) {
          const isWatched = watched.some(({ from, to }) => from <= at && at < to);
          expect(gaps.some(({ from, to }) => from <= at && at < to)).toBe(!isWatched);
        }
      }),
      { numRuns: 15 },
    );
  });
});
