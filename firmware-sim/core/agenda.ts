// pure
import type { RunClaim } from './claim.ts';

/** What is still ahead, soonest last, so that the next is at hand however long the plan is. */
export class Agenda {
  #ahead: RunClaim[] = [];
  readonly #keys = new Map<string, RunClaim>();

  /** A command replaces what a plan said about the same run; otherwise the newer word counts. */
  add(claims: readonly RunClaim[]): void {
    for (const claim of claims) {
      const known = this.#keys.get(claim.key);
      if (!known?.command || claim.command) this.#keys.set(claim.key, claim);
    }
    this.#sort();
  }

  /** Forgets what only a plan asked for. */
  dropPlanned(): void {
    for (const [key, claim] of this.#keys) if (claim.command === undefined) this.#keys.delete(key);
    this.#sort();
  }

  remove(key: string): void {
    if (this.#keys.delete(key)) this.#sort();
  }

  /** Takes out everything that begins at `until` or before. */
  takeUntil(until: number): RunClaim[] {
    const taken: RunClaim[] = [];
    for (let next = this.#ahead.at(-1); next && next.startAt <= until; next = this.#ahead.at(-1)) {
      this.#ahead.pop();
      this.#keys.delete(next.key);
      taken.push(next);
    }
    return taken;
  }

  /** When the next one begins; Infinity when nothing is ahead. */
  get nextAt(): number {
    return this.#ahead.at(-1)?.startAt ?? Number.POSITIVE_INFINITY;
  }

  claims(): RunClaim[] {
    return [...this.#ahead].reverse();
  }

  clear(): void {
    this.#keys.clear();
    this.#ahead = [];
  }

  #sort(): void {
    this.#ahead = [...this.#keys.values()].sort((a, b) => b.startAt - a.startAt);
  }
}
