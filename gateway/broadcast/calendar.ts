import type { BroadcastParts } from './parts.ts';
import type { ProgrammeStore } from './programme-store.ts';
import type { RunStore } from './run-store.ts';
import { reconcileRuns, runsOf } from './slots.ts';
import { planWindow } from './times.ts';
import type { Timetable } from './timetable.ts';

/** Rows a transaction; a year's timetable of a province must not hold the writer for seconds. */
const AT_ONCE = 1_000;

/** Keeps the runs ahead as the timetable wants them: what is on the plan of the nodes and what will be due. */
export class Calendar {
  readonly #parts: Pick<BroadcastParts, 'database' | 'clock' | 'log' | 'facts'>;
  readonly #runs: RunStore;
  readonly #timetable: Timetable;
  readonly #programmes: ProgrammeStore;

  constructor(
    parts: Pick<BroadcastParts, 'database' | 'clock' | 'log' | 'facts'>,
    runs: RunStore,
    timetable: Timetable,
    programmes: ProgrammeStore,
  ) {
    this.#parts = parts;
    this.#runs = runs;
    this.#timetable = timetable;
    this.#programmes = programmes;
  }

  /** Writes the runs of the next 14 days, of these programmes or of all. Returns how many rows changed. */
  async materialise(programmes?: readonly string[]): Promise<number> {
    const now = this.#parts.clock.now();
    const window = { from: now, to: planWindow(now).to };
    const slots = programmes
      ? await this.#timetable.complete(await this.#programmes.getMany(programmes))
      : await this.#timetable.alive(now);
    const desired = slots.flatMap((slot) => runsOf(slot, window, now));
    const changed = reconcileRuns(await this.#runs.ahead(now, programmes), desired);
    for (let from = 0; from < changed.length; from += AT_ONCE) {
      const some = changed.slice(from, from + AT_ONCE);
      await this.#parts.database.write((transaction) => this.#runs.saveMany(transaction, some));
    }
    if (changed.length > 0) this.#parts.log.info({ runs: changed.length, desired: desired.length }, 'runs planned');
    return changed.length;
  }
}
