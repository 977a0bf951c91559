// pure
import type { Recurrence } from '../../protocol/api/broadcast.ts';
import { addDays, type Day, dayOf, startOfDay, weekdayOf } from '../../protocol/vietnam-time.ts';
import { originalsOf } from './occurrences.ts';

/**
 * What a timetable says in the week that begins on `from`, said in the week that begins on `to`; undefined where it says nothing.
 * Runs that were skipped, moved or replaced in that week are so in the copy as well.
 */
export function copiedInto(recurrence: Recurrence, from: Day, to: Day): Recurrence | undefined {
  const originals = weekOf(recurrence, from);
  const days = [...new Set(originals.map(dayOf))];
  if (days.length === 0) return undefined;
  const shift = startOfDay(to) - startOfDay(from);
  const there = new Set(originals);
  const exceptions = (recurrence.exceptions ?? [])
    .filter((one) => there.has(one.at))
    .map((one) =>
      one.do === 'move' ? { ...one, at: one.at + shift, to: one.to + shift } : { ...one, at: one.at + shift },
    );
  const shifted = days.map((day) => dayOf(startOfDay(day) + shift));
  return {
    from: shifted[0] as Day,
    to: shifted.at(-1) as Day,
    times: recurrence.times,
    weekdays: days.length === 1 ? [] : days.map(weekdayOf),
    except: [],
    ...(exceptions.length === 0 ? {} : { exceptions }),
  };
}

/** The original instants of the seven days from a day on. */
export function weekOf(recurrence: Recurrence, from: Day): number[] {
  return originalsOf(recurrence, startOfDay(from), startOfDay(addDays(from, 7)));
}
