import type { ProgrammeInput, Recurrence, Resolution } from '../../protocol/api/broadcast.ts';
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
  readonly #conflicts: Conflicts;

  constructor(parts: BroadcastParts, timetable: Timetable, check: ProgrammeCheck, store: ProgrammeStore) {
    this.orders = new OrderDesk(parts, timetable);
    this.#conflicts = new Conflicts(parts, timetable);
    this.#check = check;
    this.#store = store;
  }

  async wouldMeet(person: Person, input: ProgrammeInput, is: Placed): Promise<Conflict[]> {
    const checked = await this.#check.check(person, input);
    return this.#conflicts.find(person, { ...checked, ...is, durationMs: await this.#check.lengthOf(checked) });
  }

  /** The input as it is after the ways out the user chose, with what else is to be done. Throws while a conflict is open. */
  async settled(
    person: Person,
    input: ProgrammeInput,
    is: Placed,
  ): Promise<{ checked: CheckedInput; settlement: Settlement }> {
    const checked = await this.#check.check(person, input);
    if (input.draft) return { checked, settlement: { recurrence: checked.recurrence, cut: [], orders: [] } };
    const settlement = await this.settle(person, { ...checked, ...is }, input.resolutions);
    if (settlement.recurrence === checked.recurrence) return { checked, settlement };
    return { checked: await this.#check.check(person, { ...input, recurrence: settlement.recurrence }), settlement };
  }

  /** Throws ConflictError `conflict` with everything that is met while anything is without a resolution. */
  async settle(
    person: Person,
    programme: Parameters<Conflicts['settle']>[1] extends infer C ? Omit<C, 'durationMs'> & Bulletins : never,
    resolutions?: readonly Resolution[],
  ): Promise<Settlement> {
    const durationMs = await this.#check.lengthOf(programme);
    return this.#conflicts.settle(person, { ...programme, durationMs }, resolutions);
  }

  /** Throws when a change of single runs meets what the programme did not meet before. */
  async requireNoNew(person: Person, before: StoredProgramme, recurrence: Recurrence): Promise<void> {
    const durationMs = await this.#check.lengthOf(before);
    const [old, now] = await Promise.all(
      [before.recurrence, recurrence].map((one) =>
        this.#conflicts.find(person, { ...before, recurrence: one, durationMs }),
      ),
    );
    const known = new Set(old?.flatMap((one) => one.at.map((at) => `${one.programme} ${at}`)));
    const conflicts = (now ?? []).filter((one) => one.at.some((at) => !known.has(`${one.programme} ${at}`)));
    if (conflicts.length > 0)
      throw new ConflictError('conflict', `It would meet «${conflicts[0]?.title}». Choose another time.`, {
        conflicts,
        days: CONFLICT_DAYS,
      });
  }

  /** The ways out, in the transaction that saves: runs of others taken off, orders kept. */
  async apply(
    transaction: Transaction,
    person: Person,
    settlement: Settlement,
    by: string,
    record: Record,
  ): Promise<Cut[]> {
    const cut: Cut[] = [];
    for (const { programme, recurrence } of settlement.cut) {
      const before = await this.#store.get(programme, transaction);
      if (!before) continue;
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

type Bulletins = Pick<StoredProgramme, 'bulletins'>;
