// pure
import type { Config } from '../../protocol/messages/downlink.ts';
import { type QuietWindow, quietRemainingMs, untilQuietMs } from '../../protocol/quiet-hours.ts';

export type LoudestWindow = NonNullable<Config['loudest']>[number];

/** How loud anything but an emergency may be at `instant` (percent): the smallest of the windows it lies in. */
export function loudestAt(windows: readonly LoudestWindow[], instant: number): number {
  const now = windows.filter((window) => quietRemainingMs([window], instant) > 0);
  return now.reduce((least, { percent }) => Math.min(least, percent), 100);
}

/** Milliseconds until a window begins or ends; Infinity without any. */
export function untilLoudestChangesMs(windows: readonly LoudestWindow[], instant: number): number {
  const until = (window: QuietWindow) => quietRemainingMs([window], instant) || untilQuietMs([window], instant);
  return windows.reduce((soonest, window) => Math.min(soonest, until(window)), Number.POSITIVE_INFINITY);
}
