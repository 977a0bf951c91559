import type { Part } from '../../protocol/messages/fields.ts';
import type { Piece } from '../core/player.ts';
import type { StreamPorts } from '../streams/feed.ts';
import { StreamPart } from '../streams/stream-part.ts';
import type { StreamTold } from '../streams/tally.ts';
import { FileSource } from './file-source.ts';
import { BYTES_PER_MS } from './pcm.ts';
import type { Source } from './source.ts';

/** A stream is opened so long before its turn: it must be there when the chime ends. */
const OPEN_AHEAD_MS = 8_000;

/** One part of a piece to be decoded: which file or stream, and from where. */
export interface Stretch {
  readonly part: Part;
  readonly fromMs: number;
}

export interface ProgrammePorts {
  readonly pathOf: (part: Part) => string | undefined;
  /** Absent in a node without streams. */
  readonly streams?: StreamPorts | undefined;
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
  readonly #ports: ProgrammePorts;
  readonly #stretches: readonly Stretch[];
  readonly #sources: (Source | undefined)[];
  readonly #streamParts: StreamPart[] = [];
  #current = 0;
  #takenMs = 0;
  #closed = false;

  constructor(piece: Piece, ports: ProgrammePorts) {
    this.#ports = ports;
    this.#stretches = stretchesOf(piece);
    this.#sources = this.#stretches.map(() => undefined);
    this.#openAhead();
  }

  /** Bytes ready to be taken. */
  get held(): number {
    this.#advance();
    return this.#sources[this.#current]?.held ?? 0;
  }

  /** Nothing more will come. */
  get over(): boolean {
    this.#advance();
    return this.#closed || this.#current >= this.#stretches.length || this.failure !== undefined;
  }

  /** What sounds now goes on whether we are ready or not. */
  get flows(): boolean {
    this.#advance();
    return this.#sources[this.#current] instanceof StreamPart;
  }

  get failure(): string | undefined {
    return this.#sources[this.#current]?.failure;
  }

  /** Milliseconds of streams in which neither they nor their fallback sounded. */
  get silentMs(): number {
    return this.#streamParts.reduce((sum, part) => sum + part.silentMs, 0);
  }

  /** Of each stream that had its turn. Instants are of the monotonic clock. */
  get told(): StreamTold[] {
    return this.#streamParts.filter(({ isBegun }) => isBegun).map((part) => part.told);
  }

  /** Somebody spoke and has ended before the longest time was over. */
  get endedEarly(): boolean {
    return this.#streamParts.some((part) => part.endedEarly);
  }

  /** Up to `most` bytes of what is ready, whole samples; `least` where it flows. */
  take(most: number, least: number): Buffer {
    const taken: Buffer[] = [];
    let bytes = 0;
    while (bytes < most) {
      this.#advance();
      const source = this.#sources[this.#current];
      if (!source) break;
      const pcm = source.take(most - bytes, Math.max(0, least - bytes));
      if (pcm.length > 0) taken.push(pcm);
      bytes += pcm.length;
      // A part that is at its end lets the next one begin in the same breath.
      if (pcm.length === 0 && !(source.filled && source.held < 2)) break;
    }
    this.#takenMs += bytes / BYTES_PER_MS;
    this.#openAhead();
    return taken.length === 1 && taken[0] ? taken[0] : Buffer.concat(taken);
  }

  close(): void {
    this.#closed = true;
    for (const source of this.#sources) source?.close();
  }

  #advance(): void {
    for (;;) {
      const source = this.#sources[this.#current];
      if (!source?.filled || source.held >= 2 || source.failure !== undefined) return;
      source.close();
      this.#current++;
      this.#openAhead();
    }
  }

  /** The next file when all of the one before has come and its turn is near; a stream as soon as its turn is near. */
  #openAhead(): void {
    if (this.#closed) return;
    let dueMs = -this.#takenMs;
    for (const [index, stretch] of this.#stretches.entries()) {
      const { part, fromMs } = stretch;
      if (index > this.#current && dueMs > OPEN_AHEAD_MS) return;
      const isNext = index === this.#current || part.stream !== undefined || this.#sources[index - 1]?.filled;
      if (index >= this.#current && isNext) this.#sources[index] ??= this.#sourceOf(stretch);
      dueMs += part.durationMs - fromMs;
    }
  }

  #sourceOf({ part, fromMs }: Stretch): Source {
    const { pathOf, streams } = this.#ports;
    if (!part.stream || !streams) return new FileSource(pathOf(part), fromMs, part.durationMs);
    const made = new StreamPart(part, part.stream, part.durationMs - fromMs, streams, pathOf);
    this.#streamParts.push(made);
    return made;
  }
}
