import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { endProgram } from '../../protocol/end-program.ts';
import type { Log } from '../log.ts';
import { FRAME_BYTES, type Pipe, startDecoder, startEncoder } from './ffmpeg-pipes.ts';
import { fadedIn, Leveller } from './leveller.ts';
import { BLOCK_MS, BLOCK_SAMPLES, Pacer } from './pacer.ts';

const BLOCK_BYTES = BLOCK_SAMPLES * 2;
const SILENCE = Buffer.alloc(BLOCK_BYTES);
const PUMP_MS = 20;
/** The end of a word waits no longer. */
const DRAIN_MS = 500;
/** What ffmpeg may be behind with; more and it does not work. */
const MOST_WAITING_BYTES = 1024 * 1024;
/** Frames the encoder keeps to itself before the first comes out (LAME's delay of 1,105 samples). */
const ENCODER_FRAMES = 1;

/** One frame of each chime that sounds now. */
type ChimeFrame = ReadonlyMap<string, Buffer>;
/** A block on its way through the encoder: when its sound had arrived (undefined for silence), and what takes its place. */
interface Inside {
  readonly arrivedAt: number | undefined;
  readonly chime: ChimeFrame | undefined;
}

export interface SoundPathParts {
  readonly log: Log;
  /** Milliseconds that never jump. */
  readonly monotonic: () => number;
  /** May what is said now be aired? Before the countdown ends it is heard by nobody. */
  readonly mayAir: () => boolean;
  /** The next frame of what sounds before that, by which chime it is; undefined: nothing does. */
  readonly chime: () => ChimeFrame | undefined;
  /** Whole frames for all; and, while chimes sound, what takes their place for those who hear one of them. */
  readonly frames: (frames: Buffer, chimes: ReadonlyMap<string, Buffer> | undefined) => void;
  /** Of each block of sound that came: dB below full scale. */
  readonly sound: (levelDb: number) => void;
  readonly isSilent: (levelDb: number) => boolean;
  /** The microphone's container could not be read any more. */
  readonly broken: () => void;
}

/**
 * From the microphone's chunks to one stream of MP3 frames: decoded, levelled, kept in step with the clock, encoded. What the
 * stream carries while nobody speaks is encoded silence; frames of chimes are handed out beside it, each in the place of one of silence.
 */
export class SoundPath {
  readonly #parts: SoundPathParts;
  #encoder: Pipe | undefined;
  #decoder: Pipe | undefined;
  #pacer: Pacer | undefined;
  #leveller = new Leveller();
  #pump: NodeJS.Timeout | undefined;
  #pieces: Buffer = Buffer.alloc(0);
  #frames: Buffer = Buffer.alloc(0);
  #wasSilence = true;
  #arrivedAt = 0;
  #inside: Inside[] = [];
  #delayMs: number | undefined;
  #blocks = 0;

  constructor(parts: SoundPathParts) {
    this.#parts = parts;
  }

  /** From the arrival of a chunk to its frame's leaving, smoothed; undefined while nothing was said. */
  get delayMs(): number | undefined {
    return this.#delayMs;
  }

  /** Blocks that went into the stream so far. */
  get blocks(): number {
    return this.#blocks;
  }

