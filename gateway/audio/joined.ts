// pure
import type { Pcm } from './pcm.ts';

/** Below this an engine is silent: 50 dB under full scale. */
const QUIET = 104;
/** What is left around the words, so that a soft consonant is not cut. */
const MARGIN_MS = 15;
/** A jump from nothing to something is a click; over this long it is none. */
const FADE_IN_MS = 5;
const FADE_OUT_MS = 15;

/**
 * Words without the silence an engine put around them, faded in and out: pieces and pauses can be put one behind the other
 * without a click. Undefined when nothing is said at all.
 */
export function trimmed({ rate, samples }: Pcm): Int16Array | undefined {
  const first = samples.findIndex(isHeard);
  if (first < 0) return undefined;
  const margin = Math.round((rate * MARGIN_MS) / 1_000);
  const from = Math.max(0, first - margin);
  const to = Math.min(samples.length, samples.findLastIndex(isHeard) + 1 + margin);
  return faded(samples.slice(from, to), rate);
}

const isHeard = (sample: number) => Math.abs(sample) > QUIET;

function faded(samples: Int16Array, rate: number): Int16Array {
  const { length } = samples;
  const [up, down] = [FADE_IN_MS, FADE_OUT_MS].map((ms) => Math.max(1, Math.round((rate * ms) / 1_000))) as [
    number,
    number,
  ];
  for (let index = 0; index < Math.min(length, up); index++) samples[index] = (samples[index] ?? 0) * curve(index / up);
  for (let index = 0; index < Math.min(length, down); index++) {
    const place = length - 1 - index;
    samples[place] = (samples[place] ?? 0) * curve(index / down);
  }
  return samples;
}

/** A half of a cosine: no corner at either end. */
const curve = (share: number) => (1 - Math.cos(Math.PI * share)) / 2;
