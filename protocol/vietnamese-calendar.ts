import { getLunarDate } from '@dqcai/vn-lunar';
import { addDays, type Day } from './vietnam-time.ts';

export const HOLIDAYS = [
  'new-year',
  'tet-eve',
  'tet',
  'hung-kings',
  'reunification',
  'labour',
  'national-day',
] as const;
export type HolidayName = (typeof HOLIDAYS)[number];

/** A day of the Vietnamese lunar calendar, which is computed for UTC+7 and differs from the Chinese one now and then. */
export interface LunarDay {
  readonly day: number;
  readonly month: number;
  /** The second month of this number in its year. */
  readonly leap: boolean;
}

/** The library's tables end there. */
export const LAST_LUNAR_DAY: Day = '2199-12-31';

/** New year's day and the three days after it; with the eve they are the five days of the law. */
const TET_DAYS = 4;
const BY_SUN: Readonly<Record<string, HolidayName>> = {
  '01-01': 'new-year',
  '04-30': 'reunification',
  '05-01': 'labour',
  '09-02': 'national-day',
};

export function lunarOf(day: Day): LunarDay {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const { day: lunarDay, month: lunarMonth, leap } = getLunarDate(date, month, year);
  return { day: lunarDay, month: lunarMonth, leap };
}

/** `1/1`; with `n` behind the month in a leap month (nhuận). */
export function lunarText(day: Day): string {
  const { day: date, month, leap } = lunarOf(day);
  return `${date}/${month}${leap ? 'n' : ''}`;
}

/**
 * The national holiday on a day, by article 112 of the Labour Code 2019. Where the law leaves a choice that the government
 * makes year by year (the day beside 2 September, how Tết's five days lie), the day that never changes is meant.
 */
export function holidayOf(day: Day): HolidayName | undefined {
  const bySun = BY_SUN[day.slice(5)];
  if (bySun) return bySun;
  const { day: date, month, leap } = lunarOf(day);
  if (!leap && month === 1 && date <= TET_DAYS) return 'tet';
  if (!leap && month === 3 && date === 10) return 'hung-kings';
  // Only the twelfth month ends the year; its last day is the 29th or the 30th.
  if (month !== 12 || date < 29) return undefined;
  const next = lunarOf(addDays(day, 1));
  return next.month === 1 && next.day === 1 ? 'tet-eve' : undefined;
}
