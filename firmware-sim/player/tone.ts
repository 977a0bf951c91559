// pure
import { gainOf, SAMPLE_RATE } from './pcm.ts';

const HERTZ = 1_000;
/** A click says nothing about a horn and wakes people. */
const FADE_MS = 20;
/** Root mean square of the tone at full volume, dB below full scale. */
export const TONE_DB = -9;
const AMPLITUDE = Math.SQRT2 * 10 ** (TONE_DB / 20);

/** A test tone as PCM of this node: a sine that comes and goes gently. `volume` in percent. */
export function tonePcm(ms: number, volume: number): Buffer {
  const samples = Math.round((ms * SAMPLE_RATE) / 1_000);
  const fade = Math.min(samples / 2, (FADE_MS * SAMPLE_RATE) / 1_000);
  const pcm = Buffer.allocUnsafe(samples * 2);
  const peak = 32_767 * AMPLITUDE * gainOf(volume);
  for (let index = 0; index < samples; index++) {
    const envelope = Math.min(1, index / fade, (samples - index) / fade);
    pcm.writeInt16LE(Math.round(peak * envelope * Math.sin((2 * Math.PI * HERTZ * index) / SAMPLE_RATE)), index * 2);
  }
  return pcm;
}
