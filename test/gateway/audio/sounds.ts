import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { HEAD_BYTES } from '../../../gateway/audio/format.ts';

/** Sound made by ffmpeg: `source` is a lavfi description, the ending of `path` decides the format. */
export function makeSound(path: string, source: string, ...options: string[]): string {
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', source, ...options, path]);
  return path;
}

/** Something like speech: noise in syllables with pauses. */
export const SPEECH = 'anoisesrc=d=6:c=pink:a=0.4:seed=7,tremolo=f=4:d=0.9,highpass=f=150,lowpass=f=4000';

/** The beginning of a file only, as an interrupted copy leaves it. */
export function cutOff(path: string, from: string, share: number): string {
  writeFileSync(path, readFileSync(from).subarray(0, Math.floor(statSync(from).size * share)));
  return path;
}

export function headOf(path: string): Uint8Array {
  const file = openSync(path, 'r');
  const head = Buffer.alloc(HEAD_BYTES);
  const length = readSync(file, head, 0, HEAD_BYTES, 0);
  closeSync(file);
  return head.subarray(0, length);
}

/** What another program (not our code) measures: integrated loudness in LUFS. */
export function loudnessOf(path: string): number {
  const said = execFileSync(
    'sh',
    ['-c', 'ffmpeg -hide_banner -nostdin -i "$0" -af loudnorm=print_format=json -f null - 2>&1', path],
    { encoding: 'utf8' },
  );
  return Number(/"input_i" : "(-?[\d.]+)"/.exec(said)?.[1]);
}
