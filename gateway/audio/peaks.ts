import { spawn } from 'node:child_process';
import { UnavailableError } from '../errors.ts';
import { inputArguments, type SoundFile, type ToolRun } from './ffmpeg.ts';
import { AudioRefusedError } from './refusal.ts';

/** Enough to draw; a tone above 4 kHz still lifts the samples below it. */
const RATE = 8_000;
const BYTES = 2;

/** The loudest sample of each of up to `count` equal pieces of a sound file, 0 to 100; decoded as a stream, never held whole. */
export async function peaksOf(
  source: SoundFile & { readonly durationMs: number },
  count: number,
  run: ToolRun,
): Promise<number[]> {
  const samples = Math.max(1, Math.ceil((source.durationMs / 1_000) * RATE));
  const size = Math.ceil(samples / count);
  const peaks = new Uint16Array(Math.ceil(samples / size));
  let seen = 0;
  let odd: number | undefined;
  const take = (chunk: Buffer) => {
    let at = 0;
    if (odd !== undefined && chunk.length > 0) {
      note(Buffer.from([odd, chunk[0] as number]).readInt16LE(0));
      at = 1;
      odd = undefined;
    }
    for (; at + BYTES <= chunk.length; at += BYTES) note(chunk.readInt16LE(at));
    if (at < chunk.length) odd = chunk[at];
  };
  const note = (sample: number) => {
    // The encoder pads the last frame: what lies behind the length belongs to the last piece.
    const piece = Math.min(peaks.length - 1, Math.floor(seen++ / size));
    peaks[piece] = Math.max(peaks[piece] as number, Math.abs(sample));
  };
  if ((await decode(source, take, run)) !== 0 || seen === 0) throw new AudioRefusedError('recording-damaged');
  return [...peaks].map((peak) => Math.min(100, Math.round((peak / 32_767) * 100)));
}

function decode(source: SoundFile, take: (chunk: Buffer) => void, run: ToolRun): Promise<number | null> {
  const args = [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'],
    ...inputArguments(source),
    ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-ac', '1', '-ar', String(RATE), '-f', 's16le', '-'],
  ];
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: run.timeLimitMs,
      killSignal: 'SIGKILL',
      ...(run.signal ? { signal: run.signal } : {}),
    });
    child.stdout.on('data', take);
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const missing = cause.code === 'ENOENT';
      reject(missing ? new UnavailableError('ffmpeg-missing', 'Install ffmpeg: apt-get install ffmpeg.') : cause);
    });
    child.once('close', resolve);
  });
}
