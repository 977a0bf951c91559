import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_RATE } from '../../firmware-sim/player/pcm.ts';
import { WAV_HEADER_BYTES, wavHeader } from '../../firmware-sim/player/wav-header.ts';
import { chances } from '../../firmware-sim/scenarios/chance.ts';
import type { Part } from '../../protocol/messages/fields.ts';
import { sha256 } from './material.ts';

export interface MadeAudio {
  readonly pcm: Int16Array;
  readonly opus: Buffer;
  readonly part: Part;
}

/** A voice-like sound that is nowhere like itself a moment later: gliding tones under a random envelope, encoded to Opus by ffmpeg. */
export function madeAudio(folder: string, seconds: number, seed: string): MadeAudio {
  const random = chances(seed);
  const pcm = new Int16Array(seconds * SAMPLE_RATE);
  const phases = [0, 0, 0];
  const glides = phases.map(() => 150 + 600 * random());
  let envelope = 0.5;
  let aim = 0.5;
  for (let index = 0; index < pcm.length; index++) {
    if (index % 4_800 === 0) {
      aim = 0.15 + 0.35 * random();
      for (const [voice] of glides.entries()) glides[voice] = 150 + 900 * random();
    }
    envelope += (aim - envelope) / 2_000;
    let sum = 0;
    for (const [voice, hertz] of glides.entries()) {
      phases[voice] = (phases[voice] ?? 0) + (2 * Math.PI * hertz) / SAMPLE_RATE;
      sum += Math.sin(phases[voice] ?? 0) / 3;
    }
    pcm[index] = Math.round(32_767 * envelope * sum);
  }
  const wav = join(folder, `${seed}.wav`);
  const file = join(folder, `${seed}.opus`);
  const bytes = Buffer.from(pcm.buffer);
  writeFileSync(wav, Buffer.concat([wavHeader(bytes.length), bytes]));
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', wav, '-c:a', 'libopus', '-b:a', '64k', file]);
  const opus = readFileSync(file);
  return { pcm, opus, part: { sha256: sha256(bytes), durationMs: seconds * 1_000, opus: sha256(opus) } };
}

export function readWav(path: string): Int16Array {
  const bytes = readFileSync(path);
  const samples = new Int16Array((bytes.length - WAV_HEADER_BYTES) >> 1);
  for (let index = 0; index < samples.length; index++) samples[index] = bytes.readInt16LE(WAV_HEADER_BYTES + index * 2);
  return samples;
}

/** Normalised cross-correlation at the best lag within ± `lagMs`, over the samples both have. */
export function correlation(source: Int16Array, heard: Int16Array, lagMs = 40): number {
  const most = Math.round((lagMs * SAMPLE_RATE) / 1_000);
  let best = -1;
  for (let lag = -most; lag <= most; lag += 4) best = Math.max(best, at(source, heard, lag, 7));
  for (let lag = -most; lag <= most; lag++)
    if (at(source, heard, lag, 97) > best - 0.2) best = Math.max(best, at(source, heard, lag, 3));
  return best;
}

function at(a: Int16Array, b: Int16Array, lag: number, step: number): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let index = Math.max(0, -lag); index < Math.min(a.length, b.length - lag); index += step) {
    const x = a[index] ?? 0;
    const y = b[index + lag] ?? 0;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb || 1);
}
