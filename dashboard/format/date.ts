import { type Day, dayOf, isRealDay, timeOf } from '../../protocol/vietnam-time.ts';

/** «23/11/2026»: always four digits of the year. */
export function dayText(day: Day): string {
  const [year, month, date] = day.split('-');
  return `${date}/${month}/${year}`;
}

/** «23/11», for a column whose year stands beside it. */
export function shortDayText(day: Day): string {
  return dayText(day).slice(0, 5);
}

export function dateText(instant: number): string {
  return dayText(dayOf(instant));
}

/** «05:30, 23/11/2026» in Vietnam, wherever the browser is. */
export function dateTimeText(instant: number): string {
  return `${timeOf(instant)}, ${dateText(instant)}`;
}

/** «06:12:20» in Vietnam. */
export function clockText(instant: number): string {
  return new Date(instant + 7 * 3_600_000).toISOString().slice(11, 19);
}

/** Reads «24/11/2026», «24-11-2026», «24.11.2026» or «24112026»; undefined when it is no real day. */
export function parseDay(text: string): Day | undefined {
  const match = /^\s*(\d{1,2})[/.\- ]?(\d{1,2})[/.\- ]?(\d{4})\s*$/.exec(text);
  if (!match) return undefined;
  const day = `${match[3]}-${match[2]?.padStart(2, '0')}-${match[1]?.padStart(2, '0')}`;
  return isRealDay(day) ? day : undefined;
}
