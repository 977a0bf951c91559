import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplesOf } from '../../flows/pcm.ts';

/** No two neighbours are near each other, none is a multiple of its neighbour, and a player two percent faster changes no name. */
export const TONES = [400, 1_150, 520, 1_500, 680, 1_950, 880, 2_550, 3_300] as const;
export const TONE_MS = 600;
const WAV_RATE = 48_000;
const LOUD = 9_000;

/** What Chromium's fake microphone says, over and over: each tone for so long. */
export function tonesWav(file: string): string {
  const samples = (WAV_RATE * TONE_MS * TONES.length) / 1_000;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(WAV_RATE, 24);
  wav.writeUInt32LE(WAV_RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  let phase = 0;
  for (let index = 0; index < samples; index++) {
    const hertz = TONES[Math.floor((index * 1_000) / WAV_RATE / TONE_MS)] ?? 0;
    // One swing goes over into the next: a jump would be a click that the noise suppression takes away.
    phase += (2 * Math.PI * hertz) / WAV_RATE;
    wav.writeInt16LE(Math.round(LOUD * Math.sin(phase)), 44 + index * 2);
  }
  writeFileSync(file, wav);
  return file;
}

/** A tone that sounded, by the clock of whoever heard it. */
export interface Heard {
  readonly hertz: number;
  readonly from: number;
  readonly to: number;
}

const RATE = 8_000;
const WINDOW = (RATE * 60) / 1_000;
const HOP = (RATE * 10) / 1_000;
const HOP_MS = 10;
const QUIET = 1e-4;
/** Between two neighbours in height there is more than twice this. */
const NEAR = 0.06;
/** Shorter is the seam of two tones. */
export const SHORTEST_MS = 200;

/** The tones of a stretch of sound that began at `startedAt`, in order; each is named by its zero crossings. */
export function tonesIn(samples: Float32Array, startedAt: number): Heard[] {
  const heard: Heard[] = [];
  for (let at = 0; at + WINDOW <= samples.length; at += HOP) {
    const hertz = toneOf(samples.subarray(at, at + WINDOW));
    if (hertz === undefined) continue;
    const middle = startedAt + ((at + WINDOW / 2) * 1_000) / RATE;
    const last = heard.at(-1);
    if (last?.hertz === hertz && middle - last.to < 2 * TONE_MS)
      heard[heard.length - 1] = { ...last, to: middle + HOP_MS / 2 };
    else heard.push({ hertz, from: middle - HOP_MS / 2, to: middle + HOP_MS / 2 });
  }
  return heard.filter(({ from, to }) => to - from >= SHORTEST_MS);
}

function toneOf(window: Float32Array): number | undefined {
  let crossings = 0;
  let energy = 0;
  for (let index = 1; index < window.length; index++) {
    const [before, now] = [window[index - 1] ?? 0, window[index] ?? 0];
    energy += now * now;
    if (before < 0 !== now < 0) crossings++;
  }
  if (energy / window.length < QUIET) return undefined;
  const hertz = (crossings * RATE) / (2 * window.length);
  return TONES.find((tone) => Math.abs(hertz - tone) / tone < NEAR);
}

/** What left the horns of a node for this run, by the clock of its sink. */
export function tonesOfNode(wavFolder: string, run: string): Heard[] {
  return readdirSync(wavFolder)
    .filter((name) => name.startsWith(run) && name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(wavFolder, name), 'utf8')) as { startedAt: number; file: string })
    .sort((a, b) => a.startedAt - b.startedAt)
    .flatMap(({ startedAt, file }) => tonesIn(samplesOf(join(wavFolder, file)), startedAt));
}

/** How late each change of tone was heard that was also said, in milliseconds. */
export function delaysOf(said: readonly Heard[], heard: readonly Heard[]): number[] {
  return heard.flatMap((tone, index) => {
    const before = heard[index - 1];
    if (!before) return [];
    const match = said.find(
      (one, at) =>
        one.hertz === tone.hertz &&
        said[at - 1]?.hertz === before.hertz &&
        tone.from - one.from > 0 &&
        tone.from - one.from < (TONE_MS * TONES.length) / 2,
    );
    return match ? [tone.from - match.from] : [];
  });
}

export const share = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? Number.NaN;

/** How much longer it took than it was said, between the first and the last change that both know. */
export function stretchOf(said: readonly Heard[], heard: readonly Heard[]): number {
  const changes = heard.slice(1);
  const at = said.findIndex(
    ({ hertz }, index) => hertz === changes[0]?.hertz && said[index - 1]?.hertz === heard[0]?.hertz,
  );
  const both = said.slice(at, at + changes.length);
  const last = both.length - 1;
  const span = (tones: readonly Heard[]) => (tones[last]?.from ?? 0) - (tones[0]?.from ?? 0);
  return Math.round(span(changes) - span(both));
}

/** Nothing was heard that was not said, and in the order in which it was said; what a busy machine dropped may be missing. */
export function wasSaid(said: readonly Heard[], heard: readonly Heard[]): boolean {
  let at = 0;
  return heard.every(({ hertz }) => {
    while (at < said.length && said[at]?.hertz !== hertz) at++;
    return at++ < said.length;
  });
}
