import { type Decoding, decodeFile } from './decode.ts';
import { Fader } from './fader.ts';
import { BYTES_PER_MS } from './pcm.ts';
import { PcmQueue } from './pcm-queue.ts';
import type { Source } from './source.ts';

/** A decoder that is not read stands still; it may live as long as the part and this. */
const DECODER_GRACE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Bytes read ahead of the horns: about two and a half seconds. */
const AHEAD_BYTES = 240_000;
/** A file may begin and end in the middle of a swing. */
const BEGIN_MS = 3;
const END_MS = 5;
const END_BYTES = END_MS * BYTES_PER_MS;

/** A file, decoded a little ahead. Its first and last milliseconds fade: whatever is beside it, no seam clicks. */
export class FileSource implements Source {
  readonly #decoding: Decoding | undefined;
  readonly #queue = new PcmQueue();
  #filled = false;
  #closed = false;
  #failure: string | undefined;
  readonly #rise = new Fader(0);

  constructor(path: string | undefined, fromMs: number, durationMs: number) {
    if (path === undefined) {
      this.#failure = 'the audio is not on disk';
      this.#filled = true;
      return;
    }
    this.#rise.goTo(1, BEGIN_MS);
    const decoding = decodeFile(path, fromMs, Math.min(DAY_MS, durationMs + DECODER_GRACE_MS));
    this.#decoding = decoding;
    decoding.pcm.on('data', (bytes: Buffer) => {
      this.#queue.put(bytes);
      if (this.#queue.bytes >= AHEAD_BYTES) decoding.pcm.pause();
    });
    void decoding.ended.then((complaint) => {
      if (this.#closed) return;
      this.#failure = complaint;
      this.#fadeEnd();
      this.#filled = true;
    });
  }

  get held(): number {
    return this.#filled ? this.#queue.bytes : Math.max(0, this.#queue.bytes - END_BYTES);
  }

  get filled(): boolean {
    return this.#filled;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  take(most: number): Buffer {
    const taken = this.#rise.apply(this.#queue.take(Math.min(most, this.held)));
    if (this.#queue.bytes < AHEAD_BYTES) this.#decoding?.pcm.resume();
    return taken;
  }

  close(): void {
    this.#closed = true;
    this.#filled = true;
    this.#queue.clear();
    this.#decoding?.kill();
  }

  #fadeEnd(): void {
    const body = this.#queue.take(Math.max(0, this.#queue.bytes - END_BYTES));
    const end = this.#queue.take(this.#queue.bytes);
    const fader = new Fader(1);
    fader.goTo(0, end.length / BYTES_PER_MS);
    this.#queue.clear();
    this.#queue.put(body);
    this.#queue.put(fader.apply(end));
  }
}
