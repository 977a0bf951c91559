// pure

/** One frame of MP3 at 48 kHz: what is made, dropped and sent is counted in these. */
export const BLOCK_MS = 24;
export const BLOCK_SAMPLES = 1_152;
/** The stream may lag so far behind the clock before silence is put in: late pieces of sound need no silence before them. */
export const HOLD_MS = 192;
/** What the stream may be ahead of that at its lowest before it catches up by leaving silence out. */
const SLACK_MS = 72;
/** So far ahead it leaves out whatever comes: an hour of a microphone's fast clock, or a line that held back seconds. */
const FAR_MS = 600;
const WINDOW_MS = 1_000;

/**
 * Keeps one stream in step with the clock. Sound goes out when it comes; where none comes silence does, so that no player starves;
 * silence that was put in for sound that came late is taken out again where the speaker pauses, or else delay would only grow.
 * Instants are any milliseconds that never jump.
 */
export class Pacer {
  #startedAt: number;
  #made = 0;
  #windowAt: number;
  #low = Number.POSITIVE_INFINITY;
  #lowBefore = Number.POSITIVE_INFINITY;

  constructor(now: number) {
    this.#startedAt = now;
    this.#windowAt = now;
  }

  /** How many blocks of silence must go out now. */
  fill(now: number): number {
    const missing = Math.floor((now - this.#startedAt - HOLD_MS - this.#made * BLOCK_MS) / BLOCK_MS);
    if (missing <= 0) return 0;
    this.#made += missing;
    return missing;
  }

  /** Does this block of sound go out? */
  takes(now: number, isSilent: boolean): boolean {
    if (now - this.#windowAt >= WINDOW_MS) {
      this.#lowBefore = this.#low;
      this.#low = Number.POSITIVE_INFINITY;
      this.#windowAt = now;
    }
    const ahead = this.#made * BLOCK_MS - (now - this.#startedAt) + HOLD_MS;
    this.#low = Math.min(this.#low, ahead);
    const spare = Math.min(this.#low, this.#lowBefore);
    const isSettled = this.#lowBefore !== Number.POSITIVE_INFINITY;
    if (ahead > HOLD_MS + FAR_MS || (isSettled && isSilent && spare > SLACK_MS)) {
      this.#low -= BLOCK_MS;
      this.#lowBefore -= BLOCK_MS;
      return false;
    }
    this.#made++;
    return true;
  }
}
