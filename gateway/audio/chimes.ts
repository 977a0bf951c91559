// pure
import { wavOf } from './wav.ts';

/** What sounds before the words: `siren` an emergency, `drill` an exercise, `chime` anything else. */
export const CHIMES = ['siren', 'drill', 'chime'] as const;
export type ChimeKind = (typeof CHIMES)[number];

const RATE = 24_000;
const FADE_SECONDS = 0.02;

/** A chime as a WAV file, made by rule: no sound of anybody else's, and the same bytes each time. */
export function chimeSound(kind: ChimeKind): Buffer {
  return wavOf(SOUNDS[kind](), RATE);
}

const SOUNDS: Readonly<Record<ChimeKind, () => Float64Array>> = {
  siren: () => sweep({ seconds: 5, lowHz: 500, highHz: 1_000, periodSeconds: 2.5 }),
  // Three rising notes, twice: nobody who knows the siren takes it for one.
  drill: () =>
    bells(4, [
      { at: 0, hz: 523.25 },
      { at: 0.35, hz: 659.26 },
      { at: 0.7, hz: 783.99 },
      { at: 1.9, hz: 523.25 },
      { at: 2.25, hz: 659.26 },
      { at: 2.6, hz: 783.99 },
    ]),
  chime: () =>
    bells(2.4, [
      { at: 0, hz: 659.26 },
      { at: 0.6, hz: 523.25 },
    ]),
};

interface Sweep {
  readonly seconds: number;
  readonly lowHz: number;
  readonly highHz: number;
  readonly periodSeconds: number;
}

/** Up and down between two tones, with the odd harmonics that a horn carries farthest. */
function sweep({ seconds, lowHz, highHz, periodSeconds }: Sweep): Float64Array {
  const samples = new Float64Array(seconds * RATE);
  let phase = 0;
  return samples.map((_, index) => {
    const time = index / RATE;
    const place = (time / periodSeconds) % 1;
    const height = place < 0.5 ? place * 2 : 2 - place * 2;
    // Even steps to the ear; even steps in hertz at this loudness also set off a fault in ffmpeg 5.1's Opus decoder.
    phase += (2 * Math.PI * lowHz * (highHz / lowHz) ** height) / RATE;
    const edge = Math.min(1, time / FADE_SECONDS, (seconds - time) / FADE_SECONDS);
    return 0.5 * edge * (Math.sin(phase) + Math.sin(3 * phase) / 4);
  });
}

/** Struck notes that die away: a tone with its octave. */
function bells(seconds: number, notes: readonly { at: number; hz: number }[]): Float64Array {
  return new Float64Array(Math.round(seconds * RATE)).map((_, index) => {
    const time = index / RATE;
    const sound = notes.reduce((sum, { at, hz }) => {
      const age = time - at;
      if (age < 0) return sum;
      const struck = Math.min(1, age / FADE_SECONDS) * Math.exp(-1.1 * age);
      return sum + struck * (Math.sin(2 * Math.PI * hz * age) + Math.sin(4 * Math.PI * hz * age) / 3);
    }, 0);
    return 0.3 * sound * Math.min(1, (seconds - time) / FADE_SECONDS);
  });
}
