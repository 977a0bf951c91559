import { execFileSync } from 'node:child_process';

const RATE = 8_000;

/** Any audio file as mono samples at 8 kHz, −1 to 1. */
export function samplesOf(file: string): Float32Array {
  const raw = execFileSync(
    'ffmpeg',
    ['-nostdin', '-v', 'error', '-i', file, '-f', 'f32le', '-ac', '1', '-ar', String(RATE), 'pipe:1'],
    { maxBuffer: 1 << 30 },
  );
  return new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
}

/** Best normalised correlation of `heard` with `source` over a shift of at most ± `maxShiftMs`, compared over `seconds` from `fromMs`. */
export function correlation(
  source: Float32Array,
  heard: Float32Array,
  { fromMs = 500, seconds = 4, maxShiftMs = 400 } = {},
): number {
  const from = Math.round((fromMs * RATE) / 1_000);
  const length = Math.min(seconds * RATE, source.length - from - 1);
  const maxShift = Math.round((maxShiftMs * RATE) / 1_000);
  let best = 0;
  for (let shift = -maxShift; shift <= maxShift; shift++) {
    if (from + shift < 0 || from + shift + length > heard.length) continue;
    let product = 0;
    let a = 0;
    let b = 0;
    for (let index = 0; index < length; index++) {
      const x = source[from + index] as number;
      const y = heard[from + shift + index] as number;
      product += x * y;
      a += x * x;
      b += y * y;
    }
    best = Math.max(best, product / Math.sqrt(a * b || 1));
  }
  return best;
}
