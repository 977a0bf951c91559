import type { PresenceState } from '../protocol/api/areas.ts';
import type { Delivery, Run } from '../protocol/api/broadcast.ts';
import type { Changed } from '../protocol/api/feed.ts';
import type { ConfirmationState } from '../protocol/api/people.ts';

/** What happened, told to onlookers (feed, metrics). Nothing is made to happen this way. */
export interface Facts {
  presenceChanged: { at: number; changes: { node: string; state: PresenceState; lastSeenAt?: number }[] };
  runChanged: { at: number; id: string; state: Run['state'] };
  deliveriesChanged: { at: number; run: string; deliveries: (Partial<Delivery> & Pick<Delivery, 'node' | 'state'>)[] };
  faultChanged: { at: number; id: string; kind: string; node?: string; area?: string; raised: boolean };
  changed: { at: number; what: Changed };
  /** What waits for a second person: `by` asked, `areas` must all be in the confirmer's reach. */
  confirmationChanged: { at: number; id: string; state: ConfirmationState; by: string; areas: readonly string[] };
  watchChanged: { at: number; open: boolean };
}

export type FactName = keyof Facts;
type Listener<N extends FactName> = (fact: Facts[N]) => void;

export class FactBus {
  readonly #listeners = new Map<FactName, Set<Listener<never>>>();

  /** A listener must not throw and must not wait; the returned function takes it off. */
  on<N extends FactName>(name: N, listener: Listener<N>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener as Listener<never>);
    return () => listeners.delete(listener as Listener<never>);
  }

  tell<N extends FactName>(name: N, fact: Facts[N]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as Listener<N>)(fact);
  }
}
