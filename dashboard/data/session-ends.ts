/** What the gateway said last of the end of this browser's session, ms by its clock; every tab knows what any of them heard. A store for useSyncExternalStore. */
export class SessionEnds {
  #at = 0;
  readonly #listeners = new Set<() => void>();
  readonly #others = new BroadcastChannel('loaxa.session-ends');

  constructor() {
    this.#others.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'number') this.#set(data);
    };
  }

  heard(at: number): void {
    if (at === this.#at) return;
    this.#set(at);
    this.#others.postMessage(at);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** 0 while nothing was said. */
  readonly value = (): number => this.#at;

  #set(at: number): void {
    this.#at = at;
    for (const listener of this.#listeners) listener();
  }
}
