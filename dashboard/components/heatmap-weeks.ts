import type { SessionDetail } from '../../protocol/api/coverage.ts';
import { PARTS_OF_DAY, type PartOfDay } from '../../protocol/sessions.ts';
import { addDays, type Day, weekdayOf } from '../../protocol/vietnam-time.ts';

export interface HeatmapDay {
  readonly day: Day;
  /** Outside the window: drawn as nothing at all. */
  readonly inside: boolean;
  readonly sessions: readonly (SessionDetail | undefined)[];
}

export interface Heatmap {
  /** The parts of the day that have a session anywhere in the window, in their order. */
  readonly parts: readonly PartOfDay[];
  /** Weeks from Monday, newest first. */
  readonly weeks: readonly (readonly HeatmapDay[])[];
}

/** Lays the sessions of a window (days `from` to `to`, both included) out as weeks of days of parts. */
export function heatmapOf(sessions: readonly SessionDetail[], from: Day, to: Day): Heatmap {
  const parts = PARTS_OF_DAY.filter((part) => sessions.some((session) => session.part === part));
  const byKey = new Map(sessions.map((session) => [`${session.day} ${session.part}`, session]));
  const weeks: HeatmapDay[][] = [];
  for (let monday = addDays(from, 1 - weekdayOf(from)); monday <= to; monday = addDays(monday, 7)) {
    const week = [0, 1, 2, 3, 4, 5, 6].map((offset) => {
      const day = addDays(monday, offset);
      return { day, inside: day >= from && day <= to, sessions: parts.map((part) => byKey.get(`${day} ${part}`)) };
    });
    weeks.unshift(week);
  }
  return { parts, weeks };
}
