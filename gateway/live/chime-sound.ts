import { spawn } from 'node:child_process';
import { inputArguments } from '../audio/ffmpeg.ts';
import type { LiveChime } from './chimes.ts';
import { STREAM_RATE } from './ffmpeg-pipes.ts';
import { BLOCK_SAMPLES } from './pacer.ts';

const BLOCK_BYTES = BLOCK_SAMPLES * 2;
const TIME_LIMIT_MS = 5_000;
/** A longer one is cut here, softly. */
const FADE_MS = 400;

/** A chime as the stream has it, block by block; its last block is filled up with silence. */
export class ChimeSound {
  readonly #pcm: Buffer;
  #at = 0;

  constructor(pcm: Buffer) {
    this.#pcm = pcm;
  }

  /** 24 ms of it; undefined when it is over. */
  next(): Buffer | undefined {
    if (this.#at >= this.#pcm.length) return undefined;
    const block = this.#pcm.subarray(this.#at, this.#at + BLOCK_BYTES);
    this.#at += BLOCK_BYTES;
    return block.length === BLOCK_BYTES ? block : Buffer.concat([block, Buffer.alloc(BLOCK_BYTES - block.length)]);
  }
}

/** Decodes it ahead, while the nodes are told: at most a megabyte. Throws when ffmpeg cannot. */
export async function readChime({ path, lengthMs, isCut }: LiveChime): Promise<ChimeSound> {
  const seconds = lengthMs / 1_000;
  const fade = isCut ? ['-af', `afade=t=out:st=${seconds - FADE_MS / 1_000}:d=${FADE_MS / 1_000}`] : [];
  const input = inputArguments({ path, demuxer: 'ogg', codec: 'opus' });
  const raw = ['-t', String(seconds), '-f', 's16le', '-ac', '1', '-ar', String(STREAM_RATE), 'pipe:1'];
  const child = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-loglevel', 'error', ...input, ...fade, ...raw], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((done, reject) => child.once('error', reject).once('close', done));
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  const code = await ended;
  const pcm = Buffer.concat(parts);
  if (code !== 0 || pcm.length === 0) throw new Error(`ffmpeg gave no sound of the chime (code ${code})`);
  return new ChimeSound(pcm.subarray(0, pcm.length & ~1));
}
