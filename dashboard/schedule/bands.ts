// pure
import { type QuietWindow, quietRemainingMs } from '../../protocol/quiet-hours.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import { instantAt, minutesOf, type TimeOfDay, timeOf } from '../../protocol/vietnam-time.ts';

/** One row of the board: a part of the day in which the commune may speak. */
export interface Band {
  readonly key: string;
  readonly part: 'morning' | 'noon' | 'afternoon' | 'evening';
  /** Its own name, where the commune gave one. */
  readonly name?: string | undefined;
  readonly from: TimeOfDay;
  readonly to: TimeOfDay;
  /** Minutes that may be filled: its length without what is quiet. */
  readonly minutes: number;
}

export interface AllowedWindow {
  readonly from: TimeOfDay;
  readonly to: TimeOfDay;
  readonly name?: string | undefined;
}

/** What lies in no band. */
export const OUTSIDE = 'outside';

const WHOLE_DAY: readonly AllowedWindow[] = [
  { from: '00:00', to: '11:00' },
  { from: '11:00', to: '13:00' },
  { from: '13:00', to: '18:00' },
  { from: '18:00', to: '24:00' },
];

/** The rows of the board: the commune's allowed windows, or the customary parts of the day without their quiet hours. */
export function bandsOf(allowed: readonly AllowedWindow[], quiet: readonly QuietWindow[]): Band[] {
  const windows = allowed.length > 0 ? [...allowed].sort((a, b) => (a.from < b.from ? -1 : 1)) : WHOLE_DAY;
  return windows.flatMap(({ from, to, name }) => {
    const free = freeMinutes(from, to, quiet);
    const [first, last] = [free[0], free.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [
      { key: from, part: partAt(minutesOf(from)), name, from: clock(first), to: clock(last + 1), minutes: free.length },
    ];
  });
}

/** Key of the band an instant lies in, or `OUTSIDE`. */
export function bandAt(bands: readonly Band[], instant: number): string {
  const minute = minutesOf(timeOf(instant));
  return bands.find((band) => minute >= minutesOf(band.from) && minute < minutesOf(band.to))?.key ?? OUTSIDE;
}

function partAt(minute: number): Band['part'] {
  // A window that begins before the customary noon belongs to the morning even when it runs into it.
  if (minute < 11 * 60) return 'morning';
  if (minute < 13 * 60) return 'noon';
  return minute < 18 * 60 ? 'afternoon' : 'evening';
}

function freeMinutes(from: TimeOfDay, to: TimeOfDay, quiet: readonly QuietWindow[]): number[] {
  const midnight = instantAt('2026-01-01', '00:00');
  const all = Array.from({ length: Math.max(0, minutesOf(to) - minutesOf(from)) }, (_, at) => minutesOf(from) + at);
  return all.filter((minute) => quietRemainingMs(quiet, midnight + minute * MINUTE_MS) === 0);
}

function clock(minute: number): TimeOfDay {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
