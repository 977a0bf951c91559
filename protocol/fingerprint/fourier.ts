/** A power-of-two Fourier transform of real samples: tables made once, buffers used again. */
export class Fourier {
  readonly size: number;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #reversed: Uint32Array;

  constructor(size: number) {
    if (size < 4 || (size & (size - 1)) !== 0) throw new RangeError(`${size} is not a power of two`);
    this.size = size;
    const half = size / 2;
    this.#real = new Float64Array(half);
    this.#imaginary = new Float64Array(half);
    this.#cosines = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sines = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / size));
    const bits = Math.log2(half);
    this.#reversed = Uint32Array.from({ length: half }, (_, k) => reversed(k, bits));
  }

  /** Writes |X(k)|² of `size` samples into `power` for k below size / 2. */
  power(samples: Float64Array, power: Float64Array): void {
    this.#fold(samples);
    this.#butterflies();
    this.#unfold(power);
  }

  /** Even samples as the real part, odd ones as the imaginary part: one transform of half the size does for both. */
  #fold(samples: Float64Array): void {
    for (let k = 0; k < this.#reversed.length; k++) {
      const from = this.#reversed[k] as number;
      this.#real[k] = samples[2 * from] as number;
      this.#imaginary[k] = samples[2 * from + 1] as number;
    }
  }

  #butterflies(): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    const cosines = this.#cosines;
    const sines = this.#sines;
    const half = real.length;
    for (let span = 1; span < half; span *= 2) {
      const step = half / span;
      for (let start = 0; start < half; start += 2 * span) {
        for (let k = 0; k < span; k++) {
          const c = cosines[k * step] as number;
          const s = sines[k * step] as number;
          const low = start + k;
          const high = low + span;
          const hr = real[high] as number;
          const hi = imaginary[high] as number;
          const tr = hr * c + hi * s;
          const ti = hi * c - hr * s;
          const lr = real[low] as number;
          const li = imaginary[low] as number;
          real[high] = lr - tr;
          imaginary[high] = li - ti;
          real[low] = lr + tr;
          imaginary[low] = li + ti;
        }
      }
    }
  }

  #unfold(power: Float64Array): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    const half = real.length;
    for (let k = 0; k < half; k++) {
      const mirror = k === 0 ? 0 : half - k;
      const ar = real[k] as number;
      const ai = imaginary[k] as number;
      const br = real[mirror] as number;
      const bi = -(imaginary[mirror] as number);
      const dr = (ai - bi) / 2;
      const di = (br - ar) / 2;
      const c = this.#cosines[k] as number;
      const s = this.#sines[k] as number;
      const re = (ar + br) / 2 + dr * c + di * s;
      const im = (ai + bi) / 2 + di * c - dr * s;
      power[k] = re * re + im * im;
    }
  }
}

function reversed(value: number, bits: number): number {
  let out = 0;
  for (let bit = 0; bit < bits; bit++) out |= ((value >> bit) & 1) << (bits - 1 - bit);
  return out >>> 0;
}
