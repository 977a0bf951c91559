import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  dayOf,
  daysBetween,
  instantAt,
  isRealDay,
  millisecondOfDay,
  startOfDay,
  timeOf,
  weekdayOf,
} from '../../protocol/vietnam-time.ts';

const instant = fc.integer({ min: Date.UTC(1976, 0), max: Date.UTC(2100, 0) });

describe('Vietnamese time', () => {
  it('agrees with Asia/Ho_Chi_Minh of the time zone database at any instant since 1976', () => {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Asia/Ho_Chi_Minh',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    fc.assert(
      fc.property(instant, (at) => {
        expect(`${dayOf(at)} ${timeOf(at)}`).toBe(format.format(at));
      }),
      { numRuns: 500 },
    );
  });

  it('an instant lies in its day, at its millisecond of the day', () => {
    fc.assert(
      fc.property(instant, (at) => {
        expect(startOfDay(dayOf(at)) + millisecondOfDay(at)).toBe(at);
      }),
    );
  });

  it.each([
    ['2026-11-22T16:59:59Z', '2026-11-22'],
    ['2026-11-22T17:00:00Z', '2026-11-23'],
  ])('%s is the Vietnamese day %s', (utc, day) => expect(dayOf(Date.parse(utc))).toBe(day));

  it('05:30 on 23/11/2026 is 22:30 UTC of the day before', () =>
    expect(new Date(instantAt('2026-11-23', '05:30')).toISOString()).toBe('2026-11-22T22:30:00.000Z'));
  it('23/11/2026 is a Monday, 29/11/2026 a Sunday', () =>
    expect([weekdayOf('2026-11-23'), weekdayOf('2026-11-29')]).toEqual([1, 7]));
  it('passes month ends and leap days', () =>
    expect(daysBetween('2028-02-27', '2028-03-01')).toEqual(['2028-02-27', '2028-02-28', '2028-02-29', '2028-03-01']));
  it('adds days both ways', () =>
    expect([addDays('2026-12-31', 1), addDays('2026-01-01', -1)]).toEqual(['2027-01-01', '2025-12-31']));
  it.each([
    ['2026-02-30', false],
    ['2028-02-29', true],
    ['2027-02-29', false],
    ['2026-11-23', true],
    ['2026-13-01', false],
  ])('%s exists: %s', (day, real) => expect(isRealDay(day)).toBe(real));
});
