import { MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';

const MAX_KEYS = 20_000;

/** So many calls a minute by key, right or wrong: a device that hammers with a right code is held back too. */
export class CallLimit {
  readonly #clock: Clock;
  readonly #perMinute: number;
  readonly #calls = new Map<string, number>();
  #minute = 0;

  constructor({ clock, perMinute }: { clock: Clock; perMinute: number }) {
    this.#clock = clock;
    this.#perMinute = perMinute;
  }

  /** 0 when the call may go on, else the milliseconds to wait. */
  attempt(key: string): number {
    const now = this.#clock.now();
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) this.#calls.clear();
    this.#minute = minute;
    const calls = (this.#calls.get(key) ?? 0) + 1;
    const isFull = this.#calls.size >= MAX_KEYS && !this.#calls.has(key);
    if (isFull || calls > this.#perMinute) return (minute + 1) * MINUTE_MS - now;
    this.#calls.set(key, calls);
    return 0;
  }
}
