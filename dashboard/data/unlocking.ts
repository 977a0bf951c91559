/** One unlock dialog for all requests that wait for it. A store for useSyncExternalStore. */
export class Unlocking {
  #waiting: ((unlocked: boolean) => void) | undefined;
  #asked: Promise<boolean> | undefined;
  readonly #listeners = new Set<() => void>();

  /** Answers true once the person proved who it is, false when the dialog was left. */
  ask(): Promise<boolean> {
    if (!this.#asked) {
      this.#asked = new Promise((resolve) => {
        this.#waiting = resolve;
      });
      this.#changed();
    }
    return this.#asked;
  }

  over(unlocked: boolean): void {
    this.#waiting?.(unlocked);
    this.#waiting = undefined;
    this.#asked = undefined;
    this.#changed();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly value = (): boolean => this.#asked !== undefined;

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
