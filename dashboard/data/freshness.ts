/** How old is what the screen shows, by the gateway's own clock. A store for useSyncExternalStore. */
export class Freshness {
  #heardAt: number;
  #aheadMs = 0;
  #watching = true;
  #connected = false;
  #reachable = true;
  readonly #clock: () => number;
  readonly #listeners = new Set<() => void>();
  #snapshot: FreshnessState;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#heardAt = clock();
    this.#snapshot = this.#read();
  }

  /** The gateway said something; `serverTime` (ms UTC) sets our idea of its clock. */
  heard(serverTime?: number): void {
    this.#heardAt = this.#clock();
    this.#reachable = true;
    if (serverTime !== undefined) this.#aheadMs = serverTime - this.#heardAt;
    this.#changed();
  }

  /** A request got no answer: this machine has no network, or the gateway is down. */
  missed(): void {
    if (!this.#reachable) return;
    this.#reachable = false;
    this.#changed();
  }

  setWatching(watching: boolean): void {
    this.#watching = watching;
    this.#changed();
  }

  setConnected(connected: boolean): void {
    this.#connected = connected;
    this.#changed();
  }

  /** The gateway's time now (ms UTC), although this device's clock may be wrong. */
  serverNow(): number {
    return this.#clock() + this.#aheadMs;
  }

  get connected(): boolean {
    return this.#connected;
  }

  ageMs(): number {
    return Math.max(0, this.#clock() - this.#heardAt);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): FreshnessState => this.#snapshot;

  #read(): FreshnessState {
    return {
      heardAt: this.#heardAt + this.#aheadMs,
      watching: this.#watching,
      connected: this.#connected,
      reachable: this.#reachable,
    };
  }

  #changed(): void {
    this.#snapshot = this.#read();
    for (const listener of this.#listeners) listener();
  }
}

export interface FreshnessState {
  /** Gateway time of the last word from it, ms UTC. */
  readonly heardAt: number;
  readonly watching: boolean;
  readonly connected: boolean;
  /** The last request was answered; the feed may be closed all the same. */
  readonly reachable: boolean;
}

export type Age = 'live' | 'old' | 'lost';
export const OLD_AFTER_MS = 30_000;
export const LOST_AFTER_MS = 60_000;

/** Live below 30 s, old (greyed) to 60 s, lost (banner) after. */
export function ageOf(ms: number): Age {
  if (ms < OLD_AFTER_MS) return 'live';
  return ms < LOST_AFTER_MS ? 'old' : 'lost';
}
