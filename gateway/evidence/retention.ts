import { type Day, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { Log } from '../log.ts';
import { latestCheckpoint } from './checkpoint-store.ts';
import { earlier, keptFrom } from './retention-rule.ts';
import { deleteBodiesBelow, oldestBodies, writePurgedBelow } from './retention-store.ts';

const BODIES_AT_ONCE = 5_000;

export interface RetentionParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly months: number;
  /** The earliest day that an open appraisal round or a period not closed yet still looks at; undefined when there is none. */
  readonly neededFrom: () => Promise<Day | undefined>;
  /** Into the audit, with the deed's transaction. */
  readonly record: (
    transaction: Transaction,
    purge: {
      readonly before: Day;
      readonly positions: { readonly from: number; readonly to: number };
      readonly messages: number;
    },
  ) => Promise<void>;
}

/**
 * Lets go of signed messages whose time is over. Their leaf hashes, the tree and every checkpoint stay, so that what is kept (in
 * dossiers too) still proves, and what is gone can be shown to have been there. Deliveries, runs and roll-ups are not touched.
 */
export class Retention {
  readonly #parts: RetentionParts;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** Messages of this day and later are kept by the setting alone. */
  get keptFrom(): Day {
    return keptFrom(this.#parts.clock.now(), this.#parts.months);
  }

  /** Returns how many messages went. Nothing of what an open round or period looks at goes, and nothing that is not sealed. */
  async nightly(): Promise<number> {
    const { database, log, neededFrom } = this.#parts;
    const wanted = this.keptFrom;
    const before = earlier(wanted, await neededFrom());
    if (before !== wanted)
      log.info({ wanted, before }, 'an open round or period holds old evidence back from the purge');
    const sealed = (await latestCheckpoint(database.read))?.size ?? 0;
    for (let purged = 0; ; ) {
      const gone = await this.#batch(before, sealed);
      purged += gone;
      if (gone < BODIES_AT_ONCE) return purged;
    }
  }

  #batch(before: Day, sealed: number): Promise<number> {
    const { database, log, record } = this.#parts;
    const until = startOfDay(before);
    return database.write(async (transaction) => {
      const oldest = await oldestBodies(transaction, sealed, BODIES_AT_ONCE);
      const end = oldest.findIndex(({ receivedAt }) => receivedAt >= until);
      const over = end < 0 ? oldest : oldest.slice(0, end);
      const [first, last] = [over[0], over.at(-1)];
      if (first === undefined || last === undefined) return 0;
      await deleteBodiesBelow(transaction, last.position + 1);
      await writePurgedBelow(transaction, last.position + 1);
      const positions = { from: first.position, to: last.position };
      await record(transaction, { before, positions, messages: over.length });
      log.info({ before, ...positions, messages: over.length }, 'evidence purged; hashes and proofs stay');
      return over.length;
    });
  }
}
