import type { AudioEncoding } from '../../protocol/api/paths.ts';
import { inputArguments, runTool, type ToolRun } from './ffmpeg.ts';
import { TO_MONO } from './loudness.ts';
import { AudioRefusedError } from './refusal.ts';

/** Sample peaks stay 1.5 dB below full scale, so that a lossy decoder does not clip. */
const CEILING = 10 ** (-1.5 / 20);

const CODECS: Readonly<Record<AudioEncoding, readonly string[]>> = {
  opus: ['-c:a', 'libopus', '-b:a', '32k', '-application', 'audio', '-f', 'ogg'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '64k', '-f', 'mp3'],
};

/**
 * Encodes to Opus (32 kbit/s) or MP3 (64 kbit/s), mono 48 kHz, `gainDb` louder with peaks held by a limiter.
 * `bitexact` and no metadata: the same sound gives the same bytes, and nothing about the recorder goes out.
 */
export async function encode(
  source: { readonly path: string; readonly demuxer: string },
  gainDb: number,
  to: { readonly path: string; readonly encoding: AudioEncoding },
  run: ToolRun,
): Promise<void> {
  const limiter = `alimiter=limit=${CEILING.toFixed(4)}:level=disabled:attack=5:release=50`;
  const result = await runTool(
    'ffmpeg',
    [
      ...['-loglevel', 'error'],
      ...inputArguments(source.path, source.demuxer),
      ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-map_metadata', '-1'],
      ...['-af', `${TO_MONO},volume=${gainDb.toFixed(2)}dB,${limiter}`],
      ...['-fflags', '+bitexact', '-flags:a', '+bitexact'],
      ...[...CODECS[to.encoding], '-y', `file:${to.path}`],
    ],
    run,
  );
  if (result.code !== 0) throw new AudioRefusedError('recording-damaged');
}
