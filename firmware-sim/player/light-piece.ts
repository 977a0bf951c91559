import type { Clock, Timer } from '../clock.ts';
import { contentLengthMs } from '../core/claim.ts';
import type { Piece, Sounding, SoundResult } from '../core/player.ts';
import type { ListenTo } from '../streams/fleet-streams.ts';
import { LightPart, type Sounds } from '../streams/light-part.ts';
import { HEARING_DB, type HornState, isHeard, sensedDb, USUAL_LEVEL_DB } from './horn-model.ts';
import { stretchesOf } from './programme-stream.ts';

export interface LightPorts {
  readonly clock: Clock;
  readonly horn: () => HornState;
  readonly listen: ListenTo;
  /** Who measures what sounds where. */
  readonly sounds?: Sounds | undefined;
}

/** Streams are looked after this often: nothing that comes says that nothing comes. */
const LOOK_MS = 500;
/** A stream is opened so long before its turn. */
const OPEN_AHEAD_MS = 8_000;

/** A piece with streams of a node without PCM: files by the clock, streams by what really comes. */
export class LightPiece implements Sounding {
  readonly #ports: LightPorts;
  readonly #stretches: ReturnType<typeof stretchesOf>;
  readonly #parts: (LightPart | undefined)[];
  #ended: ((result: SoundResult) => void) | undefined;
  #index = 0;
  #began: number | undefined;
  #stopped: number | undefined;
  #turn: Timer | undefined;
  #limit: Timer | undefined;
  #look: Timer | undefined;
  #gainDb: number;
  #limitMs = 0;
  #sums = { loudMs: 0, heardMs: 0, pauseMs: 0, levelMs: 0 };

  constructor(piece: Piece, ports: LightPorts) {
    this.#ports = ports;
    this.#gainDb = gainDbOf(piece.volume);
    this.#stretches = stretchesOf(piece);
    this.#parts = this.#stretches.map(() => undefined);
    this.#openAhead(0);
  }

  /** Opened, and not yet sounding. */
  begin(ended: (result: SoundResult) => void, limitMs: number): void {
    const { clock } = this.#ports;
    this.#ended = ended;
    this.#began = clock.monotonicMs();
    this.#limitMs = limitMs;
    this.#limit = clock.after(limitMs, () => this.#finish());
    this.#follow();
    this.#lookAgain();
  }

  progress(): SoundResult {
    const now = this.#stopped ?? this.#ports.clock.monotonicMs();
    if (this.#stopped === undefined) for (const part of this.#parts) part?.judge();
    const parts = this.#parts.filter((part) => part !== undefined);
    const takenMs = Math.min(this.#limitMs, now - (this.#began ?? now));
    // Two readings of the clock differ by less than a millisecond when nothing sounded.
    const playedMs = Math.max(0, Math.round(takenMs - parts.reduce((sum, part) => sum + part.silentMs, 0)));
    const { loudMs, heardMs, pauseMs, levelMs } = this.#sums;
    const heard = heardMs + (heardMs > 0 && heardMs * 2 >= loudMs ? pauseMs : 0);
    const told = parts.map((part) => part.told).filter((one) => one !== undefined);
    return {
      ...{ playedMs, heardMs: Math.min(heard, playedMs) },
      levelDb: loudMs > 0 ? levelMs / loudMs : undefined,
      ...(told.length > 0 && { takenMs, streams: told, endedEarly: parts.some((part) => part.endedEarly) }),
    };
  }

  stop(): SoundResult {
    this.close();
    return this.progress();
  }

  setVolume(percent: number): void {
    this.#gainDb = gainDbOf(percent);
  }

  close(): void {
    this.#stopped ??= this.#ports.clock.monotonicMs();
    this.#turn?.cancel();
    this.#limit?.cancel();
    this.#look?.cancel();
    for (const part of this.#parts) part?.close();
  }

  /** The stretch whose turn it is. */
  #follow(): void {
    const stretch = this.#stretches[this.#index];
    if (this.#stopped !== undefined) return;
    if (!stretch) {
      this.#finish();
      return;
    }
    this.#openAhead(this.#index);
    const lengthMs = stretch.part.durationMs - stretch.fromMs;
    const part = this.#parts[this.#index];
    part?.begin();
    const index = this.#index;
    this.#turn = this.#ports.clock.after(lengthMs, () => {
      if (!part) this.#heard(lengthMs, USUAL_LEVEL_DB);
      this.#next(index);
    });
  }

  #next(from: number): void {
    if (this.#index !== from || this.#stopped !== undefined) return;
    this.#turn?.cancel();
    this.#parts[from]?.close();
    this.#index++;
    this.#follow();
  }

  #openAhead(from: number): void {
    let dueMs = 0;
    for (const [index, { part, fromMs }] of this.#stretches.entries()) {
      if (index < from) continue;
      if (dueMs > OPEN_AHEAD_MS) return;
      if (part.stream && !this.#parts[index]) this.#parts[index] = this.#partAt(index);
      dueMs += part.durationMs - fromMs;
    }
  }

  #partAt(index: number): LightPart | undefined {
    const { part } = this.#stretches[index] ?? {};
    const { clock, listen, sounds } = this.#ports;
    if (!part?.stream) return undefined;
    const heard: Sounds = (sound) => {
      this.#heard(sound.ms, sound.levelDb);
      sounds?.(sound);
    };
    return new LightPart(part, part.stream, clock, listen, heard, () => this.#next(index));
  }

  #heard(ms: number, levelDb: number): void {
    const emitted = levelDb + this.#gainDb;
    const sums = this.#sums;
    if (emitted <= HEARING_DB) {
      sums.pauseMs += ms;
      return;
    }
    sums.loudMs += ms;
    sums.levelMs += ms * sensedDb(this.#ports.horn(), emitted);
    if (isHeard(this.#ports.horn(), emitted)) sums.heardMs += ms;
  }

  #lookAgain(): void {
    this.#look = this.#ports.clock.after(LOOK_MS, () => {
      for (const part of this.#parts) part?.judge();
      if (this.#stopped === undefined) this.#lookAgain();
    });
  }

  #finish(): void {
    if (this.#stopped !== undefined) return;
    this.close();
    this.#ended?.(this.progress());
  }
}

/** A piece with streams: only for such the sockets are needed. */
export function hasStreams(piece: Pick<Piece, 'parts'>): boolean {
  return piece.parts.some(({ stream }) => stream !== undefined);
}

/** Its whole length, when nothing ends it early. */
export function lengthOf(piece: Piece): number {
  return Math.max(0, Math.min(piece.limitMs, contentLengthMs(piece.parts) * piece.repeat - piece.fromMs));
}

function gainDbOf(volume: number): number {
  return volume > 0 ? 20 * Math.log10(volume / 100) : -120;
}
