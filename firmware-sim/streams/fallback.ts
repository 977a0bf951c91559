import type { StreamSource } from '../../protocol/messages/fields.ts';
import { Fader } from '../player/fader.ts';
import { FileSource } from '../player/file-source.ts';
import { BYTES_PER_MS } from '../player/pcm.ts';

type FallbackPart = NonNullable<StreamSource['fallback']>[number];

/** It comes gently: nobody expects it. */
const FADE_IN_MS = 500;

const READY_BYTES = 500 * BYTES_PER_MS;
const NOTHING = Buffer.alloc(0);

/** What sounds while a station is away: its parts over and over. Gives nothing where none of them is on disk. */
export class Fallback {
  readonly #parts: readonly FallbackPart[];
  readonly #pathOf: (part: FallbackPart) => string | undefined;
  readonly #fader = new Fader(0);
  #source: FileSource | undefined;
  /** Decoded while the one before still sounds. */
  #following: FileSource | undefined;
  #isReady = false;
  #next = 0;

  constructor(parts: readonly FallbackPart[], pathOf: (part: FallbackPart) => string | undefined) {
    this.#parts = parts;
    this.#pathOf = pathOf;
    this.#fader.goTo(1, FADE_IN_MS);
    this.#source = this.#open();
  }

  take(most: number): Buffer {
    if (!this.#source || (this.#source.filled && this.#source.held < 2)) {
      this.#source?.close();
      this.#source = this.#following ?? this.#open();
      this.#following = undefined;
      this.#isReady = false;
    }
    const source = this.#source;
    if (!source) return NOTHING;
    // A decoder that has only just begun could leave a hole.
    this.#isReady ||= source.filled || source.held >= READY_BYTES;
    if (!this.#isReady) return NOTHING;
    const pcm = source.take(most);
    if (source.filled) this.#following ??= this.#open();
    return this.#fader.apply(pcm);
  }

  close(): void {
    this.#source?.close();
    this.#following?.close();
    this.#source = undefined;
    this.#following = undefined;
  }

  /** The next one that is here. */
  #open(): FileSource | undefined {
    for (let tries = 0; tries < this.#parts.length; tries++) {
      const part = this.#parts[this.#next++ % this.#parts.length];
      const path = part && this.#pathOf(part);
      if (part && path !== undefined) return new FileSource(path, 0, part.durationMs);
    }
    return undefined;
  }
}
