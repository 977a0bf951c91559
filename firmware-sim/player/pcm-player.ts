import type { Part } from '../../protocol/messages/fields.ts';
import type { Reason } from '../../protocol/messages/uplink.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Piece, Player, Sounding, SoundResult } from '../core/player.ts';
import { Ear } from './ear.ts';
import type { HornState } from './horn-model.ts';
import { BYTES_PER_MS, gainOf, withGain } from './pcm.ts';
import { ProgrammeStream } from './programme-stream.ts';
import type { Sink } from './sink.ts';

export interface AudioShelf {
  /** The file of a part, when it is on disk and whole. */
  pathOf(part: Part): string | undefined;
  lacking(parts: readonly Part[]): Reason | undefined;
}

export interface PcmPlayerPorts {
  readonly clock: Clock;
  readonly sink: Sink;
  readonly audio: AudioShelf;
  readonly horn: () => HornState;
}

const TICK_MS = 20;
/** What is given to the sink before it is due, so that a busy moment makes no gap. */
const LEAD_MS = 150;
/** A fade this short is not noticed, and no click is heard. */
const FADE_MS = 15;
/** A decoder that gives nothing for so long has failed. */
const STARVED_MS = 5_000;
/** A stream prepared and not started by then (its run was cancelled) is closed. */
const UNUSED_MS = 60_000;

/** Really plays: decodes ahead, sends PCM to the sink in real time, listens with the ear. */
export class PcmPlayer implements Player {
  readonly #ports: PcmPlayerPorts;
  readonly #prepared = new Map<string, ProgrammeStream>();

  constructor(ports: PcmPlayerPorts) {
    this.#ports = ports;
  }

  lacking(parts: readonly Part[]): Reason | undefined {
    return this.#ports.audio.lacking(parts);
  }

  prepare(piece: Piece): void {
    if (this.#prepared.has(piece.key)) return;
    const stream = this.#streamOf(piece);
    this.#prepared.set(piece.key, stream);
    this.#ports.clock.after(UNUSED_MS, () => {
      if (this.#prepared.get(piece.key) !== stream) return;
      this.#prepared.delete(piece.key);
      stream.close();
    });
  }

  start(piece: Piece, ended: (result: SoundResult) => void): Sounding {
    const prepared = piece.fromMs === 0 ? this.#prepared.get(piece.key) : undefined;
    this.#prepared.delete(piece.key);
    return new Performance(this.#ports, piece, prepared ?? this.#streamOf(piece), ended);
  }

  #streamOf(piece: Piece): ProgrammeStream {
    return new ProgrammeStream(piece, (part) => this.#ports.audio.pathOf(part));
  }
}

class Performance implements Sounding {
  readonly #ports: PcmPlayerPorts;
  readonly #piece: Piece;
  readonly #stream: ProgrammeStream;
  readonly #ended: (result: SoundResult) => void;
  readonly #ear: Ear;
  readonly #limitBytes: number;
  #written = 0;
  /** The moment the first sample left; moves on when the decoder starves. */
  #began: number | undefined;
  readonly #startedMs: number;
  #delayMs = 0;
  #lastSoundMs: number;
  #timer: Timer;
  #over = false;
  #failure: Reason | undefined;

  constructor(ports: PcmPlayerPorts, piece: Piece, stream: ProgrammeStream, ended: (result: SoundResult) => void) {
    this.#ports = ports;
    this.#piece = piece;
    this.#stream = stream;
    this.#ended = ended;
    this.#ear = new Ear(ports.horn);
    this.#limitBytes = Math.floor(piece.limitMs * BYTES_PER_MS) & ~1;
    this.#lastSoundMs = ports.clock.monotonicMs();
    this.#startedMs = this.#lastSoundMs;
    this.#timer = ports.clock.after(TICK_MS, () => this.#tick());
    if (stream.held > 0) {
      this.#begin(this.#startedMs);
      this.#pump(this.#startedMs, this.#startedMs);
    }
  }

  progress(): SoundResult {
    const { heardMs, levelDb } = this.#ear.heard();
    const playedMs = this.#playedMs();
    return { playedMs, heardMs: Math.min(heardMs, playedMs), levelDb, failure: this.#failure, delayMs: this.#delayMs };
  }

  stop(): SoundResult {
    if (!this.#over) {
      const tail = this.#stream.take(Math.min(FADE_MS * BYTES_PER_MS, Math.max(0, this.#limitBytes - this.#written)));
      if (this.#began !== undefined) this.#emit(tail, 1, 0);
      this.#close();
    }
    return this.progress();
  }

  #tick(): void {
    const now = this.#ports.clock.monotonicMs();
    if (this.#began === undefined && (this.#stream.held > 0 || this.#stream.over)) this.#begin(now);
    if (this.#began !== undefined) this.#pump(now, this.#began);
    const broken = this.#ports.sink.failure !== undefined;
    if (broken || now - this.#lastSoundMs > STARVED_MS) {
      this.#finish(broken ? 'output' : 'decoder');
      return;
    }
    const done = this.#written >= this.#limitBytes || (this.#stream.over && this.#stream.held < 2);
    if (done && this.#playedMs() >= this.#written / BYTES_PER_MS)
      this.#finish(this.#stream.failure ? 'decoder' : undefined);
    else this.#timer = this.#ports.clock.after(TICK_MS, () => this.#tick());
  }

  #begin(now: number): void {
    this.#began = now;
    this.#delayMs = now - this.#startedMs;
    if (this.#stream.held > 0) this.#ports.sink.open(this.#piece.key, Math.round(this.#ports.clock.now()));
  }

  #pump(now: number, began: number): void {
    const dueBytes = Math.floor((now - began + LEAD_MS) * BYTES_PER_MS) & ~1;
    const wanted = Math.min(dueBytes, this.#limitBytes) - this.#written;
    if (wanted <= 0) return;
    const pcm = this.#stream.take(wanted);
    if (pcm.length > 0) this.#lastSoundMs = now;
    else if (!this.#stream.over) this.#began = now - this.#written / BYTES_PER_MS;
    const resumed = this.#written === 0 && this.#piece.fromMs > 0;
    this.#emit(pcm, resumed ? 0 : 1, 1);
  }

  /** Gain, fade, sink, ear. */
  #emit(pcm: Buffer, from: number, to: number): void {
    if (pcm.length === 0) return;
    const gain = gainOf(this.#piece.volume);
    const out = gain === 1 && from === to ? pcm : withGain(pcm, gain * from, gain * to);
    this.#ports.sink.write(out);
    this.#ear.hear(out);
    this.#written += out.length;
  }

  /** What has really left the horns: written, and its moment passed. */
  #playedMs(): number {
    const writtenMs = this.#written / BYTES_PER_MS;
    if (this.#over || this.#began === undefined) return writtenMs;
    return Math.min(writtenMs, this.#ports.clock.monotonicMs() - this.#began);
  }

  #finish(failure: Reason | undefined): void {
    this.#failure = failure;
    this.#close();
    this.#ended(this.progress());
  }

  #close(): void {
    this.#over = true;
    this.#timer.cancel();
    this.#stream.close();
    this.#ports.sink.close();
  }
}
