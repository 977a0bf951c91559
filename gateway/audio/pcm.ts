import { spawn } from 'node:child_process';
import { endProgram } from '../../protocol/end-program.ts';
import { UnavailableError } from '../errors.ts';
import type { ToolRun } from './ffmpeg.ts';
import { LARGEST_SOUND_BYTES, speechFailed } from './speech-engine.ts';

/** 16-bit mono. */
export interface Pcm {
  readonly rate: number;
  readonly samples: Int16Array;
}

/** Samples of a WAV file of 16-bit mono PCM, whatever length its header promises; undefined for any other file. */
export function readWav(file: Buffer): Pcm | undefined {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  let rate: number | undefined;
  let at = 12;
  while (at + 8 <= file.length) {
    const name = file.toString('latin1', at, at + 4);
    const bytes = file.readUInt32LE(at + 4);
    const start = at + 8;
    if (name === 'fmt ' && start + 16 <= file.length) {
      const isPlain = file.readUInt16LE(start) === 1 && file.readUInt16LE(start + 2) === 1;
      if (!isPlain || file.readUInt16LE(start + 14) !== 16) return undefined;
      rate = file.readUInt32LE(start + 4);
    }
    if (name === 'data') {
      if (rate === undefined) return undefined;
      const samples = new Int16Array(Math.floor(Math.min(bytes, file.length - start) / 2));
      samples.forEach((_, index) => {
        samples[index] = file.readInt16LE(start + index * 2);
      });
      return { rate, samples };
    }
    // Chunks begin at even places (RIFF, Multimedia Programming Interface 1.0).
    at = start + bytes + (bytes % 2);
  }
  return undefined;
}

/** What an engine answered, at `rate` when it is given. Throws UnavailableError for what is no sound. */
export async function pcmOf(file: Buffer, rate: number | undefined, run: ToolRun): Promise<Pcm> {
  const plain = readWav(file);
  if (plain && (rate === undefined || plain.rate === rate)) return plain;
  const demuxer = demuxerOf(file);
  if (demuxer === undefined) throw speechFailed('answered something that is no WAV or MP3 file');
  const wanted = rate ?? 24_000;
  const raw = await decode(file, demuxer, wanted, run);
  return { rate: wanted, samples: new Int16Array(raw.buffer, raw.byteOffset, Math.floor(raw.length / 2)) };
}

function demuxerOf(file: Buffer): 'wav' | 'mp3' | undefined {
  if (file.toString('latin1', 0, 4) === 'RIFF') return 'wav';
  const isMp3 = file.toString('latin1', 0, 3) === 'ID3' || (file[0] === 0xff && ((file[1] ?? 0) & 0xe0) === 0xe0);
  return isMp3 ? 'mp3' : undefined;
}

/** The same limits as for any foreign file: one demuxer, one protocol, no large piece of memory. */
function decode(file: Buffer, demuxer: string, rate: number, run: ToolRun): Promise<Buffer> {
  const input = ['-max_alloc', '67108864', '-protocol_whitelist', 'pipe', '-f', demuxer, '-i', 'pipe:0'];
  const output = ['-map', '0:a:0', '-ac', '1', '-ar', String(rate), '-f', 's16le', 'pipe:1'];
  return filtered([...input, ...output], file, run);
}

/** ffmpeg from a buffer to a buffer. */
export function filtered(args: readonly string[], file: Buffer, run: ToolRun): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostats', ...args], {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: run.timeLimitMs,
      killSignal: 'SIGKILL',
      ...(run.signal ? { signal: run.signal } : {}),
    });
    const parts: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > 4 * LARGEST_SOUND_BYTES) endProgram(child);
      else parts.push(part);
    });
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const isMissing = cause.code === 'ENOENT';
      reject(isMissing ? new UnavailableError('ffmpeg-missing', 'Install ffmpeg: apt-get install ffmpeg.') : cause);
    });
    child.once('close', (code) =>
      code === 0 ? resolve(aligned(parts)) : reject(speechFailed('answered a broken file')),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(file);
  });
}

/** In memory of its own, so that samples begin at an even address. */
function aligned(parts: readonly Buffer[]): Buffer {
  const whole = Buffer.alloc(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) at += part.copy(whole, at);
  return whole;
}
