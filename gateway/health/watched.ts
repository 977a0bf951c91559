import { DAY_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import { gapsOf } from './gaps.ts';

export interface WatchedParts {
  readonly clock: Clock;
  /** Watched time within the window (presence/watch.ts). */
  readonly periods: (from: number, to: number) => Promise<readonly { readonly from: number; readonly to: number }[]>;
}

const SHOWN_MS = 30 * DAY_MS;

/** When the gateway did not watch in the last 30 days. */
export async function watchGaps({ clock, periods }: WatchedParts) {
  const now = clock.now();
  const watched = await periods(now - SHOWN_MS, now);
  const first = watched.reduce<number | undefined>((least, { from }) => Math.min(least ?? from, from), undefined);
  return { gaps: gapsOf(watched, now), ...(first === undefined ? {} : { watchedFrom: first }) };
}
