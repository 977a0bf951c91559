// pure
import type { StreamSource } from '../../protocol/messages/fields.ts';
import { SECOND_MS } from '../../protocol/units.ts';

/** Nothing comes for so long, and nothing is held: lost. Sooner when nobody even answers. */
export const NO_DATA_MS = 5 * SECOND_MS;
const NO_ANSWER_MS = 1.5 * SECOND_MS;
/** It is taken back when it has sounded for so long, pauses shorter than this included. */
const BACK_MS = 3 * SECOND_MS;
const PAUSE_MS = 2 * SECOND_MS;

export type Condition = 'sounding' | 'lost' | 'silent';

/** Judges a stream by what comes of it. Live is never silent: who speaks may pause, and the gateway ends who pauses too long. */
export class StreamWatch {
  readonly #stream: StreamSource;
  #condition: Condition = 'sounding';
  #lastDataAt: number;
  #answers = false;
  #quietMs = 0;
  #soundMs = 0;

  constructor(stream: StreamSource, now: number) {
    this.#stream = stream;
    this.#lastDataAt = now;
  }

  get condition(): Condition {
    return this.#condition;
  }

  /** How long without a break what came last was too quiet. */
  get quietMs(): number {
    return this.#quietMs;
  }

  answered(answers: boolean): void {
    this.#answers = answers;
  }

  came(ms: number, levelDb: number, now: number): void {
    this.#lastDataAt = now;
    this.#answers = true;
    if (levelDb < this.#stream.silenceDb) this.#quietMs += ms;
    else {
      if (this.#quietMs > PAUSE_MS) this.#soundMs = 0;
      this.#quietMs = 0;
      this.#soundMs += ms;
    }
  }

  /** What it is now; `heldMs` came and is still to sound. */
  judge(heldMs: number, now: number): Condition {
    if (this.#condition === 'sounding') this.#condition = this.#fall(heldMs, now);
    else if (this.#isBack(now)) this.#condition = 'sounding';
    if (this.#condition !== 'sounding') this.#condition = this.#away(now);
    return this.#condition;
  }

  #fall(heldMs: number, now: number): Condition {
    const patienceMs = Math.min(this.#stream.silenceMs, this.#answers ? NO_DATA_MS : NO_ANSWER_MS);
    const isLost = heldMs === 0 && now - this.#lastDataAt >= patienceMs;
    const fallen: Condition | undefined = this.#isSilent ? 'silent' : isLost ? 'lost' : undefined;
    if (fallen) this.#soundMs = 0;
    return fallen ?? 'sounding';
  }

  /** Gone while it was silent it is lost; and what was lost and comes back mute is silent. */
  #away(now: number): Condition {
    if (now - this.#lastDataAt >= NO_DATA_MS) return 'lost';
    return this.#isSilent ? 'silent' : this.#condition;
  }

  get #isSilent(): boolean {
    return this.#stream.kind === 'relay' && this.#quietMs >= this.#stream.silenceMs;
  }

  /** Who speaks is heard at once; a station must prove itself first. */
  #isBack(now: number): boolean {
    if (now - this.#lastDataAt > PAUSE_MS) return false;
    if (this.#stream.kind === 'live') return this.#answers;
    return this.#soundMs >= BACK_MS && this.#quietMs < PAUSE_MS;
  }
}
