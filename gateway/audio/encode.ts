import type { AudioEncoding } from '../../protocol/api/paths.ts';
import { inputArguments, runTool, type SoundFile, type ToolResult, type ToolRun } from './ffmpeg.ts';
import { type Loudness, loudnessSaid, METERS, TO_MONO } from './loudness.ts';
import { AudioRefusedError } from './refusal.ts';

/** Sample peaks stay 1.5 dB below full scale, so that a lossy decoder does not clip. */
const CEILING = 10 ** (-1.5 / 20);

const CODECS: Readonly<Record<AudioEncoding, readonly string[]>> = {
  opus: ['-c:a', 'libopus', '-b:a', '32k', '-application', 'audio', '-f', 'ogg'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '64k', '-f', 'mp3'],
};
/** A third of the work for a voice that sounds the same (RFC 6716 leaves the search to the encoder). */
const QUICK: Readonly<Record<AudioEncoding, readonly string[]>> = { opus: ['-compression_level', '5'], mp3: [] };

/** The filters that make it `gainDb` louder, with the peaks held below the ceiling. */
export function louder(gainDb: number): string {
  const limiter = `alimiter=limit=${CEILING.toFixed(4)}:level=disabled:attack=5:release=50`;
  return `${TO_MONO},volume=${gainDb.toFixed(2)}dB,${limiter}`;
}

interface Target {
  readonly path: string;
  readonly encoding: AudioEncoding;
}

/**
 * Encodes to Opus (32 kbit/s) or MP3 (64 kbit/s), mono 48 kHz, `gainDb` louder with peaks held by a limiter.
 * `bitexact` and no metadata: the same sound gives the same bytes, and nothing about the recorder goes out.
 */
export async function encode(source: SoundFile, gainDb: number, to: Target, run: ToolRun): Promise<void> {
  const { code } = await encoded(source, gainDb, to, run);
  if (code !== 0) throw new AudioRefusedError('recording-damaged');
}

/** The same with less searching, and the loudness of what goes into the encoder measured on the way. */
export function encodeQuickly(source: SoundFile, gainDb: number, to: Target, run: ToolRun): Promise<Loudness> {
  return encoded(source, gainDb, to, run, { meters: `,${METERS}`, codec: QUICK[to.encoding] }).then(loudnessSaid);
}

function encoded(
  source: SoundFile,
  gainDb: number,
  to: Target,
  run: ToolRun,
  { meters, codec }: { meters: string; codec: readonly string[] } = { meters: '', codec: [] },
): Promise<ToolResult> {
  return runTool(
    'ffmpeg',
    [
      ...['-loglevel', meters ? 'level+info' : 'error'],
      ...inputArguments(source),
      ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-map_metadata', '-1'],
      ...['-af', `${louder(gainDb)}${meters}`],
      ...['-fflags', '+bitexact', '-flags:a', '+bitexact'],
      ...[...CODECS[to.encoding], ...codec, '-y', `file:${to.path}`],
    ],
    run,
  );
}
