import type { BroadcastParts } from './parts.ts';
import type { ProgrammeStore } from './programme-store.ts';
import { Reach } from './reach.ts';
import type { RunStore } from './run-store.ts';
import type { Silences } from './silences.ts';
import { reconcileRuns, runsOf, type Silencing } from './slots.ts';
import { planWindow } from './times.ts';
import type { Timetable } from './timetable.ts';

type CalendarParts = Pick<
  BroadcastParts,
  'database' | 'clock' | 'log' | 'facts' | 'tree' | 'roster' | 'quietHours' | 'settings'
>;

/** Rows a transaction; a year's timetable of a province must not hold the writer for seconds. */
const AT_ONCE = 1_000;

/** Keeps the runs ahead as the timetable wants them: what is on the plan of the nodes and what will be due. */
export class Calendar {
  readonly #parts: CalendarParts;
  readonly #runs: RunStore;
  readonly #timetable: Timetable;
  readonly #programmes: ProgrammeStore;
  readonly #silences: Silences;
  readonly #reach: Reach;

  constructor(
    parts: CalendarParts,
    runs: RunStore,
    timetable: Timetable,
    programmes: ProgrammeStore,
    silences: Silences,
  ) {
    this.#parts = parts;
    this.#runs = runs;
    this.#timetable = timetable;
    this.#programmes = programmes;
    this.#silences = silences;
    this.#reach = new Reach(parts);
  }

  /** Writes the runs of the next 14 days, of these programmes or of all. Returns how many rows changed. */
  async materialise(programmes?: readonly string[]): Promise<number> {
    const now = this.#parts.clock.now();
    const window = { from: now, to: planWindow(now).to };
    const slots = programmes
      ? await this.#timetable.complete(await this.#programmes.getMany(programmes))
      : await this.#timetable.alive(now);
    const desired = slots.flatMap((slot) => runsOf(slot, window, now, this.#silencing));
    const changed = reconcileRuns(await this.#runs.ahead(now, programmes), desired);
    for (let from = 0; from < changed.length; from += AT_ONCE) {
      const some = changed.slice(from, from + AT_ONCE);
      await this.#parts.database.write((transaction) =>
        this.#runs.planMany(transaction, some, this.#parts.clock.now()),
      );
    }
    if (changed.length > 0) this.#parts.log.info({ runs: changed.length, desired: desired.length }, 'runs planned');
    return changed.length;
  }

  readonly #silencing: Silencing = ({ programme }, sound) =>
    this.#silences.everywhere(() => this.#reach.hamletsOf(programme.targets), sound)?.id;
}
