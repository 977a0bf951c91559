import { HOUR_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';

interface Failures {
  readonly count: number;
  readonly at: number;
}

export interface FailureLimitOptions {
  readonly clock: Clock;
  /** So many attempts may fail before anybody has to wait. */
  readonly free: number;
  /** The first wait; each further failure doubles it. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** So long after the last failure they are forgotten; an hour when absent. */
  readonly forgetMs?: number;
}

const MAX_KEYS = 20_000;
const FORGET_MS = HOUR_MS;

/**
 * Exponential back-off by key (account and address, say). An attempt counts as failed from its start, so that many at once
 * get no more tries than one after the other.
 */
export class FailureLimit {
  readonly #options: FailureLimitOptions;
  readonly #keys = new Map<string, Failures>();

  constructor(options: FailureLimitOptions) {
    this.#options = options;
  }

  /** 0 when the attempt may go on (and is counted), else the milliseconds to wait (and it is not). */
  attempt(key: string): number {
    const now = this.#options.clock.now();
    const known = this.#keys.get(key);
    const { forgetMs = FORGET_MS } = this.#options;
    const failures = known && now - known.at < forgetMs ? known : undefined;
    const waitMs = failures ? Math.max(0, failures.at + this.#delayAfter(failures.count) - now) : 0;
    if (waitMs > 0) return waitMs;
    this.#keys.delete(key);
    this.#keys.set(key, { count: (failures?.count ?? 0) + 1, at: now });
    const oldest = this.#keys.keys().next();
    if (this.#keys.size > MAX_KEYS && !oldest.done) this.#keys.delete(oldest.value);
    return 0;
  }

  /** The attempt was right: forget what went before. */
  forget(key: string): void {
    this.#keys.delete(key);
  }

  /** The attempt was right: it does not count, what went before does. */
  undo(key: string): void {
    const known = this.#keys.get(key);
    if (known) this.#keys.set(key, { count: known.count - 1, at: known.at });
  }

  #delayAfter(count: number): number {
    const { free, baseMs, maxMs } = this.#options;
    return count < free ? 0 : Math.min(maxMs, baseMs * 2 ** Math.min(30, count - free));
  }
}
