// pure
import { MINUTE_MS, SECOND_MS } from '../../../protocol/units.ts';

/** How fetching of one source goes. */
export interface FeedProgress {
  readonly url: string;
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  readonly triedAt?: number | undefined;
  readonly fetchedAt?: number | undefined;
  readonly dueAt: number;
  readonly waiting: number;
  readonly failure?: string | undefined;
  readonly failingSince?: number | undefined;
  readonly failures: number;
}

/** What became of one round. */
export interface Round {
  /** Alerts of the index that are not fetched yet; undefined: the index itself was not read. */
  readonly waiting: number | undefined;
  /** Why something was not fetched. */
  readonly failure?: string | undefined;
  /** The index may be asked for by these only when nothing of it is missing. */
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  /** No more alerts are taken before that has passed. */
  readonly waitMs?: number | undefined;
}

const FIRST_PAUSE_MS = 30 * SECOND_MS;
const LONGEST_PAUSE_MS = 5 * MINUTE_MS;
const REST_AFTER_MS = MINUTE_MS;
const LATE_AFTER_MS = 15 * MINUTE_MS;
/** Faults of one address: another round may find it mended, the sixth will not. */
export const MOST_TRIES = 5;
const OF_THE_ENTRY = new Set([
  ...['answer-too-long', 'host-not-allowed', 'bad-address', 'password-in-address', 'private-address'],
  'too-many-redirects',
]);

export function begunAt(url: string, now: number): FeedProgress {
  return { url, dueAt: now, waiting: 0, failures: 0 };
}

/** A source that is away is tried ever later, at most after five minutes; one that has more is asked again after a minute. */
export function progressAfter(before: FeedProgress, round: Round, everyMs: number, now: number): FeedProgress {
  const { url, fetchedAt } = before;
  const waiting = round.waiting ?? before.waiting;
  const hasRead = round.waiting !== undefined;
  const read = { url, triedAt: now, fetchedAt: hasRead ? now : fetchedAt, waiting };
  const isWhole = round.failure === undefined && waiting === 0;
  const marks = isWhole ? { etag: round.etag, lastModified: round.lastModified } : {};
  if (round.failure === undefined) {
    const pause = waiting === 0 ? everyMs : Math.min(everyMs, round.waitMs ?? REST_AFTER_MS);
    return { ...read, ...marks, dueAt: now + pause, failures: 0 };
  }
  const failures = before.failures + 1;
  const away = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(10, failures - 1));
  const pause = hasRead ? Math.min(Math.max(everyMs, FIRST_PAUSE_MS), away) : away;
  const failingSince = before.failingSince ?? now;
  return { ...read, dueAt: now + pause, failure: round.failure, failingSince, failures };
}

export function isLate({ failingSince }: FeedProgress, now: number): boolean {
  return failingSince !== undefined && now - failingSince >= LATE_AFTER_MS;
}

/** Is this the fault of one address, and not of a server that is away? */
export function isOfTheEntry(word: string): boolean {
  return OF_THE_ENTRY.has(word) || (/^HTTP 4\d\d$/.test(word) && word !== 'HTTP 408' && word !== 'HTTP 429');
}
