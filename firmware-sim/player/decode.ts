import { spawn } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { endProgram } from '../../protocol/end-program.ts';
import { SAMPLE_RATE } from './pcm.ts';

export interface Decoding {
  /** s16le, 48 kHz, mono; reads as fast as it is read. */
  readonly pcm: Readable;
  /** Resolves when the decoder is gone; with what it complained of when it failed. */
  readonly ended: Promise<string | undefined>;
  kill(): void;
}

/** Decodes a local file from `fromMs` on. The decoder may touch files and pipes, nothing else, and is killed after `timeLimitMs`. */
export function decodeFile(path: string, fromMs: number, timeLimitMs: number): Decoding {
  const skip = fromMs > 0 ? ['-ss', (fromMs / 1_000).toFixed(3)] : [];
  const child = spawn(
    'ffmpeg',
    [
      '-nostdin',
      '-v',
      'error',
      '-protocol_whitelist',
      'file,pipe',
      ...skip,
      // ffmpeg 5.1's own decoder makes some sweeps fifteen decibels too loud.
      ...(isOpus(path) ? ['-c:a', 'libopus'] : []),
      '-i',
      `file:${path}`,
      '-map',
      '0:a:0',
      '-f',
      's16le',
      '-ar',
      String(SAMPLE_RATE),
      '-ac',
      '1',
      'pipe:1',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => {
    complaint = (complaint + bytes.toString('utf8')).slice(0, 500);
  });
  const limit = setTimeout(() => endProgram(child), timeLimitMs);
  let killed = false;
  const ended = new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => {
      child.stdout.destroy();
      resolve(error.message);
    });
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve(code === 0 || killed ? undefined : complaint || `ffmpeg ended with ${code}`);
    });
  });
  return {
    pcm: child.stdout,
    ended,
    kill: () => {
      killed = true;
      child.stdout.destroy();
      endProgram(child);
    },
  };
}

/** RFC 7845 §5.1: the first page of an Ogg file (RFC 3533) carries the words `OpusHead`. */
function isOpus(path: string): boolean {
  const head = Buffer.alloc(FIRST_PAGE_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, head, 0, head.length, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    // The decoder says what is wrong with the file.
    return false;
  }
  return head.toString('latin1', 0, 4) === 'OggS' && head.includes('OpusHead');
}
const FIRST_PAGE_BYTES = 64;
