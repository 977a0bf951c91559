import type { ClockState } from '../../protocol/messages/uplink.ts';
import type { Clock, Timer } from '../clock.ts';

/** A signed time this far ahead of a vouched clock is the two clocks' ordinary disagreement, not proof that ours is wrong. */
const DISAGREEMENT_MS = 60_000;
/** A correction smaller than this is not worth a jump. */
const WORTH_CORRECTING_MS = 250;

/**
 * What a node believes about time (DESIGN §8, clock): its hardware's clock, corrected by signed answers, never below the highest
 * signed time it has seen. `vouched` says whether something outside (a real-time clock, NTP) stands for the hardware.
 */
export class NodeTime {
  readonly #hardware: Clock;
  readonly #vouched: () => boolean;
  #floor: number;
  #correctionMs = 0;
  #answered = false;

  constructor(hardware: Clock, floor: number, vouched: () => boolean) {
    this.#hardware = hardware;
    this.#vouched = vouched;
    this.#floor = floor;
  }

  get state(): ClockState {
    if (this.#raw() + DISAGREEMENT_MS >= this.#floor && (this.#answered || this.#vouched())) return 'trusted';
    return this.#floor > 0 ? 'floor' : 'none';
  }

  get trusted(): boolean {
    return this.state === 'trusted';
  }

  get source(): string {
    if (!this.trusted) return 'none';
    return this.#answered ? 'gateway' : 'system';
  }

  get floor(): number {
    return this.#floor;
  }

  /** The best guess; below the floor it would be certainly wrong. */
  now(): number {
    return this.trusted ? this.#raw() : Math.max(this.#raw(), this.#floor);
  }

  monotonicMs(): number {
    return this.#hardware.monotonicMs();
  }

  after(delayMs: number, action: () => void): Timer {
    return this.#hardware.after(delayMs, action);
  }

  /** Something signed carried this instant: it is at least so late. */
  sawSigned(instant: number): void {
    if (instant > this.#floor) this.#floor = instant;
  }

  /** The signed answer to our nonce says it is `now`. Returns the jump when there is one. */
  correct(now: number): { fromMs: number; toMs: number } | undefined {
    const before = Math.round(this.now());
    const known = this.trusted;
    this.#answered = true;
    this.sawSigned(now);
    if (known && Math.abs(now - before) < WORTH_CORRECTING_MS) return undefined;
    this.#correctionMs = now - this.#hardware.now();
    return { fromMs: before, toMs: now };
  }

  #raw(): number {
    return this.#hardware.now() + this.#correctionMs;
  }
}
