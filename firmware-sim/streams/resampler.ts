// pure
import { SAMPLE_RATE } from '../player/pcm.ts';

/** Taps on each side of a sample, and positions between two samples that have taps of their own. */
const HALF = 8;
const PHASES = 128;

/**
 * Brings a stream of samples (−1 to 1) of any rate to 48 kHz by a windowed sinc; `speed` above 1 makes it shorter, which is how a
 * full buffer is emptied without a cut. The speed may change at any moment without a jump.
 */
export class Resampler {
  readonly #rate: number;
  readonly #taps: Float32Array;
  #held: Float32Array;
  /** Where in `held` the next sample lies. */
  #at: number = HALF;

  constructor(rate: number) {
    this.#rate = rate;
    this.#taps = tapsFor(Math.min(1, SAMPLE_RATE / rate));
    this.#held = new Float32Array(2 * HALF);
  }

  push(samples: Float32Array, speed = 1): Int16Array {
    const all = new Float32Array(this.#held.length + samples.length);
    all.set(this.#held);
    all.set(samples, this.#held.length);
    const step = (this.#rate / SAMPLE_RATE) * speed;
    const last = all.length - HALF - 1;
    const out = new Int16Array(Math.max(0, Math.floor((last - this.#at) / step) + 1));
    let count = 0;
    for (; this.#at <= last && count < out.length; this.#at += step) out[count++] = this.#sampleAt(all, this.#at);
    const keepFrom = Math.max(0, Math.floor(this.#at) - HALF);
    this.#held = all.slice(keepFrom);
    this.#at -= keepFrom;
    return count === out.length ? out : out.subarray(0, count);
  }

  #sampleAt(all: Float32Array, at: number): number {
    const whole = Math.floor(at);
    const phase = Math.round((at - whole) * PHASES);
    const taps = phase * 2 * HALF;
    let sum = 0;
    for (let tap = 0; tap < 2 * HALF; tap++) sum += (all[whole - HALF + 1 + tap] ?? 0) * (this.#taps[taps + tap] ?? 0);
    return Math.max(-32_768, Math.min(32_767, Math.round(sum * 32_768)));
  }
}

/** For each phase the weights of 2 × HALF samples; `cutoff` as a share of half the rate. Each set sums to one. */
function tapsFor(cutoff: number): Float32Array {
  const taps = new Float32Array((PHASES + 1) * 2 * HALF);
  for (let phase = 0; phase <= PHASES; phase++) {
    let sum = 0;
    for (let tap = 0; tap < 2 * HALF; tap++) {
      const x = tap - HALF + 1 - phase / PHASES;
      const window = Math.cos((Math.PI * x) / (2 * HALF)) ** 2;
      const value = x === 0 ? cutoff : Math.sin(Math.PI * x * cutoff) / (Math.PI * x);
      taps[phase * 2 * HALF + tap] = value * window;
      sum += value * window;
    }
    for (let tap = 0; tap < 2 * HALF; tap++) {
      const index = phase * 2 * HALF + tap;
      taps[index] = (taps[index] ?? 0) / sum;
    }
  }
  return taps;
}
