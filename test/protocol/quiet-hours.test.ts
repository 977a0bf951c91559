import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_QUIET_WINDOWS,
  joinedWindows,
  outsideOf,
  quietRemainingMs,
  quietVerdict,
  soundingMs,
  untilQuietMs,
} from '../../protocol/quiet-hours.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';

const at = (time: string, day = '2026-11-23') => instantAt(day, time);
const minute = fc
  .integer({ min: 0, max: 1439 })
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
const windows = fc.array(fc.record({ from: minute, to: minute }), { maxLength: 4 });
const instant = fc.integer({ min: at('00:00'), max: at('00:00') + 400 * DAY_MS });

describe('quiet hours 21:00–05:00', () => {
  it.each([
    ['03:15', 10, false],
    ['04:59', 1, false],
    ['05:00', 60, true],
    ['20:00', 60, true],
    ['20:30', 31, false],
    ['21:00', 1, false],
    ['12:00', 600, false],
    ['05:00', 16 * 60, true],
  ])('a bulletin at %s for %i minutes is allowed: %s', (time, minutes, allowed) => {
    expect(quietVerdict(DEFAULT_QUIET_WINDOWS, 'normal', at(time), minutes * MINUTE_MS).allowed).toBe(allowed);
  });

  it('names 05:00 of the same day for a relay at 03:15', () => {
    expect(quietVerdict(DEFAULT_QUIET_WINDOWS, 'normal', at('03:15'), 10 * MINUTE_MS)).toEqual({
      allowed: false,
      nextAllowedAt: at('05:00'),
    });
  });

  it('names 05:00 of the next day for a bulletin that would run into the night', () => {
    expect(quietVerdict(DEFAULT_QUIET_WINDOWS, 'priority', at('20:50'), 20 * MINUTE_MS)).toEqual({
      allowed: false,
      nextAllowedAt: at('05:00', '2026-11-24'),
    });
  });

  it('names no time for what is longer than any gap between windows', () => {
    expect(quietVerdict(DEFAULT_QUIET_WINDOWS, 'normal', at('12:00'), 17 * 60 * MINUTE_MS)).toEqual({
      allowed: false,
      nextAllowedAt: undefined,
    });
  });
});

describe('any quiet windows', () => {
  it('never hold back an emergency', () => {
    fc.assert(
      fc.property(
        windows,
        instant,
        fc.integer({ min: 0, max: DAY_MS }),
        (quiet, start, length) => quietVerdict(quiet, 'emergency', start, length).allowed,
      ),
    );
  });

  it('the next allowed time is itself allowed, later than asked, and nothing minute by minute before it is', () => {
    fc.assert(
      fc.property(windows, instant, fc.integer({ min: 1, max: 120 }), (quiet, start, minutes) => {
        const length = minutes * MINUTE_MS;
        const verdict = quietVerdict(quiet, 'normal', start, length);
        if (verdict.allowed || verdict.nextAllowedAt === undefined) return;
        expect(verdict.nextAllowedAt).toBeGreaterThan(start);
        expect(quietVerdict(quiet, 'normal', verdict.nextAllowedAt, length).allowed).toBe(true);
        for (let earlier = start; earlier < verdict.nextAllowedAt; earlier += 7 * MINUTE_MS)
          expect(quietVerdict(quiet, 'normal', earlier, length).allowed).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('what is allowed touches no window at any minute of it', () => {
    fc.assert(
      fc.property(windows, instant, fc.integer({ min: 1, max: 300 }), (quiet, start, minutes) => {
        fc.pre(quietVerdict(quiet, 'normal', start, minutes * MINUTE_MS).allowed);
        for (let minuteOf = 0; minuteOf < minutes; minuteOf++)
          expect(quietRemainingMs(quiet, start + minuteOf * MINUTE_MS)).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('one is either inside, or the way to the next is positive', () => {
    fc.assert(
      fc.property(
        windows,
        instant,
        (quiet, now) => quietRemainingMs(quiet, now) > 0 === (untilQuietMs(quiet, now) === 0),
      ),
    );
  });
});

describe('allowed hours', () => {
  const sessions = [
    { from: '05:00', to: '06:00' },
    { from: '17:00', to: '18:30' },
  ];
  it('make everything outside them quiet; with none nothing is outside', () => {
    expect(outsideOf(sessions)).toEqual([
      { from: '06:00', to: '17:00' },
      { from: '18:30', to: '05:00' },
    ]);
    expect(outsideOf([])).toEqual([]);
    expect(outsideOf([{ from: '00:00', to: '00:00' }])).toEqual([]);
  });

  it('joined with quiet hours are few windows that do not touch', () => {
    expect(joinedWindows([...outsideOf(sessions), { from: '05:30', to: '06:30' }, ...DEFAULT_QUIET_WINDOWS])).toEqual([
      { from: '05:30', to: '17:00' },
      { from: '18:30', to: '05:00' },
    ]);
    expect(
      joinedWindows([
        { from: '00:00', to: '12:00' },
        { from: '12:00', to: '00:00' },
      ]),
    ).toEqual([{ from: '00:00', to: '00:00' }]);
  });

  it('an instant is outside them exactly when it is quiet, and joining changes no instant', () => {
    fc.assert(
      fc.property(windows, instant, (some, when) => {
        const inside = quietRemainingMs(some, when) > 0;
        expect(quietRemainingMs(outsideOf(some), when) > 0).toBe(some.length > 0 && !inside);
        expect(quietRemainingMs(joinedWindows(some), when) > 0).toBe(inside);
      }),
    );
  });

  it.each([
    ['refuse', '17:00', 90, 90],
    ['refuse', '17:31', 60, 0],
    ['trim', '17:31', 60, 59],
    ['trim', '18:30', 60, 0],
    ['trim', '03:15', 10, 0],
  ] as const)('with the rule %s, at %s of %i minutes %i sound', (rule, time, minutes, sounding) => {
    const quiet = outsideOf(sessions);
    expect(soundingMs(quiet, rule, 'normal', at(time), minutes * MINUTE_MS)).toBe(sounding * MINUTE_MS);
    expect(soundingMs(quiet, rule, 'emergency', at(time), minutes * MINUTE_MS)).toBe(minutes * MINUTE_MS);
  });
});
