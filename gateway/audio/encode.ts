import { inputArguments, runTool, type ToolRun } from './ffmpeg.ts';
import { TO_MONO } from './loudness.ts';
import { AudioRefusedError } from './refusal.ts';

/** Sample peaks stay 1.5 dB below full scale, so that a lossy decoder does not clip. */
const CEILING = 10 ** (-1.5 / 20);

/**
 * Encodes to Opus (32 kbit/s) and MP3 (64 kbit/s), mono 48 kHz, `gainDb` louder with peaks held by a limiter.
 * `bitexact` and no metadata: the same sound gives the same bytes, and nothing about the recorder goes out.
 */
export async function encode(
  source: { readonly path: string; readonly demuxer: string },
  gainDb: number,
  to: { readonly opus: string; readonly mp3: string },
  run: ToolRun,
): Promise<void> {
  const chain = `${TO_MONO},volume=${gainDb.toFixed(2)}dB,alimiter=limit=${CEILING.toFixed(4)}:level=disabled:attack=5:release=50`;
  const common = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact', '-y'];
  const result = await runTool(
    'ffmpeg',
    [
      ...['-loglevel', 'error'],
      ...inputArguments(source.path, source.demuxer),
      ...['-filter_complex', `[0:a:0]${chain},asplit=2[one][two]`],
      ...['-map', '[one]', '-c:a', 'libopus', '-b:a', '32k', '-application', 'audio'],
      ...[...common, '-f', 'ogg', `file:${to.opus}`],
      ...['-map', '[two]', '-c:a', 'libmp3lame', '-b:a', '64k', ...common, '-f', 'mp3', `file:${to.mp3}`],
    ],
    run,
  );
  if (result.code !== 0) throw new AudioRefusedError('recording-damaged');
}
