import { Fourier } from './fourier.ts';

/**
 * An acoustic fingerprint after Haitsma and Kalker ("A Highly Robust Audio Fingerprinting System", ISMIR 2002): every 32 ms a word of
 * 32 bits, each the sign of how the difference of two neighbouring bands changed. Unlike theirs the window is a second long, so that
 * the echo of several horns lies within it, the change is taken over 256 ms, and the listener keeps which bits it is sure of.
 * Figures: docs/listening.md and decision 0034. A change of any number here is another version of the file (print-file.ts).
 */
export const PRINT_RATE = 8_000;
export const HOP = 256;
export const HOP_MS = (HOP / PRINT_RATE) * 1_000;
const WINDOW = 8_192;
const LAG = 8;
/** What FM and a horn let through. */
const LOWEST_HZ = 300;
const HIGHEST_HZ = 2_800;
const BITS = 32;
/** Bits of a word kept as sure: those that changed most. Noise turns the weak ones first. */
const SURE_BITS = 20;
/** Digital silence, dB below full scale. */
export const SILENT_DB = -120;

/** One entry a hop; entry n is centred n × 32 ms after the first sample. */
export interface Print {
  readonly words: Uint32Array;
  /** Root mean square of the hop, whole dB below full scale. */
  readonly levels: Int8Array;
}

/** What was heard also knows which bits it is sure of. */
export interface HeardPrint extends Print {
  readonly sure: Uint32Array;
}

/** Makes a print of samples (−1 to 1, 8 kHz, mono) as they come; keeps no sound. */
export class Printer {
  readonly #fourier = new Fourier(WINDOW);
  readonly #edges = bandEdges();
  readonly #shape = Float64Array.from({ length: WINDOW }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / WINDOW));
  readonly #shaped = new Float64Array(WINDOW);
  readonly #power = new Float64Array(WINDOW / 2);
  /** The newest window of samples, as a ring; half a window of silence stands before the first. */
  readonly #ring = new Float64Array(WINDOW);
  #at = WINDOW / 2;
  #pending = WINDOW / 2;
  #sum = 0;
  #samples = 0;
  readonly #levels: number[] = [];
  readonly #words: number[] = [];
  readonly #sure: number[] = [];
  /** Differences of bands of the last LAG entries. */
  readonly #before: Float64Array[] = [];

  /** Levels known up to now; they are ahead of the words by half a window. */
  get levels(): readonly number[] {
    return this.#levels;
  }

  take(samples: Float64Array | Float32Array): void {
    for (const sample of samples) this.#takeOne(sample, true);
  }

  /** Ends it: what was taken, as a print. */
  finish(): HeardPrint {
    const entries = this.#levels.length;
    while (this.#words.length < entries) this.#takeOne(0, false);
    return {
      words: Uint32Array.from(this.#words.slice(0, entries)),
      sure: Uint32Array.from(this.#sure.slice(0, entries)),
      levels: Int8Array.from(this.#levels),
    };
  }

  #takeOne(sample: number, counts: boolean): void {
    this.#ring[this.#at] = sample;
    this.#at = (this.#at + 1) % WINDOW;
    if (counts) {
      this.#sum += sample * sample;
      this.#samples++;
      if (this.#samples === HOP) this.#closeLevel();
    }
    if (--this.#pending > 0) return;
    this.#pending = HOP;
    this.#closeEntry();
  }

  #closeLevel(): void {
    const level = this.#sum === 0 ? SILENT_DB : 10 * Math.log10(this.#sum / HOP);
    this.#levels.push(Math.round(Math.max(SILENT_DB, Math.min(0, level))));
    this.#sum = 0;
    this.#samples = 0;
  }

  #closeEntry(): void {
    this.#shaped.set(this.#ring.subarray(this.#at));
    this.#shaped.set(this.#ring.subarray(0, this.#at), WINDOW - this.#at);
    for (let n = 0; n < WINDOW; n++) this.#shaped[n] = (this.#shaped[n] as number) * (this.#shape[n] as number);
    this.#fourier.power(this.#shaped, this.#power);
    const differences = this.#differences();
    const before = this.#before.length < LAG ? differences : (this.#before.shift() as Float64Array);
    this.#before.push(differences);
    const { word, sure } = wordOf(differences, before);
    this.#words.push(word);
    this.#sure.push(sure);
  }

  /** How much more each band carries than the one above it. */
  #differences(): Float64Array {
    const differences = new Float64Array(BITS);
    let lower = this.#energyOf(0);
    for (let band = 0; band < BITS; band++) {
      const upper = this.#energyOf(band + 1);
      differences[band] = lower - upper;
      lower = upper;
    }
    return differences;
  }

  #energyOf(band: number): number {
    const from = this.#edges[band] as number;
    const to = this.#edges[band + 1] as number;
    let energy = 0;
    for (let k = Math.floor(from); k < to; k++)
      energy += (Math.min(to, k + 1) - Math.max(from, k)) * (this.#power[k] as number);
    return energy;
  }
}

export function printOf(samples: Float64Array | Float32Array): HeardPrint {
  const printer = new Printer();
  printer.take(samples);
  return printer.finish();
}

function wordOf(now: Float64Array, before: Float64Array): { word: number; sure: number } {
  const changes = new Float64Array(BITS);
  let word = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const change = (now[bit] as number) - (before[bit] as number);
    if (change > 0) word |= 1 << bit;
    changes[bit] = Math.abs(change);
  }
  const least = Float64Array.from(changes).sort()[BITS - SURE_BITS] as number;
  let sure = 0;
  // Where nothing changed at all (digital silence, the very beginning) nothing is sure.
  for (let bit = 0; bit < BITS; bit++) {
    const change = changes[bit] as number;
    if (change > 0 && change >= least) sure |= 1 << bit;
  }
  return { word: word >>> 0, sure: sure >>> 0 };
}

/** 33 bands of equal ratio, in bins of the transform. */
function bandEdges(): Float64Array {
  return Float64Array.from(
    { length: BITS + 2 },
    (_, n) => (LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** (n / (BITS + 1)) * WINDOW) / PRINT_RATE,
  );
}
