import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { StoredEmergency } from './emergency-store.ts';
import type { BroadcastParts } from './parts.ts';

/** How one emergency stands in one hamlet. */
export interface HamletTally {
  readonly hamlet: string;
  readonly nodes: number;
  readonly heard: number;
  /** Of those heard, by the signed receipt and not by beats. */
  readonly reported: number;
  readonly confirmed: number;
  /** The nodes that have not confirmed: whether they could is known only now. */
  readonly open: readonly string[];
}

/** Beats tell who hears it now; the feed tells no more often either. */
const FRESH_MS = SECOND_MS;
/** So long after its end beats may still say something of it. */
const SETTLED_AFTER_MS = MINUTE_MS;
const MOST_KEPT = 200;

interface Kept {
  readonly madeAt: number;
  readonly tallies: Promise<readonly HamletTally[]>;
}

/**
 * Counts of emergencies, made of thousands of deliveries, for every page of everybody: made at most once a second while one
 * sounds, and afterwards only when a delivery of it changed.
 */
export class EmergencyTallies {
  readonly #parts: Pick<BroadcastParts, 'clock' | 'facts'>;
  readonly #make: (emergency: StoredEmergency) => Promise<readonly HamletTally[]>;
  readonly #kept = new Map<string, Kept>();

  constructor(
    parts: Pick<BroadcastParts, 'clock' | 'facts'>,
    make: (emergency: StoredEmergency) => Promise<readonly HamletTally[]>,
  ) {
    this.#parts = parts;
    this.#make = make;
    parts.facts.on('deliveriesChanged', ({ run }) => this.#kept.delete(run));
  }

  of(emergency: StoredEmergency): Promise<readonly HamletTally[]> {
    const now = this.#parts.clock.now();
    const kept = this.#kept.get(emergency.id);
    if (kept && this.#holds(kept, emergency, now)) return kept.tallies;
    const tallies = this.#make(emergency);
    // Newest last: the one asked for longest ago goes first.
    this.#kept.delete(emergency.id);
    this.#kept.set(emergency.id, { madeAt: now, tallies });
    tallies.catch(() => this.#kept.delete(emergency.id));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return tallies;
  }

  #holds({ madeAt }: Kept, { endedAt }: StoredEmergency, now: number): boolean {
    return now - madeAt < FRESH_MS || (endedAt !== undefined && madeAt >= endedAt + SETTLED_AFTER_MS);
  }
}
