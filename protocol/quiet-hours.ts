import type { BulletinClass } from './classes.ts';
import { DAY_MS, MINUTE_MS } from './units.ts';
import { millisecondOfDay, minutesOf, type TimeOfDay, timeOfMinutes } from './vietnam-time.ts';

/** A daily window in Vietnamese time, `to` excluded; it may pass midnight (21:00–05:00). Equal ends mean the whole day. */
export interface QuietWindow {
  readonly from: TimeOfDay;
  readonly to: TimeOfDay;
}

/** Our default, never law (DOMAIN §3.3): nothing but emergencies between 21:00 and 05:00. */
export const DEFAULT_QUIET_WINDOWS: readonly QuietWindow[] = [{ from: '21:00', to: '05:00' }];

/** Milliseconds from `instant` to the end of the quiet window it lies in; 0 when it lies in none. */
export function quietRemainingMs(windows: readonly QuietWindow[], instant: number): number {
  let longest = 0;
  for (const window of windows) {
    const from = minutesOf(window.from) * MINUTE_MS;
    const span = lengthMs(window);
    const into = (millisecondOfDay(instant) - from + DAY_MS) % DAY_MS;
    if (into < span) longest = Math.max(longest, span - into);
  }
  return longest;
}

/** Milliseconds from `instant` to the next beginning of a quiet window; 0 inside one, Infinity when there is none. */
export function untilQuietMs(windows: readonly QuietWindow[], instant: number): number {
  if (quietRemainingMs(windows, instant) > 0) return 0;
  let soonest = Number.POSITIVE_INFINITY;
  for (const window of windows) {
    const ahead = (minutesOf(window.from) * MINUTE_MS - millisecondOfDay(instant) + DAY_MS) % DAY_MS;
    soonest = Math.min(soonest, ahead);
  }
  return soonest;
}

export type QuietVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly nextAllowedAt: number | undefined };

/**
 * May something of this class sound from `startAt` for `durationMs`? Emergencies always may. Anything that touches a
 * quiet window may not; `nextAllowedAt` is the first instant (ms UTC) at which it would fit, undefined when none within two days does.
 */
export function quietVerdict(
  windows: readonly QuietWindow[],
  bulletinClass: BulletinClass,
  startAt: number,
  durationMs: number,
): QuietVerdict {
  if (bulletinClass === 'emergency' || fits(windows, startAt, durationMs)) return { allowed: true };
  let candidate = startAt;
  while (candidate < startAt + 2 * DAY_MS) {
    const remaining = quietRemainingMs(windows, candidate);
    if (remaining > 0) candidate += remaining;
    else if (fits(windows, candidate, durationMs)) return { allowed: false, nextAllowedAt: candidate };
    else candidate += untilQuietMs(windows, candidate);
  }
  return { allowed: false, nextAllowedAt: undefined };
}

/** What a commune does with something that begins in time and would run on into its quiet hours. */
export const OVERRUN_RULES = ['refuse', 'trim'] as const;
export type OverrunRule = (typeof OVERRUN_RULES)[number];

/**
 * How long something of `durationMs` sounds from `startAt`: all of it, 0 when it may not begin, or with `trim` as much as
 * there is until the next quiet window.
 */
export function soundingMs(
  windows: readonly QuietWindow[],
  rule: OverrunRule,
  bulletinClass: BulletinClass,
  startAt: number,
  durationMs: number,
): number {
  if (quietVerdict(windows, bulletinClass, startAt, durationMs).allowed) return durationMs;
  return rule === 'trim' ? Math.min(durationMs, untilQuietMs(windows, startAt)) : 0;
}

/** Everything outside the allowed windows; with no allowed window nothing is outside. */
export function outsideOf(allowed: readonly QuietWindow[]): QuietWindow[] {
  if (allowed.length === 0) return [];
  return windowsOf(minutesIn(allowed).map((inside) => !inside));
}

/** The same minutes as few windows that do not touch, in the order of their beginnings. */
export function joinedWindows(windows: readonly QuietWindow[]): QuietWindow[] {
  return windowsOf(minutesIn(windows));
}

const DAY_MINUTES = DAY_MS / MINUTE_MS;

/** For each minute of the day: does it lie in a window? */
function minutesIn(windows: readonly QuietWindow[]): boolean[] {
  const inside = new Array<boolean>(DAY_MINUTES).fill(false);
  for (const window of windows) {
    const from = minutesOf(window.from);
    inside.fill(true, from, from + lengthMs(window) / MINUTE_MS);
    inside.fill(true, 0, Math.max(0, from + lengthMs(window) / MINUTE_MS - DAY_MINUTES));
  }
  return inside;
}

function windowsOf(inside: readonly boolean[]): QuietWindow[] {
  const begins = inside.flatMap((is, minute) => (is && !inside.at(minute - 1) ? [minute] : []));
  if (begins.length === 0) return inside[0] ? [{ from: '00:00', to: '00:00' }] : [];
  return begins.map((from) => {
    let to = from;
    while (inside[to % DAY_MINUTES]) to++;
    return { from: timeOfMinutes(from), to: timeOfMinutes(to) };
  });
}

function fits(windows: readonly QuietWindow[], startAt: number, durationMs: number): boolean {
  return quietRemainingMs(windows, startAt) === 0 && untilQuietMs(windows, startAt) >= durationMs;
}

function lengthMs(window: QuietWindow): number {
  const minutes = (minutesOf(window.to) - minutesOf(window.from) + 1440) % 1440;
  return (minutes === 0 ? 1440 : minutes) * MINUTE_MS;
}
