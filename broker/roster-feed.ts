import { backOffMs } from '../protocol/back-off.ts';
import type { Roster } from '../protocol/roster.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

export interface RosterFeedParts {
  readonly ask: (version: number, signal: AbortSignal) => Promise<Roster>;
  /** Takes the answer in and says what to ask for next. */
  readonly take: (answer: Roster) => { readonly next: number; readonly changed: boolean };
  readonly clock: Clock;
  readonly log: Log;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const FIRST_WAIT_MS = 500;
/** The gateway is on this machine and nodes that are new wait for it. */
const LONGEST_WAIT_MS = 5_000;
/** Between two answers that said nothing new, should the gateway not hold the question. */
const IDLE_WAIT_MS = 1_000;

/** How long to wait before attempt number `failures` + 1: exponential with full jitter. */
export function retryDelayMs(failures: number, random: number): number {
  return Math.round(backOffMs(failures, random, FIRST_WAIT_MS, LONGEST_WAIT_MS));
}

/** Keeps asking the gateway for the roster, one question at a time, for as long as it runs. */
export class RosterFeed {
  readonly #parts: RosterFeedParts;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(parts: RosterFeedParts) {
    this.#parts = parts;
  }

  /** `version`: the roster already known, from disk; 0 for none. */
  start(version: number): void {
    this.#running ??= this.#run(version);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(version: number): Promise<void> {
    const { ask, take, clock, log, random } = this.#parts;
    const { signal } = this.#stopping;
    let next = version;
    let failures = 0;
    while (!signal.aborted) {
      const askedAt = clock.now();
      try {
        const answer = take(await ask(next, signal));
        if (failures > 0) log.info({ failures }, 'the gateway answers for the roster again');
        failures = 0;
        next = answer.next;
        if (!answer.changed && clock.now() - askedAt < IDLE_WAIT_MS) await this.#wait(IDLE_WAIT_MS);
      } catch (error) {
        if (signal.aborted) return;
        if (failures === 0)
          log.warn({ why: reasonOf(error) }, 'no roster from the gateway; those known may connect, asking again');
        await this.#wait(retryDelayMs(failures, random()));
        failures += 1;
      }
    }
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#stopping;
      const done = () => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#parts.clock.after(delayMs, done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }
}

/** fetch says only "fetch failed"; what failed is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
