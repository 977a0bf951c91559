import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplesOf } from './pcm.ts';

const RATE = 8_000;
/** So much sound is looked at to say who speaks. */
const SLICE_MS = 100;

/** A recording of one frequency, told from every other in a tenth of a second. */
export function toneFile(folder: string, name: string, hertz: number, seconds: number): string {
  const file = join(folder, `${name}.wav`);
  const source = `sine=frequency=${hertz}:sample_rate=48000:duration=${seconds}`;
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-ac', '1', file]);
  return file;
}

/** What is none of the tones: before an emergency speaks, it is the siren. */
export const OTHER = 'other';
/** Of the power of a slice, in one frequency; a siren that sweeps across it has less. */
const PURE = 0.8;

/** A stretch in which one tone sounded, or something that is none. */
export interface Spoken {
  readonly who: string;
  readonly from: number;
  readonly to: number;
}

/** Who spoke when on a node, from the samples that left it: every slice is given to the tone that it consists of. */
export function whoSpoke(folder: string, tones: Readonly<Record<string, number>>): Spoken[] {
  const pieces = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { startedAt: number; file: string })
    .sort((a, b) => a.startedAt - b.startedAt);
  const spoken: Spoken[] = [];
  for (const { startedAt, file } of pieces) {
    const samples = samplesOf(join(folder, file));
    const length = (RATE * SLICE_MS) / 1_000;
    for (let from = 0; from + length <= samples.length; from += length) {
      const who = strongest(samples.subarray(from, from + length), tones);
      const at = startedAt + (from * 1_000) / RATE;
      if (who !== undefined) spoken.push({ who, from: at, to: at + SLICE_MS });
    }
  }
  // A slice at the edge of a tone is not pure, and one at the turn of a siren is.
  return joined(
    joined(spoken, 2 * SLICE_MS).filter(({ from, to }) => to - from > 2.5 * SLICE_MS),
    4 * SLICE_MS,
  );
}

/** One stretch of those that follow each other within less than so long. */
function joined(stretches: readonly Spoken[], withinMs: number): Spoken[] {
  const whole: Spoken[] = [];
  for (const next of stretches) {
    const last = whole.at(-1);
    const goesOn = last?.who === next.who && next.from - last.to < withinMs;
    if (goesOn) whole[whole.length - 1] = { ...last, to: next.to };
    else whole.push(next);
  }
  return whole;
}

function strongest(slice: Float32Array, tones: Readonly<Record<string, number>>): string | undefined {
  const energy = slice.reduce((sum, sample) => sum + sample * sample, 0) / slice.length;
  if (energy < 1e-5) return undefined;
  const [best] = Object.entries(tones)
    .map(([who, hertz]) => ({ who, power: goertzel(slice, hertz) }))
    .sort((a, b) => b.power - a.power);
  // Of a pure tone the power is (amplitude · length / 2)², its energy amplitude² / 2.
  return best && best.power >= (PURE * energy * slice.length ** 2) / 2 ? best.who : OTHER;
}

/** Power of one frequency (Goertzel). */
function goertzel(samples: Float32Array, hertz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
  let [before, last] = [0, 0];
  for (const sample of samples) [before, last] = [last, sample + coefficient * last - before];
  return before * before + last * last - coefficient * before * last;
}
