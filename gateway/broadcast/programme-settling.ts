import type { ProgrammeInput, Recurrence } from '../../protocol/api/broadcast.ts';
import type { Conflict } from '../../protocol/api/schedule.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import { CONFLICT_DAYS, Conflicts, type Settlement } from './conflicts.ts';
import { OrderDesk } from './order-desk.ts';
import type { BroadcastParts } from './parts.ts';
import type { CheckedInput, ProgrammeCheck } from './programme-check.ts';
import type { ProgrammeStore, StoredProgramme } from './programme-store.ts';
import type { Timetable } from './timetable.ts';

/** Another programme that the way out changes too. */
export interface Cut {
  readonly before: StoredProgramme;
  readonly after: StoredProgramme;
}

/** Writes a change of a programme down, in the transaction that makes it. */
export type Record = (
  transaction: Transaction,
  person: Person,
  action: string,
  change: Cut,
  why: { readonly by: string },
) => Promise<void>;

type Placed = Pick<StoredProgramme, 'id' | 'area' | 'level'>;

/** What a programme would meet on the horns, and what the user wants done about it; nothing changes without being asked for. */
export class ProgrammeSettling {
  readonly orders: OrderDesk;
  readonly #check: ProgrammeCheck;
  readonly #store: ProgrammeStore;
  readonly conflicts: Conflicts;

  constructor(parts: BroadcastParts, timetable: Timetable, check: ProgrammeCheck, store: ProgrammeStore) {
    this.orders = new OrderDesk(parts, timetable);
    this.conflicts = new Conflicts(parts, timetable);
    this.#check = check;
    this.#store = store;
  }

  async wouldMeet(person: Person, input: ProgrammeInput, is: Placed): Promise<Conflict[]> {
    const { programme, durationMs } = await this.#check.check(person, input, is.area);
    return this.conflicts.find(person, { ...programme, ...is, durationMs });
  }

  /** The input as it is after the ways out the user chose, with what else is to be done. Throws while a conflict is open. */
  async settled(
    person: Person,
    input: ProgrammeInput,
    is: Placed,
  ): Promise<{ checked: CheckedInput; settlement: Settlement }> {
    const { programme: checked, durationMs } = await this.#check.check(person, input, is.area);
    if (input.draft) return { checked, settlement: { recurrence: checked.recurrence, cut: [], orders: [] } };
    const settlement = await this.conflicts.settle(person, { ...checked, ...is, durationMs }, input.resolutions);
    if (settlement.recurrence === checked.recurrence) return { checked, settlement };
    const moved = await this.#check.check(person, { ...input, recurrence: settlement.recurrence }, is.area);
    return { checked: moved.programme, settlement };
  }

  /** Throws ConflictError `conflict` with everything that a programme kept as a draft would meet. */
  async requireNone(person: Person, draft: StoredProgramme): Promise<void> {
    await this.conflicts.settle(person, { ...draft, durationMs: await this.#check.lengthOf(draft) });
  }

  /** Throws when a change of single runs meets what the programme did not meet before. */
  async requireNoNew(person: Person, before: StoredProgramme, recurrence: Recurrence): Promise<void> {
    const candidate = { ...before, recurrence, durationMs: await this.#check.lengthOf(before) };
    const conflicts = await this.conflicts.find(person, candidate, before.recurrence);
    if (conflicts.length > 0)
      throw new ConflictError('conflict', `It would meet «${conflicts[0]?.title}». Choose another time.`, {
        conflicts,
        days: CONFLICT_DAYS,
      });
  }

  /**
   * The ways out, in the transaction that saves: runs of others taken off, orders kept. Throws where another was changed since it
   * was looked at: its runs would be taken off a timetable that it no longer has.
   */
  async apply(
    transaction: Transaction,
    person: Person,
    settlement: Settlement,
    by: string,
    record: Record,
  ): Promise<Cut[]> {
    const cut: Cut[] = [];
    for (const { programme, version, recurrence } of settlement.cut) {
      const before = await this.#store.get(programme, transaction);
      if (!before || before.version !== version)
        throw new ConflictError(
          'other-changed-meanwhile',
          `«${before?.title ?? programme}» was changed meanwhile; look at what it meets again.`,
        );
      const change = { before, after: { ...before, recurrence, version: before.version + 1 } };
      await this.#store.save(transaction, change.after);
      await record(transaction, person, 'programme.replaced-by', change, { by });
      cut.push(change);
    }
    await this.orders.keep(transaction, person, settlement.orders);
    // An order changes no content, but how long the second may wait.
    for (const id of new Set(settlement.orders.flatMap(({ first, second }) => [first, second]))) {
      const same = id === by ? undefined : await this.#store.get(id, transaction);
      if (same && !cut.some(({ after }) => after.id === id)) cut.push({ before: same, after: same });
    }
    return cut;
  }
}
