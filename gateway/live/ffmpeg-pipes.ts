import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** What MediaRecorder may send, and how ffmpeg is told to read it: one demuxer, one decoder, nothing guessed. */
const CONTAINERS: readonly { readonly mime: RegExp; readonly input: readonly string[] }[] = [
  { mime: /^audio\/webm *(; *codecs *= *"?opus"?)?$/i, input: ['-f', 'matroska', '-c:a', 'libopus'] },
  { mime: /^audio\/ogg *; *codecs *= *"?opus"?$/i, input: ['-f', 'ogg', '-c:a', 'libopus'] },
  { mime: /^audio\/mp4 *(; *codecs *= *"?mp4a(\.40\.[0-9]{1,2})?"?)?$/i, input: ['-f', 'mov', '-c:a', 'aac'] },
  { mime: /^audio\/mp4 *; *codecs *= *"?opus"?$/i, input: ['-f', 'mov', '-c:a', 'libopus'] },
];

export const STREAM_RATE = 48_000;
export const STREAM_KBITS = 64;
/** 144 × 64,000 / 48,000: whole, so that no frame is padded; without the reservoir each stands for itself. */
export const FRAME_BYTES = 192;

const LOW_DELAY = ['-fflags', 'nobuffer', '-flags', 'low_delay', '-probesize', '32', '-analyzeduration', '0'];
const COMMON = ['-hide_banner', '-loglevel', 'quiet', '-nostats', '-threads', '1'];
const RAW = ['-f', 's16le', '-ac', '1', '-ar', String(STREAM_RATE)];

export type Pipe = ChildProcessByStdio<Writable, Readable, null>;

/** Arguments for a container we take; undefined for every other. */
export function inputOf(mime: string): readonly string[] | undefined {
  return CONTAINERS.find((one) => one.mime.test(mime.trim()))?.input;
}

/** Chunks of MediaRecorder in, 16 bit mono at 48 kHz out, as they come. */
export function startDecoder(input: readonly string[]): Pipe {
  const limits = ['-max_alloc', String(16 * 1024 * 1024), '-protocol_whitelist', 'pipe'];
  return start([
    ...COMMON,
    ...LOW_DELAY,
    ...limits,
    ...input,
    '-i',
    'pipe:0',
    '-map',
    '0:a:0',
    '-vn',
    ...RAW,
    '-flush_packets',
    '1',
    'pipe:1',
  ]);
}

/** 16 bit mono in, MP3 frames of equal length out. */
export function startEncoder(): Pipe {
  return start([
    ...COMMON,
    ...LOW_DELAY,
    '-protocol_whitelist',
    'pipe',
    ...RAW,
    '-i',
    'pipe:0',
    ...frameArguments(),
    'pipe:1',
  ]);
}

/** MP3 in frames of equal length that stand for themselves, and nothing before them. */
export function frameArguments(): string[] {
  const mp3 = ['-c:a', 'libmp3lame', '-b:a', `${STREAM_KBITS}k`, '-reservoir', '0', '-f', 'mp3'];
  return [...mp3, '-write_xing', '0', '-id3v2_version', '0', '-flush_packets', '1'];
}

function start(args: readonly string[]): Pipe {
  const child = spawn('ffmpeg', [...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  // Written to when it is gone already: its end tells.
  child.stdin.on('error', () => undefined);
  return child;
}
