import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayOf, daysBetween } from '../../protocol/vietnam-time.ts';
import { holidayOf, lunarOf, lunarText } from '../../protocol/vietnamese-calendar.ts';

describe('the Vietnamese calendar', () => {
  // 1968, 1969, 1985, 2007, 2030 and 2053 differ from the Chinese calendar.
  it.each([
    '1969-02-16',
    '1985-01-21',
    '2000-02-05',
    '2007-02-17',
    '2010-02-14',
    '2020-01-25',
    '2021-02-12',
    '2022-02-01',
    '2023-01-22',
    '2024-02-10',
    '2025-01-29',
    '2026-02-17',
    '2027-02-06',
    '2028-01-26',
    '2029-02-13',
    '2030-02-02',
    '2053-02-18',
  ])('has Tết on %s, its eve the day before, and four days of it', (tet) => {
    expect(lunarText(tet)).toBe('1/1');
    const around = daysBetween(addDays(tet, -2), addDays(tet, 4)).map(holidayOf);
    expect(around).toEqual([undefined, 'tet-eve', 'tet', 'tet', 'tet', 'tet', undefined]);
  });

  it.each([
    ['2024-04-18', 'hung-kings'],
    ['2025-04-07', 'hung-kings'],
    ['2026-04-26', 'hung-kings'],
    ['2027-04-16', 'hung-kings'],
    ['2026-01-01', 'new-year'],
    ['2026-04-30', 'reunification'],
    ['2026-05-01', 'labour'],
    ['2026-09-02', 'national-day'],
    ['2026-09-03', undefined],
    ['2026-02-15', undefined],
  ])('%s is %s', (day, name) => {
    expect(holidayOf(day)).toBe(name);
  });

  it.each([
    ['2023-03-22', '1/2n'],
    ['2025-07-25', '1/6n'],
    ['2025-01-28', '29/12'],
    ['2024-02-09', '30/12'],
    ['2026-09-25', '15/8'],
  ])('%s is the lunar %s', (day, lunar) => {
    expect(lunarText(day)).toBe(lunar);
  });

  it('goes on by one lunar day each day, and begins a month after the 29th or 30th', () => {
    const someDay = fc.integer({ min: 0, max: 90_000 }).map((days) => addDays('1950-01-01', days));
    fc.assert(
      fc.property(someDay, (day) => {
        const [today, tomorrow] = [lunarOf(day), lunarOf(addDays(day, 1))];
        if (tomorrow.day === 1) expect([29, 30]).toContain(today.day);
        else expect(tomorrow).toEqual({ ...today, day: today.day + 1 });
        expect(dayOf(Date.parse(`${day}T00:00:00+07:00`))).toBe(day);
      }),
      { numRuns: 2_000 },
    );
  });
});
