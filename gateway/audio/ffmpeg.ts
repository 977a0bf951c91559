import { spawn } from 'node:child_process';
import { UnavailableError } from '../errors.ts';

export interface ToolRun {
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal;
}

export interface ToolResult {
  /** Exit code; undefined when the time limit ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const OUTPUT_LIMIT_BYTES = 1024 * 1024;

/** A header can announce any size; a voice needs no larger piece of memory than this. */
const LARGEST_PIECE_BYTES = 64 * 1024 * 1024;

/** A file to read: `codec` as ffprobe names it, where it is known. */
export interface SoundFile {
  readonly path: string;
  readonly demuxer: string;
  readonly codec?: string;
}

/**
 * Arguments that every reading of a foreign file carries: no other protocol (a playlist cannot fetch), one demuxer, no pictures,
 * no large piece of memory. Opus goes through libopus: the decoder of ffmpeg 5.1 itself makes some sweeps fifteen decibels too loud.
 */
export function inputArguments({ path, demuxer, codec }: SoundFile): string[] {
  const memory = ['-max_alloc', String(LARGEST_PIECE_BYTES)];
  const decoder = codec === 'opus' ? ['-c:a', 'libopus'] : [];
  return [...memory, '-protocol_whitelist', 'file,pipe', '-f', demuxer, ...decoder, '-i', `file:${path}`];
}

/**
 * Runs ffmpeg or ffprobe without a shell and without standard input; what it says is kept up to 1 MiB. Ends it by SIGKILL
 * at the time limit or the signal. Throws UnavailableError when the program is missing.
 */
export function runTool(program: 'ffmpeg' | 'ffprobe', args: readonly string[], run: ToolRun): Promise<ToolResult> {
  const everywhere = program === 'ffmpeg' ? ['-hide_banner', '-nostdin', '-nostats'] : ['-hide_banner'];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...everywhere, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: run.timeLimitMs,
      killSignal: 'SIGKILL',
      ...(run.signal ? { signal: run.signal } : {}),
    });
    const stdout = keepOutput(child.stdout);
    const stderr = keepOutput(child.stderr);
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const missing = cause.code === 'ENOENT';
      reject(missing ? new UnavailableError('ffmpeg-missing', `Install ${program}: apt-get install ffmpeg.`) : cause);
    });
    child.once('close', (code) => resolve({ code: code ?? undefined, stdout: stdout(), stderr: stderr() }));
  });
}

/** Keeps the end of what a program says: ffmpeg's summary comes last. */
function keepOutput(stream: NodeJS.ReadableStream): () => string {
  let kept: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    kept.push(chunk);
    bytes += chunk.length;
    if (bytes > 2 * OUTPUT_LIMIT_BYTES) {
      kept = [Buffer.concat(kept).subarray(-OUTPUT_LIMIT_BYTES)];
      bytes = OUTPUT_LIMIT_BYTES;
    }
  });
  return () => Buffer.concat(kept).subarray(-OUTPUT_LIMIT_BYTES).toString('utf8');
}
