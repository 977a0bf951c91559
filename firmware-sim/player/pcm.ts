// pure
/** PCM inside a node: signed 16 bit little endian, 48 kHz, mono. */
export const SAMPLE_RATE = 48_000;
export const BYTES_PER_MS = (SAMPLE_RATE * 2) / 1_000;

/** Percent of full scale to a factor; 100 leaves the samples as they are. */
export function gainOf(volume: number): number {
  return Math.min(100, Math.max(0, volume)) / 100;
}

/** A copy of `pcm` with a gain that runs straight from `from` to `to` over its length. */
export function withGain(pcm: Buffer, from: number, to: number): Buffer {
  const out = Buffer.allocUnsafe(pcm.length & ~1);
  const samples = out.length / 2;
  for (let index = 0; index < samples; index++) {
    const gain = from + ((to - from) * index) / samples;
    const value = Math.round(pcm.readInt16LE(index * 2) * gain);
    out.writeInt16LE(Math.max(-32_768, Math.min(32_767, value)), index * 2);
  }
  return out;
}

/** Sum of squares of samples as shares of full scale, and how many. */
export function energyOf(pcm: Buffer): { sum: number; samples: number } {
  let sum = 0;
  const samples = pcm.length >> 1;
  for (let index = 0; index < samples; index++) {
    const share = pcm.readInt16LE(index * 2) / 32_768;
    sum += share * share;
  }
  return { sum, samples };
}

/** Level in dB below full scale; silence is −120. */
export function levelDb(sum: number, samples: number): number {
  if (samples === 0 || sum === 0) return -120;
  return Math.max(-120, 10 * Math.log10(sum / samples));
}

/** The same of samples that are shares already. */
export function energyOfSamples(samples: Float32Array): number {
  let sum = 0;
  for (const share of samples) sum += share * share;
  return sum;
}
