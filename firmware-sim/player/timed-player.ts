import type { Part } from '../../protocol/messages/fields.ts';
import type { Reason } from '../../protocol/messages/uplink.ts';
import type { Clock } from '../clock.ts';
import { contentLengthMs } from '../core/claim.ts';
import type { Piece, Player, Sounding, SoundResult } from '../core/player.ts';
import { type HornState, isHeard, sensedDb, USUAL_LEVEL_DB } from './horn-model.ts';

/** Plays by the clock alone: for a fleet and for history, where nobody listens. `horn` says what state the horns are in now. */
export class TimedPlayer implements Player {
  readonly #clock: Clock;
  readonly #horn: () => HornState;
  readonly #failure: () => Reason | undefined;

  /** `failure`: why nothing can be played now. */
  constructor(clock: Clock, horn: () => HornState, failure: () => Reason | undefined = () => undefined) {
    this.#clock = clock;
    this.#horn = horn;
    this.#failure = failure;
  }

  lacking(_parts: readonly Part[]): undefined {
    return undefined;
  }

  prepare(): void {}

  start(piece: Piece, ended: (result: SoundResult) => void): Sounding {
    const began = this.#clock.monotonicMs();
    const lengthMs = Math.max(0, Math.min(piece.limitMs, contentLengthMs(piece.parts) * piece.repeat - piece.fromMs));
    let emittedDb = levelAt(piece.volume);
    const result = (): SoundResult => {
      const playedMs = Math.min(lengthMs, this.#clock.monotonicMs() - began);
      const horn = this.#horn();
      return { playedMs, heardMs: isHeard(horn, emittedDb) ? playedMs : 0, levelDb: sensedDb(horn, emittedDb) };
    };
    const failure = this.#failure();
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
}

/** What the amplifier is given (dB below full scale) at this volume (percent). */
function levelAt(volume: number): number {
  return volume > 0 ? USUAL_LEVEL_DB + 20 * Math.log10(volume / 100) : -120;
}
