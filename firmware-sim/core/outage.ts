import type { RunClaim } from './claim.ts';
import type { Gap } from './documents.ts';
import type { NodeStore } from './node-store.ts';
import type { NodeTime } from './node-time.ts';
import type { Outcome } from './outcome.ts';

const MOST_GAPS = 32;

/** Remembers when the node was off or did not know the time, so that an instant it slept through gets its true reason. */
export class Outage {
  readonly #store: NodeStore;
  readonly #time: NodeTime;
  #bootMs = 0;
  #known = false;

  constructor(store: NodeStore, time: NodeTime) {
    this.#store = store;
    this.#time = time;
  }

  begin(): void {
    this.#bootMs = this.#time.monotonicMs();
    if (this.#time.trusted) this.trusted();
  }

  /** From now on the clock can be believed: closes the time before. */
  trusted(): void {
    if (this.#known) return;
    this.#known = true;
    const now = this.#time.now();
    const bootAt = now - (this.#time.monotonicMs() - this.#bootMs);
    const { at, gaps } = this.#store.read('alive') ?? { at: bootAt, gaps: [] };
    const closed: Gap[] = [
      { from: at, to: bootAt, why: 'no-power' },
      { from: bootAt, to: now, why: 'clock-untrusted' },
    ];
    const kept = [...gaps, ...closed.filter((gap) => gap.to > gap.from)].slice(-MOST_GAPS);
    this.#store.write('alive', { at: Math.round(now), gaps: kept });
  }

  alive(): void {
    if (this.#known && this.#time.trusted)
      this.#store.write('alive', { at: Math.round(this.#time.now()), gaps: this.#store.read('alive')?.gaps ?? [] });
  }

  /** Why a run that could have begun in [startAt, startAt + latenessMs] did not, when an outage explains it. */
  whyLate(claim: RunClaim): Outcome | undefined {
    const gaps = this.#store.read('alive')?.gaps ?? [];
    const gap = gaps.find(({ from, to }) => claim.startAt >= from && claim.startAt < to);
    return gap && { result: 'missed', reason: gap.why };
  }
}
