/**
 * Remembers that the gateway no longer knows our session, so that the sign-in dialog opens over the page instead of losing it. What was
 * being sent waits here for the new session.
 */
export class SignedOut {
  #value = false;
  #waiting: ((again: boolean) => void)[] = [];
  readonly #listeners = new Set<() => void>();

  happened(): void {
    this.#set(true);
  }

  /** Whether it may be sent once more: true when the same person signed in again, false for anybody else. */
  again(): Promise<boolean> {
    this.happened();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  over(samePerson = false): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#set(false);
    for (const resolve of waiting) resolve(samePerson);
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
