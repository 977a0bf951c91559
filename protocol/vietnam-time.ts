import { DAY_MS, HOUR_MS, MINUTE_MS } from './units.ts';

/** Asia/Ho_Chi_Minh has been UTC+7 without daylight saving since 13 June 1975, so a constant is exact for every instant we handle. */
const OFFSET_MS = 7 * HOUR_MS;

/** A Vietnamese calendar day, `YYYY-MM-DD`. */
export type Day = string;
/** A Vietnamese wall-clock time, `HH:MM`. */
export type TimeOfDay = string;

export const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
export const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** The Vietnamese day an instant (ms UTC) falls in. */
export function dayOf(instant: number): Day {
  return new Date(instant + OFFSET_MS).toISOString().slice(0, 10);
}

/** The instant (ms UTC) at which a Vietnamese day begins. */
export function startOfDay(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) - OFFSET_MS;
}

export function addDays(day: Day, days: number): Day {
  return dayOf(startOfDay(day) + days * DAY_MS);
}

/** Every day from `from` to `to`, both included. */
export function daysBetween(from: Day, to: Day): Day[] {
  const days: Day[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The instant of a wall-clock time on a Vietnamese day. */
export function instantAt(day: Day, time: TimeOfDay): number {
  return startOfDay(day) + minutesOf(time) * MINUTE_MS;
}

/** Milliseconds since Vietnamese midnight, 0 to 86 399 999. */
export function millisecondOfDay(instant: number): number {
  const rest = (instant + OFFSET_MS) % DAY_MS;
  return rest < 0 ? rest + DAY_MS : rest;
}

export function timeOf(instant: number): TimeOfDay {
  return new Date(instant + OFFSET_MS).toISOString().slice(11, 16);
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(time: TimeOfDay): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** `HH:MM` of minutes since midnight; what passes midnight begins anew. */
export function timeOfMinutes(minutes: number): TimeOfDay {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${pad(Math.floor(minutes / 60) % 24)}:${pad(minutes % 60)}`;
}

/** ISO weekday of a day: 1 Monday to 7 Sunday. */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/** True only for a day that exists (30 February does not). */
export function isRealDay(day: string): boolean {
  if (!DAY.test(day)) return false;
  const instant = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day);
}
