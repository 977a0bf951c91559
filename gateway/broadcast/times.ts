// pure
import { LONGEST_RUN_MINUTES } from '../../protocol/api/broadcast-settings.ts';
import { DAY_MS, MINUTE_MS, PLAN_HORIZON_MS, SECOND_MS } from '../../protocol/units.ts';
import { dayOf, startOfDay } from '../../protocol/vietnam-time.ts';

/** How late a scheduled run may still begin on a node that was held up. */
export const SCHEDULED_LATENESS_MS = 5 * MINUTE_MS;
/** How late a play-now may begin: a node may have to fetch the sound first. */
export const PLAY_NOW_LATENESS_MS = 2 * MINUTE_MS;
/** Between the decision and the first sound of a play-now, so that all nodes begin together. */
export const PLAY_NOW_LEAD_MS = 3 * SECOND_MS;
/** Receipts need a moment on their way. */
export const RECEIPT_GRACE_MS = 30 * SECOND_MS;
/** A node that is there has reported by then (it waits up to 5 s for its turn): who has not is unknown, until it speaks. */
export const SILENT_AFTER_MS = 7 * SECOND_MS;
/** What a node may sound beyond the length of the recording: decoders differ. */
export const OVERRUN_MS = 30 * SECOND_MS;
/** A period closes at the earliest 15 days after its end (DESIGN §8): from then on silence is *unknown* for good. */
export const FINAL_AFTER_MS = 15 * DAY_MS;
/** Longest programme anywhere: a session, not a radio station, and no longer than a node lets anything sound. */
export const LONGEST_RUN_MS = LONGEST_RUN_MINUTES * MINUTE_MS;

export interface Window {
  readonly from: number;
  readonly to: number;
}

/** What plans and runs cover: from the Vietnamese midnight before `now`, always at least 14 days ahead. */
export function planWindow(now: number): Window {
  const from = startOfDay(dayOf(now));
  return { from, to: from + PLAN_HORIZON_MS + DAY_MS };
}
