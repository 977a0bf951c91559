/** Remembers that the gateway no longer knows our session, so that the sign-in dialog opens over the page instead of losing it. */
export class SignedOut {
  #value = false;
  readonly #listeners = new Set<() => void>();

  happened(): void {
    this.#set(true);
  }

  over(): void {
    this.#set(false);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly value = (): boolean => this.#value;

  #set(value: boolean): void {
    if (this.#value === value) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}
