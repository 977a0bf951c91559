import type { BulletinClass } from './classes.ts';
import { DAY_MS, MINUTE_MS } from './units.ts';
import { millisecondOfDay, minutesOf, type TimeOfDay } from './vietnam-time.ts';

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

function fits(windows: readonly QuietWindow[], startAt: number, durationMs: number): boolean {
  return quietRemainingMs(windows, startAt) === 0 && untilQuietMs(windows, startAt) >= durationMs;
}

function lengthMs(window: QuietWindow): number {
  const minutes = (minutesOf(window.to) - minutesOf(window.from) + 1440) % 1440;
  return (minutes === 0 ? 1440 : minutes) * MINUTE_MS;
}
