import { ConflictError, NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { Cancellations } from './cancellations.ts';
import type { BroadcastParts } from './parts.ts';
import type { ProgrammeStore } from './programme-store.ts';
import { Reach } from './reach.ts';
import type { RunStore, StoredRun } from './run-store.ts';

/** Takes a run off ahead, with a reason that the verdict will ask for. */
export class RunCancel {
  readonly #parts: BroadcastParts;
  readonly #runs: RunStore;
  readonly #programmes: ProgrammeStore;
  readonly #cancellations: Cancellations;
  readonly #reach: Reach;

  constructor(
    parts: BroadcastParts,
    stores: { runs: RunStore; programmes: ProgrammeStore; cancellations: Cancellations },
  ) {
    this.#parts = parts;
    this.#runs = stores.runs;
    this.#programmes = stores.programmes;
    this.#cancellations = stores.cancellations;
    this.#reach = new Reach(parts);
  }

  async cancel(person: Person, id: string, reason: string): Promise<{ run: StoredRun; inTime: boolean }> {
    const { database, tree, clock, audit } = this.#parts;
    const run = await this.#runs.get(id);
    if (!run) throw new NotFoundError('no-such-run', 'There is no such run.');
    requireScope(tree, person, run.area);
    if (run.programme === undefined)
      throw new RuleError('not-scheduled', 'Only a scheduled run is cancelled; stop it.');
    if (run.state !== 'planned' || run.dueAt <= clock.now())
      throw new ConflictError('run-begun', 'This run is not ahead any more; stop it if it sounds.');
    const at = clock.now();
    const inTime = await database.write(async (transaction) => {
      await this.#runs.markStopped(transaction, id, person.id, at);
      await this.#runs.setState(transaction, [id], 'cancelled');
      const inTime = await this.note(transaction, run, { by: person.id, at, reason });
      const about = { by: person.id, action: 'run.cancel', subject: id, area: run.area, outcome: 'done' } as const;
      await audit.record({ ...about, before: { state: run.state }, after: { reason, inTime } }, transaction);
      return inTime;
    });
    return { run, inTime };
  }

  /** A registered run is not to sound: every hamlet it would have reached keeps it in its books. */
  async note(
    transaction: Parameters<Cancellations['record']>[0],
    run: StoredRun,
    why: Parameters<Cancellations['record']>[2],
  ): Promise<boolean> {
    if (!run.registered || run.programme === undefined) return true;
    const programme = (await this.#programmes.getMany([run.programme]))[0];
    const hamlets = this.#reach.hamletsOf(programme?.targets ?? []);
    const taken = { run: run.id, fromAt: run.dueAt, toAt: run.dueAt + run.durationMs, hamlets };
    return this.#cancellations.record(transaction, taken, why);
  }
}
