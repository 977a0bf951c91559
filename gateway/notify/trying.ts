// pure
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';

/** After a day nobody wants to hear of it any more, and the installation says that the channel fails. */
export const GIVE_UP_MS = DAY_MS;
const FIRST_MS = 30 * SECOND_MS;
const MOST_MS = 30 * MINUTE_MS;
const JITTER = 0.2;

/** How long after the `tries`-th failure it is tried again: half a minute, one, two, …, half an hour, ±20 % by `random` (0 to 1). */
export function waitAfter(tries: number, random: number): number {
  const whole = Math.min(FIRST_MS * 2 ** Math.max(0, tries - 1), MOST_MS);
  return Math.round(whole * (1 - JITTER + 2 * JITTER * random));
}

/** A channel that fails again and again is left alone for a while, then tried with one message. */
export interface Circuit {
  readonly failures: number;
  /** Since when nothing gets through. */
  readonly failingSince?: number;
  /** Nothing is sent before. */
  readonly openUntil?: number;
  readonly word?: string;
}

export const CLOSED: Circuit = { failures: 0 };
const OPENS_AFTER = 5;
const FIRST_PAUSE_MS = MINUTE_MS;
const MOST_PAUSE_MS = 15 * MINUTE_MS;

export function afterFailure(circuit: Circuit, word: string, at: number, pauseMs = 0): Circuit {
  const failures = circuit.failures + 1;
  const beyond = failures - OPENS_AFTER;
  const own = beyond < 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** beyond, MOST_PAUSE_MS);
  const pause = Math.max(own, Math.min(pauseMs, MOST_PAUSE_MS));
  const since = circuit.failingSince ?? at;
  return { failures, failingSince: since, word, ...(pause > 0 ? { openUntil: at + pause } : {}) };
}

/** How many messages may go at once: none while it rests, one to find out, all when it works. */
export function mayTry({ openUntil, failures }: Circuit, at: number, most: number): number {
  if (openUntil !== undefined && at < openUntil) return 0;
  return failures >= OPENS_AFTER ? 1 : most;
}

/** Worth an alarm: not one failure by chance. */
export function isFailing({ failures }: Circuit): boolean {
  return failures >= OPENS_AFTER;
}
