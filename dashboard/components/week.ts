import { addDays, type Day, weekdayOf } from '../../protocol/vietnam-time.ts';

/** The seven days of the week (Monday first) that holds `day`. */
export function weekOf(day: Day): Day[] {
  const monday = addDays(day, 1 - weekdayOf(day));
  return [0, 1, 2, 3, 4, 5, 6].map((offset) => addDays(monday, offset));
}
