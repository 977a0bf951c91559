// pure
import { BLOCK_MS, BLOCK_SAMPLES } from './pacer.ts';

/** Where speech is brought to, as recordings are (audio/normalise.ts). */
const TARGET_LUFS = -16;
/** Below this it is a room, not a voice: the gain stays as it is. */
const GATE_LUFS = -50;
const MOST_DB = 24;
const LEAST_DB = -20;
/** A second of voice decides; louder is answered at once, softer slowly. */
const MEMORY = BLOCK_MS / 1_000;
const DOWN_DB = 60 * (BLOCK_MS / 1_000);
const UP_DB = 12 * (BLOCK_MS / 1_000);
const FIRST_UP_DB = 60 * (BLOCK_MS / 1_000);
const FIRST_BLOCKS = Math.round(600 / BLOCK_MS);
/** −1 dB below full scale. */
const CEILING = 0.891;
const RELEASE = 10 ** ((60 * (BLOCK_MS / 1_000)) / 20);
const RAMP_SAMPLES = 96;
export const QUIETEST_DB = -90;

export interface Levelled {
  /** 16 bit, little endian, mono, 48 kHz. */
  readonly pcm: Buffer;
  /** Of what came in: root mean square, dB below full scale. */
  readonly levelDb: number;
}

/**
 * Brings speech near −16 LUFS while it is spoken, without waiting for what comes: loudness is measured as ITU-R BS.1770 weighs it,
 * only while somebody speaks, and the gain follows; what would clip is held down inside its own block of 24 ms.
 */
export class Leveller {
  readonly #shelf = new Biquad(
    [1.53512485958697, -2.69169618940638, 1.19839281085285],
    [-1.69065929318241, 0.73248077421585],
  );
  readonly #highPass = new Biquad([1, -2, 1], [-1.99004745483398, 0.99007225036621]);
  #power = 0;
  #spoken = 0;
  #gainDb = 0;
  #gain = 1;
  #hold = 1;

  /** Takes one block of `BLOCK_SAMPLES`. */
  level(block: Buffer): Levelled {
    const samples = new Float64Array(BLOCK_SAMPLES);
    let sum = 0;
    let weighted = 0;
    for (let index = 0; index < BLOCK_SAMPLES; index++) {
      const sample = block.readInt16LE(index * 2) / 32_768;
      samples[index] = sample;
      sum += sample * sample;
      const heard = this.#highPass.pass(this.#shelf.pass(sample));
      weighted += heard * heard;
    }
    this.#follow(weighted / BLOCK_SAMPLES);
    const levelDb = Math.max(QUIETEST_DB, 10 * Math.log10(sum / BLOCK_SAMPLES + 1e-12));
    return { pcm: this.#louder(samples), levelDb };
  }

  #follow(power: number): void {
    if (lufs(power) < GATE_LUFS) return;
    this.#spoken++;
    const share = Math.max(MEMORY, 1 / this.#spoken);
    this.#power += (power - this.#power) * share;
    const wanted = Math.min(MOST_DB, Math.max(LEAST_DB, TARGET_LUFS - lufs(this.#power)));
    const up = this.#spoken <= FIRST_BLOCKS ? FIRST_UP_DB : UP_DB;
    this.#gainDb += Math.min(up, Math.max(-DOWN_DB, wanted - this.#gainDb));
  }

  #louder(samples: Float64Array): Buffer {
    const gain = 10 ** (this.#gainDb / 20);
    let peak = 0;
    for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
    const hold = Math.min(1, this.#hold * RELEASE, peak * gain > CEILING ? CEILING / (peak * gain) : 1);
    this.#hold = hold;
    const from = this.#gain;
    const to = gain * hold;
    this.#gain = to;
    const pcm = Buffer.allocUnsafe(BLOCK_SAMPLES * 2);
    for (let index = 0; index < BLOCK_SAMPLES; index++) {
      const step = Math.min(1, index / RAMP_SAMPLES);
      const value = (samples[index] ?? 0) * (from + (to - from) * step);
      pcm.writeInt16LE(Math.round(Math.max(-CEILING, Math.min(CEILING, value)) * 32_767), index * 2);
    }
    return pcm;
  }
}

function lufs(power: number): number {
  return -0.691 + 10 * Math.log10(power + 1e-12);
}

class Biquad {
  readonly #b: readonly [number, number, number];
  readonly #a: readonly [number, number];
  #z1 = 0;
  #z2 = 0;

  constructor(b: readonly [number, number, number], a: readonly [number, number]) {
    this.#b = b;
    this.#a = a;
  }

  pass(x: number): number {
    const y = this.#b[0] * x + this.#z1;
    this.#z1 = this.#b[1] * x - this.#a[0] * y + this.#z2;
    this.#z2 = this.#b[2] * x - this.#a[1] * y;
    return y;
  }
}

/** The same block beginning softly: sound after silence makes no click. */
export function fadedIn(pcm: Buffer): Buffer {
  const faded = Buffer.from(pcm);
  for (let index = 0; index < RAMP_SAMPLES * 2; index++)
    faded.writeInt16LE(Math.round((pcm.readInt16LE(index * 2) * index) / (RAMP_SAMPLES * 2)), index * 2);
  return faded;
}
