import { spawn } from 'node:child_process';
import { inputArguments } from '../audio/ffmpeg.ts';
import type { LiveChime, LiveChimes } from './chimes.ts';
import { FRAME_BYTES, frameArguments, STREAM_RATE } from './ffmpeg-pipes.ts';
import { BLOCK_MS } from './pacer.ts';

const TIME_LIMIT_MS = 5_000;
/** A longer one is cut here, softly. */
const FADE_MS = 400;
/** What the encoder holds back comes out behind. */
const TAIL_MS = 2 * BLOCK_MS;
/** Programs at once: who speaks has two already. */
const LANES = 2;

/** A chime in frames of the stream's own kind: they stand for themselves, so they may take the place of the stream's. */
class ChimeFrames {
  readonly #frames: Buffer;
  #at = 0;

  constructor(frames: Buffer) {
    this.#frames = frames;
  }

  /** 24 ms of it; undefined when it is over. */
  next(): Buffer | undefined {
    if (this.#at + FRAME_BYTES > this.#frames.length) return undefined;
    this.#at += FRAME_BYTES;
    return this.#frames.subarray(this.#at - FRAME_BYTES, this.#at);
  }
}

/** The chimes of a session, made ready while the nodes are told: at most 80 kB each. */
export class ChimeRoll {
  readonly #ready = new Map<string, ChimeFrames>();

  /** The next frame of each that is ready, by its SHA-256; undefined when there is none. */
  next(): ReadonlyMap<string, Buffer> | undefined {
    const frames = new Map<string, Buffer>();
    for (const [sha256, chime] of this.#ready) {
      const frame = chime.next();
      if (frame) frames.set(sha256, frame);
      else this.#ready.delete(sha256);
    }
    return frames.size > 0 ? frames : undefined;
  }

  /** `failed` is told of each that cannot be made; those sound nowhere. */
  async load({ sounds, lengthMs }: LiveChimes, failed: (error: unknown) => void): Promise<void> {
    const waiting = [...sounds];
    const lane = async () => {
      for (let chime = waiting.shift(); chime; chime = waiting.shift()) {
        try {
          this.#ready.set(chime.sha256, new ChimeFrames(await framesOf(chime, lengthMs)));
        } catch (error) {
          failed(error);
        }
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }
}

/** The frames of a chime behind as much silence as it is shorter than the longest, so that all end together. */
async function framesOf({ path, lengthMs, isCut }: LiveChime, longestMs: number): Promise<Buffer> {
  const seconds = lengthMs / 1_000;
  const fade = isCut ? [`afade=t=out:st=${seconds - FADE_MS / 1_000}:d=${FADE_MS / 1_000}`] : [];
  const filters = [...fade, `adelay=${longestMs - lengthMs}:all=1`, 'apad'].join(',');
  const input = ['-t', String(seconds), ...inputArguments({ path, demuxer: 'ogg', codec: 'opus' })];
  const out = ['-af', filters, '-t', String((longestMs + TAIL_MS) / 1_000), '-ac', '1', '-ar', String(STREAM_RATE)];
  const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-threads', '1'];
  const child = spawn('ffmpeg', [...quiet, ...input, ...out, ...frameArguments(), 'pipe:1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((done, reject) => child.once('error', reject).once('close', done));
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  const code = await ended;
  const frames = Buffer.concat(parts);
  if (code !== 0 || frames.length === 0) throw new Error(`ffmpeg gave no sound of the chime (code ${code})`);
  return frames;
}