  /** The stream runs from here to `stop`. */
  start(): void {
    if (this.#encoder) return;
    const encoder = startEncoder();
    this.#encoder = encoder;
    encoder.on('error', (error) => this.#parts.log.error({ err: error }, 'ffmpeg does not start: no live stream'));
    encoder.on('close', () => {
      if (this.#encoder !== encoder || encoder.stdin.writableEnded) return;
      // It died: the microphone is let go, and one that comes back begins with another.
      this.#encoder = undefined;
      this.#parts.broken();
    });
    encoder.stdout.on('data', (bytes: Buffer) => this.#encoded(bytes));
    this.#pacer = new Pacer(this.#parts.monotonic());
    this.#inside = [];
    this.#frames = Buffer.alloc(0);
    clearInterval(this.#pump);
    // After what has arrived meanwhile is read: a server that stood still has sound waiting, and needs no silence.
    this.#pump = setInterval(() => setImmediate(() => this.#fill()), PUMP_MS);
  }

  /** A microphone begins, for the first time or again: its container starts anew. */
  begin(input: readonly string[]): void {
    this.#endDecoder();
    this.start();
    const decoder = startDecoder(input);
    this.#decoder = decoder;
    this.#pieces = Buffer.alloc(0);
    const isCurrent = () => this.#decoder === decoder;
    decoder.on('error', () => isCurrent() && this.#parts.broken());
    decoder.on('close', () => {
      if (!isCurrent()) return;
      this.#decoder = undefined;
      if (!decoder.stdin.writableEnded) this.#parts.broken();
    });
    decoder.stdout.on('data', (bytes: Buffer) => isCurrent() && this.#decoded(bytes));
  }

  /** One chunk of the container, in order. */
  write(chunk: Buffer): void {
    if (!this.#decoder || this.#decoder.stdin.writableEnded) return;
    this.#arrivedAt = this.#parts.monotonic();
    if (this.#decoder.stdin.writableLength > MOST_WAITING_BYTES) this.#parts.broken();
    else this.#decoder.stdin.write(chunk);
  }

  /** No more sound: silence until it begins again or stops. */
  rest(): void {
    this.#endDecoder();
  }

  /** The last word was sent: resolves when it is in the stream, or when that takes too long. */
  async drain(): Promise<void> {
    const [decoder, encoder] = [this.#decoder, this.#encoder];
    if (decoder) await finished(decoder);
    clearInterval(this.#pump);
    if (encoder && this.#encoder === encoder) await finished(encoder);
  }

  stop(): void {
    clearInterval(this.#pump);
    this.#endDecoder();
    this.#encoder?.stdout.removeAllListeners('data');
    endProgram(this.#encoder);
    this.#encoder = undefined;
  }

  #endDecoder(): void {
    const decoder = this.#decoder;
    this.#decoder = undefined;
    endProgram(decoder);
  }

  #decoded(bytes: Buffer): void {
    let rest = this.#pieces.length === 0 ? bytes : Buffer.concat([this.#pieces, bytes]);
    while (rest.length >= BLOCK_BYTES) {
      this.#block(rest.subarray(0, BLOCK_BYTES));
      rest = rest.subarray(BLOCK_BYTES);
    }
    this.#pieces = Buffer.from(rest);
  }

  #block(block: Buffer): void {
    const { sound, isSilent, mayAir, monotonic } = this.#parts;
    const { pcm, levelDb } = this.#leveller.level(block);
    sound(levelDb);
    if (!this.#pacer?.takes(monotonic(), isSilent(levelDb))) return;
    if (mayAir()) {
      this.#encode(this.#wasSilence ? fadedIn(pcm) : pcm, this.#arrivedAt);
      this.#wasSilence = false;
    } else this.#encodeUnspoken();
  }

  #fill(): void {
    const missing = this.#pacer?.fill(this.#parts.monotonic()) ?? 0;
    for (let block = 0; block < missing; block++) this.#encodeUnspoken();
  }

  /** A block in which nobody speaks: silence, or the chimes in its place. */
  #encodeUnspoken(): void {
    this.#encode(SILENCE, undefined, this.#parts.mayAir() ? undefined : this.#parts.chime());
  }

  #encode(pcm: Buffer, arrivedAt: number | undefined, chime?: ChimeFrame): void {
    if (arrivedAt === undefined) this.#wasSilence = true;
    const encoder = this.#encoder;
    // An encoder that hangs or died gets nothing more: the session ends by its own rules.
    if (!encoder || encoder.stdin.writableEnded || encoder.stdin.writableLength > MOST_WAITING_BYTES) return;
    this.#blocks++;
    this.#inside.push({ arrivedAt, chime });
    encoder.stdin.write(pcm);
  }

  #encoded(bytes: Buffer): void {
    const all = this.#frames.length === 0 ? bytes : Buffer.concat([this.#frames, bytes]);
    const whole = all.length - (all.length % FRAME_BYTES);
    this.#frames = Buffer.from(all.subarray(whole));
    if (whole === 0) return;
    const blocks = this.#inside.splice(0, whole / FRAME_BYTES);
    this.#measure(blocks);
    const frames = all.subarray(0, whole);
    this.#parts.frames(frames, inPlaceOf(frames, blocks));
  }

  #measure(blocks: readonly Inside[]): void {
    for (const { arrivedAt } of blocks) {
      if (arrivedAt === undefined) continue;
      const tookMs = this.#parts.monotonic() - arrivedAt + ENCODER_FRAMES * BLOCK_MS;
      this.#delayMs = this.#delayMs === undefined ? tookMs : this.#delayMs * 0.9 + tookMs * 0.1;
    }
  }
}

/** For each chime that sounds in these frames the frames with it in them; undefined when none does. */
function inPlaceOf(frames: Buffer, blocks: readonly Inside[]): ReadonlyMap<string, Buffer> | undefined {
  const chimes = new Map<string, Buffer>();
  for (const [index, { chime }] of blocks.entries())
    for (const [name, frame] of chime ?? []) {
      const whole = chimes.get(name) ?? Buffer.from(frames);
      frame.copy(whole, index * FRAME_BYTES);
      chimes.set(name, whole);
    }
  return chimes.size > 0 ? chimes : undefined;
}

/** No more goes in; what is inside comes out. */
async function finished(pipe: Pipe): Promise<void> {
  if (pipe.exitCode !== null || pipe.signalCode !== null) return;
  pipe.stdin.end();
  const closed = once(pipe, 'close');
  const late = new AbortController();
  await Promise.race([closed, wait(DRAIN_MS, undefined, { signal: late.signal })]).catch(() => undefined);
  late.abort();
}
