import { TooManyRequestsError } from '../errors.ts';

/** One at a time, in order; at most `longest` wait, the next is told to come back. */
export class Turns {
  readonly #longest: number;
  readonly #busy: string;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** `busy`: code of the refusal. */
  constructor(longest: number, busy = 'recordings-busy') {
    this.#longest = longest;
    this.#busy = busy;
  }

  take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#longest) {
      const message = `${this.#waiting} recordings are being worked on. Send this one again in a minute.`;
      return Promise.reject(new TooManyRequestsError(this.#busy, message));
    }
    this.#waiting++;
    const result = this.#last.then(work).finally(() => this.#waiting--);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when nobody works or waits. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
