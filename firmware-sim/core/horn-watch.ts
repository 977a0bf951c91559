// pure

/** What plays now, and how much of it the sensor heard so far. */
export interface Sounded {
  readonly key: string;
  readonly playedMs: number;
  readonly heardMs: number;
}
export type Horns = 'silent' | 'sounding';

/** Who speaks may pause between two sentences, not for a minute. */
const SILENT_MS = 60_000;
/** A shorter stretch says too little about the horns. */
export const TELLING_MS = 10_000;
const HEARD_SHARE = 0.1;

export function isSilent(playedMs: number, heardMs: number): boolean {
  return heardMs < playedMs * HEARD_SHARE;
}

/**
 * The node's own sensor against its own amplifier while a run goes on: horns that die in the middle of a long programme are told of
 * within a minute and a half, not when it ends. What counts is what was played, so a stream that breaks off is no dead horn.
 */
export class HornWatch {
  #key: string | undefined;
  #playedMs = 0;
  #heardMs = 0;
  #verdict: Horns | undefined;

  /** To be asked every few seconds; `undefined`: nothing plays. What the horns are found to be, when that is new in this run. */
  look(sounded: Sounded | undefined): Horns | undefined {
    if (!sounded || sounded.key !== this.#key) {
      this.#begin(sounded);
      return undefined;
    }
    const [playedMs, heardMs] = [sounded.playedMs - this.#playedMs, sounded.heardMs - this.#heardMs];
    const silent = isSilent(playedMs, heardMs);
    if (playedMs < (silent ? SILENT_MS : TELLING_MS)) return undefined;
    if (!silent) [this.#playedMs, this.#heardMs] = [sounded.playedMs, sounded.heardMs];
    const verdict = silent ? 'silent' : 'sounding';
    if (verdict === this.#verdict) return undefined;
    this.#verdict = verdict;
    return verdict;
  }

  /** What it found last in that run; undefined when it was too short to say. */
  of(key: string): Horns | undefined {
    return key === this.#key ? this.#verdict : undefined;
  }

  #begin(sounded: Sounded | undefined): void {
    if (!sounded) return;
    this.#key = sounded.key;
    this.#playedMs = sounded.playedMs;
    this.#heardMs = sounded.heardMs;
    this.#verdict = undefined;
  }
}
