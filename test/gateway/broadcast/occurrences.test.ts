import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { occurrencesOf } from '../../../gateway/broadcast/occurrences.ts';
import type { Recurrence } from '../../../protocol/api/broadcast.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { addDays, dayOf, instantAt, startOfDay, timeOf, weekdayOf } from '../../../protocol/vietnam-time.ts';

const ZONES = ['UTC', 'America/New_York', 'Asia/Ho_Chi_Minh', 'Pacific/Kiritimati', 'Australia/Lord_Howe'];
const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const base: Recurrence = { from: '2026-11-23', times: ['05:30'], weekdays: [], except: [] };
const said = (recurrence: Recurrence, from: string, to: string) =>
  occurrencesOf(recurrence, startOfDay(from), startOfDay(to)).map((instant) => `${dayOf(instant)} ${timeOf(instant)}`);

describe('occurrences', () => {
  it.each<[string, Partial<Recurrence>, string[]]>([
    ['come every day without weekdays', {}, ['2026-11-23 05:30', '2026-11-24 05:30', '2026-11-25 05:30']],
    ['come on the weekdays named (Monday is 1)', { weekdays: [1, 3] }, ['2026-11-23 05:30', '2026-11-25 05:30']],
    ['begin on the first day', { from: '2026-11-24' }, ['2026-11-24 05:30', '2026-11-25 05:30']],
    ['end on the last day, included', { to: '2026-11-23' }, ['2026-11-23 05:30']],
    ['leave out exceptions', { except: ['2026-11-24'] }, ['2026-11-23 05:30', '2026-11-25 05:30']],
    [
      'come in order of time, each once',
      { to: '2026-11-23', times: ['17:00', '05:00', '17:00'] },
      ['2026-11-23 05:00', '2026-11-23 17:00'],
    ],
    [
      'stay on their day at both ends of it',
      { to: '2026-11-23', times: ['00:00', '23:59'] },
      ['2026-11-23 00:00', '2026-11-23 23:59'],
    ],
  ])('%s', (_, change, expected) => {
    expect(said({ ...base, ...change }, '2026-11-22', '2026-11-26')).toEqual(expected);
  });

  it('lie in the window, its end excluded', () => {
    const at = instantAt('2026-11-23', '05:30');
    expect(occurrencesOf(base, at, at + 1)).toEqual([at]);
    expect(occurrencesOf(base, at + 1, at + DAY_MS)).toEqual([]);
    expect(occurrencesOf(base, at, at)).toEqual([]);
  });
});

const someRecurrence: fc.Arbitrary<Recurrence> = fc.record({
  from: fc.integer({ min: 0, max: 700 }).map((days) => addDays('2026-01-01', days)),
  times: fc.array(fc.integer({ min: 0, max: 1_439 }).map(clockTime), { minLength: 1, maxLength: 4 }),
  weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
  except: fc.array(
    fc.integer({ min: 0, max: 800 }).map((days) => addDays('2026-01-01', days)),
    { maxLength: 5 },
  ),
});

function clockTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

it('occurrences are on their Vietnamese day, weekday and time, in whatever zone the process runs', () => {
  fc.assert(
    fc.property(
      someRecurrence,
      fc.integer({ min: 0, max: 700 }),
      fc.integer({ min: 1, max: 30 }),
      (recurrence, start, days) => {
        const from = startOfDay(addDays('2026-01-01', start)) + 3_456_789;
        const answers = ZONES.map((name) => {
          process.env.TZ = name;
          return occurrencesOf(recurrence, from, from + days * DAY_MS);
        });
        for (const answer of answers) expect(answer).toEqual(answers[0]);
        for (const instant of answers[0] ?? []) {
          expect(recurrence.times).toContain(timeOf(instant));
          if (recurrence.weekdays.length > 0) expect(recurrence.weekdays).toContain(weekdayOf(dayOf(instant)));
          expect(recurrence.except).not.toContain(dayOf(instant));
        }
      },
    ),
    { numRuns: 200 },
  );
});

it('a window cut in two gives the same occurrences as the whole', () => {
  fc.assert(
    fc.property(
      someRecurrence,
      fc.nat(400 * DAY_MS),
      fc.nat(20 * DAY_MS),
      fc.nat(20 * DAY_MS),
      (recurrence, start, a, b) => {
        const from = startOfDay('2026-01-01') + start;
        const whole = occurrencesOf(recurrence, from, from + a + b);
        const parts = [
          ...occurrencesOf(recurrence, from, from + a),
          ...occurrencesOf(recurrence, from + a, from + a + b),
        ];
        expect(parts).toEqual(whole);
        expect(whole).toEqual([...new Set(whole)].sort((x, y) => x - y));
      },
    ),
  );
});
