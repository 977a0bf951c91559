import { MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';

/** So many a minute for each key, no more: whatever is kept for ever must not be filled by whoever likes. */
export class PerMinute {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #taken = new Map<string, number>();
  #minute = 0;

  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  /** Is there room for one more of this key in this minute? Then it is taken. */
  take(key = ''): boolean {
    const minute = Math.floor(this.#clock.now() / MINUTE_MS);
    if (minute !== this.#minute) this.#taken.clear();
    this.#minute = minute;
    const taken = this.#taken.get(key) ?? 0;
    if (taken >= this.#most) return false;
    this.#taken.set(key, taken + 1);
    return true;
  }
}
