// pure
import { HEARING_DB, type HornState, sensedDb } from './horn-model.ts';
import { BYTES_PER_MS, energyOf, levelDb, SAMPLE_RATE } from './pcm.ts';

export interface Hearing {
  readonly heardMs: number;
  readonly levelDb: number | undefined;
}

/**
 * The sensor: judges every second by its root mean square. A second in which nothing was sent (a pause in the speech) counts as heard
 * when the seconds that did carry sound were: silence is part of what is said.
 */
export class Ear {
  readonly #horn: () => HornState;
  #sum = 0;
  #samples = 0;
  #loudMs = 0;
  #heardMs = 0;
  #pauseMs = 0;
  #heardSum = 0;
  #heardSeconds = 0;

  constructor(horn: () => HornState) {
    this.#horn = horn;
  }

  /** Takes what went to the amplifier. */
  hear(emitted: Buffer): void {
    for (let offset = 0; offset < emitted.length; ) {
      const take = Math.min(emitted.length - offset, (SAMPLE_RATE - this.#samples) * 2);
      const { sum, samples } = energyOf(emitted.subarray(offset, offset + take));
      this.#sum += sum;
      this.#samples += samples;
      offset += take;
      if (this.#samples >= SAMPLE_RATE) this.#closeSecond();
      if (samples === 0) break;
    }
  }

  /** What was heard up to now; an unfinished second counts for its part. */
  heard(): Hearing {
    if (this.#samples > 0) this.#closeSecond();
    const pausesHeard = this.#heardMs * 2 >= this.#loudMs && this.#heardMs > 0 ? this.#pauseMs : 0;
    const levelDb = this.#heardSeconds > 0 ? this.#heardSum / this.#heardSeconds : undefined;
    return { heardMs: this.#heardMs + pausesHeard, levelDb };
  }

  #closeSecond(): void {
    const ms = (this.#samples * 2) / BYTES_PER_MS;
    const emitted = levelDb(this.#sum, this.#samples);
    const sensed = sensedDb(this.#horn(), emitted);
    this.#sum = 0;
    this.#samples = 0;
    if (emitted <= HEARING_DB) {
      this.#pauseMs += ms;
      return;
    }
    this.#loudMs += ms;
    this.#heardSum += sensed;
    this.#heardSeconds++;
    if (sensed > HEARING_DB) this.#heardMs += ms;
  }
}
