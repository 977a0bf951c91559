import type { Part } from '../../protocol/messages/fields.ts';
import type { Piece } from '../core/player.ts';
import { type Decoding, decodeFile } from './decode.ts';

/** A decoder that is not read stands still; it may live as long as the whole piece and this. */
const DECODER_GRACE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Bytes read ahead of the horns: about two and a half seconds. */
const AHEAD_BYTES = 240_000;

/** One part of a piece to be decoded: which file, and from where. */
export interface Stretch {
  readonly part: Part;
  readonly fromMs: number;
}

/** The parts of a piece in order, repetitions included, from its beginning on. */
export function stretchesOf({ parts, repeat, fromMs }: Pick<Piece, 'parts' | 'repeat' | 'fromMs'>): Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (let round = 0; round < repeat; round++) {
    for (const part of parts) {
      const end = at + part.durationMs;
      if (end > fromMs) stretches.push({ part, fromMs: Math.max(0, fromMs - at) });
      at = end;
    }
  }
  return stretches;
}

/** A piece as one stream of PCM, decoded a little ahead; parts follow each other without a gap. */
export class ProgrammeStream {
  readonly #pathOf: (part: Part) => string | undefined;
  readonly #stretches: Stretch[];
  #chunks: Buffer[] = [];
  #held = 0;
  #decoding: Decoding | undefined;
  #closed = false;
  #over = false;
  #failure: string | undefined;

  constructor(piece: Piece, pathOf: (part: Part) => string | undefined) {
    this.#pathOf = pathOf;
    this.#stretches = stretchesOf(piece);
    void this.#run();
  }

  /** Bytes ready to be taken. */
  get held(): number {
    return this.#held;
  }

  /** Nothing more will come. */
  get over(): boolean {
    return this.#over;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  /** Up to `bytes` of what is ready, whole samples. */
  take(bytes: number): Buffer {
    const wanted = Math.min(bytes, this.#held) & ~1;
    const taken: Buffer[] = [];
    let left = wanted;
    while (left > 0) {
      const first = this.#chunks[0];
      if (!first) break;
      const piece = first.subarray(0, left);
      taken.push(piece);
      left -= piece.length;
      if (piece.length === first.length) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(piece.length);
    }
    this.#held -= wanted;
    if (this.#held < AHEAD_BYTES) this.#decoding?.pcm.resume();
    return Buffer.concat(taken);
  }

  close(): void {
    this.#closed = true;
    this.#chunks = [];
    this.#held = 0;
    this.#decoding?.kill();
  }

  async #run(): Promise<void> {
    for (const stretch of this.#stretches) {
      if (this.#closed || this.#failure) break;
      await this.#decode(stretch);
    }
    this.#over = true;
  }

  async #decode({ part, fromMs }: Stretch): Promise<void> {
    const path = this.#pathOf(part);
    if (path === undefined) {
      this.#failure = 'the audio is not on disk';
      return;
    }
    const decoding = decodeFile(path, fromMs, Math.min(DAY_MS, part.durationMs + DECODER_GRACE_MS));
    this.#decoding = decoding;
    decoding.pcm.on('data', (bytes: Buffer) => {
      this.#chunks.push(bytes);
      this.#held += bytes.length;
      if (this.#held >= AHEAD_BYTES) decoding.pcm.pause();
    });
    const complaint = await decoding.ended;
    if (!this.#closed && complaint !== undefined) this.#failure = complaint;
  }
}
