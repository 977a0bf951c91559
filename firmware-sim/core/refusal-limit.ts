// pure
import { MINUTE_MS } from '../../protocol/units.ts';

const BURST = 20;
const ONE_PER_MS = MINUTE_MS;

/** A bucket of signed refusals: a flood of forgeries is counted, not written down one by one, so it cannot fill the disk. */
export class RefusalLimit {
  #tokens = BURST;
  #filledAt: number;
  #suppressed = 0;

  constructor(monotonicMs: number) {
    this.#filledAt = monotonicMs;
  }

  /** How many went unwritten since the last one written, or undefined when this one shall go unwritten too. */
  admit(monotonicMs: number): number | undefined {
    this.#tokens = Math.min(BURST, this.#tokens + (monotonicMs - this.#filledAt) / ONE_PER_MS);
    this.#filledAt = monotonicMs;
    if (this.#tokens < 1) {
      this.#suppressed++;
      return undefined;
    }
    this.#tokens--;
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    return suppressed;
  }
}
