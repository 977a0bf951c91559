import type { EvidenceStatus } from '../../protocol/api/evidence.ts';
import { HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import { causeOf } from '../outside/outside-error.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Outside } from './destinations.ts';
import { dueSendings, lastSendings, markSending, planSendings, type Sending } from './sendings-store.ts';

/** A week of trying; by then seven newer checkpoints have come. */
const MAX_TRIES = 40;
const MAX_WAIT_MS = 6 * HOUR_MS;

/** How long after the `tries`-th failure it is tried again: a minute, two, four, …, six hours at most. */
export function waitAfter(tries: number): number {
  return Math.min(MINUTE_MS * 2 ** (tries - 1), MAX_WAIT_MS);
}

export interface PublishingParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly checkpoints: Checkpoints;
  readonly outsides: readonly Outside[];
}

/** Takes the daily checkpoint out of the house. What is to be sent lies in the database: a stop, a dead line lose nothing. */
export class Publishing {
  readonly #parts: PublishingParts;

  constructor(parts: PublishingParts) {
    this.#parts = parts;
  }

  /** Signs the log as it stands and plans its ways out; daily. */
  async nightly(): Promise<void> {
    const { checkpoints, database, clock, outsides } = this.#parts;
    const { size } = await checkpoints.make();
    const ways = outsides.map(({ to }) => to);
    await database.write((transaction) => planSendings(transaction, size, ways, clock.now()));
    await this.tick();
  }

  /** Tries what is due, each way by itself: a mail server that hangs does not hold up the web hook. */
  async tick(): Promise<void> {
    const { database, clock } = this.#parts;
    const due = await dueSendings(database.read, clock.now(), MAX_TRIES);
    await Promise.all(due.map((sending) => this.#try(sending)));
  }

  published(): Promise<EvidenceStatus['published']> {
    return lastSendings(this.#parts.database.read);
  }

  async #try(sending: Sending): Promise<void> {
    const { database, clock, log, checkpoints, outsides } = this.#parts;
    const outside = outsides.find(({ to }) => to === sending.to);
    if (!outside) return;
    const tries = sending.tries + 1;
    let failed: string | undefined;
    try {
      const checkpoint = await checkpoints.of(sending.size);
      if (!checkpoint) throw new Error('its checkpoint is not in the database');
      await outside.send(checkpoint);
    } catch (error) {
      failed = causeOf(error);
      log.warn({ to: sending.to, size: sending.size, tries, failed }, 'a checkpoint did not leave the house yet');
    }
    const at = clock.now();
    const outcome = { tries, at, nextAt: at + waitAfter(tries), ...(failed !== undefined && { failed }) };
    await database.write((transaction) => markSending(transaction, sending, outcome));
  }
}
