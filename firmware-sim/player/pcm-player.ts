import type { Part } from '../../protocol/messages/fields.ts';
import type { Reason } from '../../protocol/messages/uplink.ts';
import type { Clock, Timer } from '../clock.ts';
import { contentLengthMs } from '../core/claim.ts';
import type { Piece, Player, Sounding, SoundResult } from '../core/player.ts';
import type { StreamPorts } from '../streams/feed.ts';
import { Ear } from './ear.ts';
import { Fader } from './fader.ts';
import type { HornState } from './horn-model.ts';
import { BYTES_PER_MS, gainOf } from './pcm.ts';
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
  /** Absent in a node that can play files only. */
  readonly streams?: StreamPorts | undefined;
}

const TICK_MS = 20;
/** What is given to the sink before it is due, so that a busy moment makes no gap. */
const LEAD_MS = 150;
/** Written at least so far ahead, with silence where a stream has nothing: later would be a gap that nobody chose. */
const LEAST_LEAD_MS = 40;
/** A fade this short is not noticed, and no click is heard. */
const FADE_MS = 20;
/** What gives way, and what goes on in the middle, does so softly. */
const DUCK_MS = 300;
const RESUME_MS = 500;
/** Louder or quieter by the clock. */
const VOLUME_MS = 2_000;
/** A recording may begin in the middle of a swing. */
const ATTACK_MS = 5;
/** A decoder that gives nothing for so long has failed. */
const STARVED_MS = 5_000;
/** A stream prepared and not started by then (its run was cancelled) is closed. */
const UNUSED_MS = 30_000;

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
    const prepared = this.#prepared.get(piece.key);
    this.#prepared.delete(piece.key);
    if (piece.fromMs === 0) return new Performance(this.#ports, piece, prepared ?? this.#streamOf(piece), ended);
    prepared?.close();
    return new Performance(this.#ports, piece, this.#streamOf(piece), ended);
  }

  #streamOf(piece: Piece): ProgrammeStream {
    const { audio, streams } = this.#ports;
    return new ProgrammeStream(piece, { pathOf: (part) => audio.pathOf(part), streams });
  }
}

class Performance implements Sounding {
  readonly #ports: PcmPlayerPorts;
  readonly #piece: Piece;
  readonly #stream: ProgrammeStream;
  readonly #ended: (result: SoundResult) => void;
  readonly #ear: Ear;
  readonly #fader = new Fader(0);
  readonly #limitBytes: number;
  /** Where the end of its time begins to be heard: at once before the content's own end, softly in the middle. */
  readonly #fallsAt: number;
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
    const isCut = piece.fromMs + piece.limitMs < contentLengthMs(piece.parts) * piece.repeat;
    this.#fallsAt = Math.max(0, this.#limitBytes - (isCut ? DUCK_MS : FADE_MS) * BYTES_PER_MS);
    this.#fader.goTo(gainOf(piece.volume), piece.fromMs > 0 ? RESUME_MS : ATTACK_MS);
    this.#lastSoundMs = ports.clock.monotonicMs();
    this.#startedMs = this.#lastSoundMs;
    this.#timer = ports.clock.after(TICK_MS, () => this.#tick());
    if (stream.held > 0 || stream.flows) {
      this.#begin(this.#startedMs);
      this.#pump(this.#startedMs, this.#startedMs);
    }
  }

  progress(): SoundResult {
    const { heardMs, levelDb } = this.#ear.heard();
    const takenMs = this.#playedMs();
    const playedMs = Math.max(0, Math.round(takenMs - this.#stream.silentMs));
    const told = this.#stream.told;
    return {
      ...{ playedMs, heardMs: Math.min(heardMs, playedMs), levelDb, failure: this.#failure, delayMs: this.#delayMs },
      ...(told.length > 0 && { takenMs, streams: told, endedEarly: this.#stream.endedEarly }),
    };
  }

  stop(softly = false): SoundResult {
    if (!this.#over) {
      const bytes = Math.min(
        (softly ? DUCK_MS : FADE_MS) * BYTES_PER_MS,
        Math.max(0, this.#limitBytes - this.#written),
      );
      const tail = this.#began === undefined ? undefined : this.#stream.take(bytes, 0);
      if (tail) {
        this.#fader.goTo(0, tail.length / BYTES_PER_MS);
        this.#out(tail);
      }
      this.#close();
    }
    return this.progress();
  }

  setVolume(percent: number): void {
    if (this.#written < this.#fallsAt) this.#fader.goTo(gainOf(percent), VOLUME_MS);
  }

  #tick(): void {
    const now = this.#ports.clock.monotonicMs();
    const { held, flows } = this.#stream;
    if (this.#began === undefined && (held > 0 || flows || this.#stream.over)) this.#begin(now);
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
    if (this.#stream.held > 0 || this.#stream.flows)
      this.#ports.sink.open(this.#piece.key, Math.round(this.#ports.clock.now()));
  }

  #pump(now: number, began: number): void {
    const wanted = this.#until(now - began + LEAD_MS);
    if (wanted <= 0) return;
    const pcm = this.#stream.take(wanted, Math.max(0, this.#until(now - began + LEAST_LEAD_MS)));
    if (pcm.length > 0 || this.#stream.flows) this.#lastSoundMs = now;
    else if (!this.#stream.over) this.#began = now - this.#written / BYTES_PER_MS;
    this.#emit(pcm);
  }

  /** Bytes still to be written so that what is due by then is out. */
  #until(ms: number): number {
    return Math.min(Math.floor(ms * BYTES_PER_MS) & ~1, this.#limitBytes) - this.#written;
  }

  /** Falls softly towards the end of its time. */
  #emit(pcm: Buffer): void {
    const before = Math.max(0, Math.min(pcm.length, this.#fallsAt - this.#written)) & ~1;
    this.#out(pcm.subarray(0, before));
    if (before === pcm.length) return;
    const left = this.#limitBytes - this.#written;
    if (this.#written <= this.#fallsAt + 1) this.#fader.goTo(0, left / BYTES_PER_MS);
    this.#out(pcm.subarray(before));
  }

  /** Gain, sink, ear. */
  #out(pcm: Buffer): void {
    if (pcm.length === 0) return;
    const out = this.#fader.apply(pcm);
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
