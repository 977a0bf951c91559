// pure
import { SAMPLE_RATE } from './pcm.ts';

/** The loudness recordings are brought to (LUFS, here by root mean square of what is no pause). */
const TARGET_DB = -16;
const MOST_DB = 12;
/** Quieter than this is a pause or a dead station: it is not raised, and says nothing of how loud the rest is. */
const PAUSE_DB = -45;
const BLOCK = SAMPLE_RATE / 10;
/** How much of one block of 100 ms goes into the mean: about three seconds. */
const SHARE = 0.033;
/** So slow that nobody hears it work; down faster than up. */
const UP_DB = 0.15;
const DOWN_DB = 0.6;
/** The highest sample, and how fast its limit is let go. */
const CEILING = 0.89;
const RELEASE = 1 - Math.exp(-1 / (0.15 * SAMPLE_RATE));

/** Brings a station near the loudness of everything else: a slow gain of at most ± 12 dB, and a limit on peaks. Samples of 48 kHz. */
export class Agc {
  #gainDb = 0;
  #power: number | undefined;
  #sum = 0;
  #count = 0;
  #gain = 1;
  #limit = 1;

  get gainDb(): number {
    return this.#gainDb;
  }

  apply(samples: Float32Array): Float32Array {
    const out = new Float32Array(samples.length);
    for (const [index, sample] of samples.entries()) {
      this.#sum += sample * sample;
      if (++this.#count >= BLOCK) this.#closeBlock();
      // One sample after the other towards the gain of the block, so that no step is heard.
      this.#gain += (10 ** (this.#gainDb / 20) - this.#gain) * 0.001;
      const raised = sample * this.#gain;
      const allowed = Math.abs(raised) > CEILING ? CEILING / Math.abs(raised) : 1;
      this.#limit = Math.min(allowed, this.#limit + (1 - this.#limit) * RELEASE);
      out[index] = raised * this.#limit;
    }
    return out;
  }

  #closeBlock(): void {
    const power = this.#sum / this.#count;
    this.#sum = 0;
    this.#count = 0;
    if (10 * Math.log10(power || 1e-12) < PAUSE_DB) return;
    this.#power = this.#power === undefined ? power : this.#power + (power - this.#power) * SHARE;
    const wantedDb = Math.max(-MOST_DB, Math.min(MOST_DB, TARGET_DB - 10 * Math.log10(this.#power)));
    this.#gainDb += Math.max(-DOWN_DB, Math.min(UP_DB, wantedDb - this.#gainDb));
  }
}
