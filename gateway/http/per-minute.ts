import { MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';

/** Whoever names ever new keys finds no room for more of them in the same minute. */
const MOST_KEYS = 20_000;

/** So many a minute for each key, no more, right or wrong. */
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
    return this.attempt(key) === 0;
  }

  /** The same, as 0 or the milliseconds to wait. */
  attempt(key: string): number {
    const now = this.#clock.now();
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) this.#taken.clear();
    this.#minute = minute;
    const taken = this.#taken.get(key) ?? 0;
    const isFull = taken === 0 && this.#taken.size >= MOST_KEYS;
    if (isFull || taken >= this.#most) return (minute + 1) * MINUTE_MS - now;
    this.#taken.set(key, taken + 1);
    return 0;
  }
}
