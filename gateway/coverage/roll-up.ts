import type { Rule } from '../../protocol/api/coverage.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { type DayReadingParts, readDay } from './day-reading.ts';
import { clearDirty, markAllDirty, nextDirty } from './dirty-store.ts';
import { dropOthers, hasRollUp, putDay } from './hamlet-days-store.ts';
import { putLetters } from './months-store.ts';
import { sessionKeyOf } from './session-key.ts';
import type { Sources } from './sources.ts';
import { markRegistered } from './timetable-store.ts';

/** A session is judged when its receipts had this long. */
export const AWAITED_MS = 30 * MINUTE_MS;
/** Hamlets of one transaction: short enough to let receipts in between. */
export const BATCH = 500;

export interface RollUpParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly visits?: Sources['visits'];
  readonly tree: Pick<AreaTree, 'ancestors' | 'hamletsUnder'>;
}

/** Keeps `hamlet_days` equal to what the raw rows give: computes dirty hamlet-days anew, never increments. */
export class RollUp {
  readonly #parts: RollUpParts;
  #numbers = new Map<string, Rule['numbers']>();
  #running: Promise<number> | undefined;

  constructor(parts: RollUpParts) {
    this.#parts = parts;
  }

  /** Rolls up for these rules from now on; a rule that judges sessions in a new way makes every day dirty. */
  async use(rules: readonly Rule[]): Promise<void> {
    this.#numbers = new Map(rules.map((rule) => [sessionKeyOf(rule.numbers), rule.numbers]));
    await dropOthers(this.#parts.database, [...this.#numbers.keys()]);
    for (const key of this.#numbers.keys()) {
      if (await hasRollUp(this.#parts.database.read, key)) continue;
      await this.markAll();
      return;
    }
  }

  /** Does the nightly set hold the sessions of this rule? */
  holds(key: string): boolean {
    return this.#numbers.has(key);
  }

  /** Has everything computed again from the raw rows. */
  async markAll(): Promise<void> {
    const { database, clock } = this.#parts;
    await database.write(async (transaction) => {
      await markAllDirty(transaction, database.dialect, clock.now());
      await transaction('timetable_marks').delete();
    });
    await this.markRegistered();
  }

  /** A session in which nobody broadcast leaves no delivery: its day is marked when it is over. */
  async markRegistered(): Promise<void> {
    const { database, clock, tree } = this.#parts;
    const now = clock.now();
    const hamletsUnder = (area: string, day: string) => tree.hamletsUnder(area, day).map((hamlet) => hamlet.id);
    const yesterday = dayOf(now - AWAITED_MS - DAY_MS);
    await database.write((transaction) => markRegistered(transaction, database.dialect, yesterday, hamletsUnder, now));
  }

  /** Computes what is dirty; returns the number of hamlet-days. A call during another waits for it and looks again. */
  async run(): Promise<number> {
    while (this.#running) await this.#running;
    this.#running = this.#all();
    try {
      return await this.#running;
    } finally {
      this.#running = undefined;
    }
  }

  async #all(): Promise<number> {
    let total = 0;
    for (let done = await this.#batch(); done > 0; done = await this.#batch()) total += done;
    return total;
  }

  /** Reads and writes in one transaction: a receipt that comes meanwhile waits and marks the day anew. */
  #batch(): Promise<number> {
    const { database, clock } = this.#parts;
    return database.write(async (transaction) => {
      const dirty = await nextDirty(transaction, BATCH);
      if (!dirty) return 0;
      const { day, hamlets } = dirty;
      const until = clock.now() - AWAITED_MS;
      const byKey = await readDay(transaction, readingOf(this.#parts), day, hamlets, this.#numbers, until);
      for (const [key, records] of byKey) {
        await putDay(transaction, database.dialect, key, day, records);
        await putLetters(transaction, database.dialect, key, day, records);
      }
      await clearDirty(transaction, day, hamlets);
      return hamlets.length;
    });
  }
}

/** How a day is read from the raw rows. */
export function readingOf({ database, tree, visits }: Omit<RollUpParts, 'clock'>): DayReadingParts {
  return { dialect: database.dialect, visits, chainOf: (hamlet) => tree.ancestors(hamlet) };
}
