export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Anything larger travels over HTTP by hash (16 KiB). */
export const MAX_BODY_BYTES = 16 * 1024;

/** One commune's usual beat; a node may be configured between 10 s and 10 min. */
export const DEFAULT_BEAT_MS = 30 * SECOND_MS;
export const MIN_BEAT_MS = 10 * SECOND_MS;
export const MAX_BEAT_MS = 10 * MINUTE_MS;

/** The plan reaches this far ahead, so that a node plays on without any network. */
export const PLAN_HORIZON_MS = 14 * DAY_MS;
