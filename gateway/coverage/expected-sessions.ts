// pure
import { PARTS_OF_DAY, type PartOfDay } from '../../protocol/sessions.ts';
import { DAY_MS, HOUR_MS } from '../../protocol/units.ts';
import { addDays, type Day, daysBetween, instantAt, startOfDay, weekdayOf } from '../../protocol/vietnam-time.ts';
import { NO_SESSION } from './day-states.ts';
import { partOfDay } from './part-of-day.ts';

/** A session of the registered timetable; an area's holds for everything below it. */
export interface TimetableRow {
  readonly area: string;
  readonly from: string;
  readonly to: string;
  readonly weekdays: string;
  readonly validFrom: Day;
  readonly validTo?: Day | undefined;
}

/** One session owed; instants in ms UTC. Where no timetable says when, it lies somewhere in its part of the day. */
export interface ExpectedSession {
  readonly day: Day;
  readonly part: PartOfDay;
  readonly fromAt: number;
  readonly toAt: number;
}

const PART_HOURS: Readonly<Record<PartOfDay, readonly [from: number, to: number]>> = {
  morning: [0, 12],
  afternoon: [12, 19],
  evening: [19, 24],
};
const WEEK = 7;

/** First day of the letters that `expectedSessions` asks for. */
export const lettersFrom = (from: Day, today: Day): Day => {
  const week = addDays(today, -WEEK);
  return from < week ? from : week;
};

/**
 * Which sessions a hamlet owes on these days. Days that are over as the roll-up has them; today and later by the registered
 * timetable of the hamlet and the areas above it, and where none is registered as on the same weekday a week before.
 * `letters` begins with the day `lettersFrom` and ends with today.
 */
export function expectedSessions(
  letters: string,
  timetable: readonly TimetableRow[],
  { from, to, today }: { readonly from: Day; readonly to: Day; readonly today: Day },
): ExpectedSession[] {
  const first = startOfDay(lettersFrom(from, today));
  const signsOn = (day: Day) => {
    const index = Math.round((startOfDay(day) - first) / DAY_MS) * PARTS_OF_DAY.length;
    return letters.slice(index, index + PARTS_OF_DAY.length).padEnd(PARTS_OF_DAY.length, NO_SESSION);
  };
  return daysBetween(from, to).flatMap((day) => {
    if (day < today) return owedParts(signsOn(day), day);
    const rows = timetable.filter((row) => isOn(row, day));
    if (rows.length > 0) return bySlots(rows, day);
    return owedParts(signsOn(sameWeekday(day, today)), day);
  });
}

/** Is a session owed in each part of the day: what was cancelled or excluded is not. */
function owedParts(signs: string, day: Day): ExpectedSession[] {
  const start = startOfDay(day);
  return PARTS_OF_DAY.flatMap((part, index) => {
    const [from, to] = PART_HOURS[part];
    const isOwed = 'hpnux'.includes(signs[index] ?? NO_SESSION);
    return isOwed ? [{ day, part, fromAt: start + from * HOUR_MS, toAt: start + to * HOUR_MS }] : [];
  });
}

/** Several slots of one part of the day are one session. */
function bySlots(rows: readonly TimetableRow[], day: Day): ExpectedSession[] {
  const byPart = new Map<PartOfDay, ExpectedSession>();
  for (const { from, to } of rows) {
    const [fromAt, toAt] = [instantAt(day, from), instantAt(day, to)];
    const part = partOfDay(fromAt);
    const known = byPart.get(part);
    byPart.set(part, {
      ...{ day, part, fromAt: Math.min(fromAt, known?.fromAt ?? fromAt), toAt: Math.max(toAt, known?.toAt ?? toAt) },
    });
  }
  return PARTS_OF_DAY.flatMap((part) => byPart.get(part) ?? []);
}

function isOn({ weekdays, validFrom, validTo }: TimetableRow, day: Day): boolean {
  return weekdays.includes(String(weekdayOf(day))) && validFrom <= day && (validTo === undefined || day <= validTo);
}

/** The last such weekday that is over. */
function sameWeekday(day: Day, today: Day): Day {
  const ahead = Math.round((startOfDay(day) - startOfDay(today)) / DAY_MS);
  return addDays(today, (ahead % WEEK) - WEEK);
}
