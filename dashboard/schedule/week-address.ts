// pure
import { addDays, type Day, isRealDay, weekdayOf } from '../../protocol/vietnam-time.ts';

/** The Monday of the week that holds `day`. */
export function mondayOf(day: Day): Day {
  return addDays(day, 1 - weekdayOf(day));
}

/** The seven days of the week (Monday first) that holds `day`. */
export function weekOf(day: Day): Day[] {
  const monday = mondayOf(day);
  return [0, 1, 2, 3, 4, 5, 6].map((offset) => addDays(monday, offset));
}

/** ISO 8601: `2026-W48`. A week belongs to the year of its Thursday. */
export function weekName(day: Day): string {
  const thursday = addDays(mondayOf(day), 3);
  const year = thursday.slice(0, 4);
  const first = mondayOf(`${year}-01-04`);
  const weeks = Math.round((Date.parse(mondayOf(day)) - Date.parse(first)) / (7 * 86_400_000)) + 1;
  return `${year}-W${String(weeks).padStart(2, '0')}`;
}

/** The Monday of `2026-W48`; undefined when it is no week. */
export function mondayOfWeek(name: string): Day | undefined {
  const match = /^(\d{4})-W(\d{2})$/.exec(name);
  if (!match || !isRealDay(`${match[1]}-01-04`)) return undefined;
  const monday = addDays(mondayOf(`${match[1]}-01-04`), (Number(match[2]) - 1) * 7);
  return weekName(monday) === name ? monday : undefined;
}
