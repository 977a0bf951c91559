import { MINUTE_MS } from './units.ts';

/** What a national holiday or Tết does to a programme. */
export const HOLIDAY_RULES = ['play', 'skip', 'only'] as const;
export type HolidayRule = (typeof HOLIDAY_RULES)[number];

/** One run, those from one on, or all. */
export const CHANGE_SCOPES = ['this', 'from-on', 'all'] as const;

/** The last change may be taken back for this long. */
export const UNDO_WITHIN_MS = 10 * MINUTE_MS;

/** Most runs of one programme that are changed singly. */
export const MOST_SINGLES = 400;
