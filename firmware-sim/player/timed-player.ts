import type { Part } from '../../protocol/messages/fields.ts';
import type { Reason } from '../../protocol/messages/uplink.ts';
import type { Clock } from '../clock.ts';
import type { Piece, Player, Sounding, SoundResult } from '../core/player.ts';
import { type HornState, isHeard, sensedDb, USUAL_LEVEL_DB } from './horn-model.ts';
import { hasStreams, LightPiece, type LightPorts, lengthOf } from './light-piece.ts';

export interface TimedOptions {
  /** Why nothing can be played now. */
  readonly failure?: () => Reason | undefined;
  /** How streams are heard; `modelled`: they are taken to have come, in a past that never was. Absent: a node without them. */
  readonly streams?: Pick<LightPorts, 'listen' | 'sounds'> | 'modelled' | undefined;
}

/** A stream opened for a run that was cancelled is closed by then. */
const UNUSED_MS = 30_000;

/**
 * Plays files by the clock alone: for a fleet and for history, where nobody listens. Streams it really opens. `horn` says what
 * state the horns are in now.
 */
export class TimedPlayer implements Player {
  readonly #clock: Clock;
  readonly #horn: () => HornState;
  readonly #failure: () => Reason | undefined;
  readonly #streams: TimedOptions['streams'];
  readonly #prepared = new Map<string, LightPiece>();

  constructor(clock: Clock, horn: () => HornState, { failure = () => undefined, streams }: TimedOptions = {}) {
    this.#clock = clock;
    this.#horn = horn;
    this.#failure = failure;
    this.#streams = streams;
  }

  lacking(parts: readonly Part[]): Reason | undefined {
    return this.#streams === undefined && hasStreams({ parts }) ? 'no-audio' : undefined;
  }

  prepare(piece: Piece): void {
    if (this.#prepared.has(piece.key)) return;
    const light = this.#lightOf(piece);
    if (!light) return;
    this.#prepared.set(piece.key, light);
    this.#clock.after(UNUSED_MS, () => {
      if (this.#prepared.get(piece.key) !== light) return;
      this.#prepared.delete(piece.key);
      light.close();
    });
  }

  start(piece: Piece, ended: (result: SoundResult) => void): Sounding {
    const failure = this.#failure();
    const prepared = this.#prepared.get(piece.key);
    this.#prepared.delete(piece.key);
    if (prepared && (failure || piece.fromMs > 0)) prepared.close();
    const light = failure ? undefined : prepared && piece.fromMs === 0 ? prepared : this.#lightOf(piece);
    if (light) {
      light.begin(ended, piece.limitMs);
      return light;
    }
    const began = this.#clock.monotonicMs();
    const lengthMs = lengthOf(piece);
    let emittedDb = levelAt(piece.volume);
    let [askedMs, heardMs] = [0, 0];
    const result = (): SoundResult => {
      const playedMs = Math.min(lengthMs, this.#clock.monotonicMs() - began);
      const horn = this.#horn();
      // Since it was last asked; before, the horns were what they were then.
      if (isHeard(horn, emittedDb)) heardMs += playedMs - askedMs;
      askedMs = playedMs;
      return { playedMs, heardMs, levelDb: sensedDb(horn, emittedDb) };
    };
    const timer = failure
      ? this.#clock.after(0, () => ended({ playedMs: 0, heardMs: 0, failure }))
      : this.#clock.after(lengthMs, () => ended(result()));
    return {
      progress: result,
      stop: () => {
        timer.cancel();
        return result();
      },
      setVolume: (percent) => {
        emittedDb = levelAt(percent);
      },
    };
  }

  #lightOf(piece: Piece): LightPiece | undefined {
    const streams = this.#streams;
    if (streams === undefined || streams === 'modelled' || !hasStreams(piece)) return undefined;
    return new LightPiece(piece, { clock: this.#clock, horn: this.#horn, ...streams });
  }
}

/** What the amplifier is given (dB below full scale) at this volume (percent). */
function levelAt(volume: number): number {
  return volume > 0 ? USUAL_LEVEL_DB + 20 * Math.log10(volume / 100) : -120;
}
