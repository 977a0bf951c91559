import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { FailureLimit } from '../../../gateway/http/failure-limit.ts';

const FREE = 3;
const BASE_MS = 1_000;
const MAX_MS = 60_000;
const limitAt = (start = 0) => {
  const clock = new MovableClock(start);
  return { clock, limit: new FailureLimit({ clock, free: FREE, baseMs: BASE_MS, maxMs: MAX_MS }) };
};

describe('whoever fails again and again', () => {
  it('gets no more tries in any time than the doubling waits let through, however they are spread', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 }), (pauses) => {
        const { clock, limit } = limitAt();
        let tries = 0;
        for (const pause of pauses) {
          clock.set(clock.now() + pause);
          if (limit.attempt('k') === 0) tries += 1;
        }
        let most = FREE;
        for (let spent = 0, wait = BASE_MS; spent + wait <= clock.now(); most++) {
          spent += wait;
          wait = Math.min(MAX_MS, wait * 2);
        }
        expect(tries).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('is told how long to wait: then, and not a moment before, the next try goes on', () => {
    fc.assert(
      fc.property(fc.integer({ min: FREE, max: 20 }), (failures) => {
        const { clock, limit } = limitAt();
        for (let index = 0; index < failures; index++) clock.set(clock.now() + limit.attempt('k'));
        const waitMs = limit.attempt('k');
        if (waitMs === 0) return;
        clock.set(clock.now() + waitMs - 1);
        expect(limit.attempt('k')).toBe(1);
        clock.set(clock.now() + 1);
        expect(limit.attempt('k')).toBe(0);
      }),
    );
  });

  it('buys no more tries by waiting an hour where failures are kept for a day', () => {
    const clock = new MovableClock(0);
    const limit = new FailureLimit({ clock, free: FREE, baseMs: BASE_MS, maxMs: MAX_MS, forgetMs: 86_400_000 });
    for (let index = 0; index < FREE; index++) limit.attempt('k');
    clock.set(3_600_000);
    expect(limit.attempt('k')).toBe(0);
    expect(limit.attempt('k'), 'one, and not as many as were free').toBeGreaterThan(0);
  });

  it('costs nobody else a try, and is free again when right or after an hour of quiet', () => {
    const { clock, limit } = limitAt();
    for (let index = 0; index < FREE; index++) limit.attempt('k');
    expect(limit.attempt('k')).toBeGreaterThan(0);
    expect(limit.attempt('other')).toBe(0);
    limit.forget('k');
    expect(limit.attempt('k')).toBe(0);
    for (let index = 0; index < FREE; index++) limit.attempt('k');
    clock.set(clock.now() + 3_600_000);
    expect(limit.attempt('k')).toBe(0);
  });
});
