import { ulid } from 'ulid';
import type { Programme, ProgrammeInput } from '../../protocol/api/broadcast.ts';
import type { Conflict } from '../../protocol/api/schedule.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { isRealDay } from '../../protocol/vietnam-time.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError, NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { isApproved, requireMayApprove } from './approval.ts';
import type { ItemQuery, StoredBulletin } from './bulletin-store.ts';
import type { Bulletins } from './bulletins.ts';
import { Conflicts, type Settlement } from './conflicts.ts';
import { durationOf, programmeHash } from './content.ts';
import { occurrencesOf } from './occurrences.ts';
import { OrderDesk } from './order-desk.ts';
import { OrderStore } from './order-store.ts';
import type { BroadcastParts } from './parts.ts';
import { ProgrammeStore, type StoredProgramme } from './programme-store.ts';
import { requireNotTooLong, requireOutsideQuietHours } from './quiet-rule.ts';
import { Reach } from './reach.ts';
import { LONGEST_RUN_MS } from './times.ts';
import { Timetable } from './timetable.ts';
import { mostUrgent } from './urgency.ts';
import { visibleAreas } from './visible.ts';

/** Runs and plans follow; called after the commit with each programme before and after. */
export type ProgrammesChanged = (
  changes: readonly { readonly before?: StoredProgramme | undefined; readonly after: StoredProgramme }[],
) => Promise<void>;

interface Cut {
  readonly before: StoredProgramme;
  readonly after: StoredProgramme;
}

type CheckedInput = Omit<ProgrammeInput, 'area' | 'draft' | 'resolutions' | 'version'> &
  Pick<StoredProgramme, 'class' | 'contentHash'> & { readonly durationMs: number };

/** How far ahead the quiet hours of a recurrence are looked at: every weekday comes up. */
const QUIET_CHECK_MS = 400 * DAY_MS;

/** What sounds when, where; and who allowed it. */
export class Programmes {
  readonly store: ProgrammeStore;
  readonly timetable: Timetable;
  readonly orders: OrderDesk;
  readonly conflicts: Conflicts;
  readonly #parts: BroadcastParts;
  readonly #bulletins: Bulletins;
  readonly #reach: Reach;
  readonly #changed: ProgrammesChanged;

  constructor(parts: BroadcastParts, bulletins: Bulletins, changed: ProgrammesChanged) {
    this.#parts = parts;
    this.#bulletins = bulletins;
    this.#changed = changed;
    this.#reach = new Reach(parts);
    this.store = new ProgrammeStore(parts.database);
    this.timetable = new Timetable({
      bulletins: bulletins.store,
      programmes: this.store,
      recordings: parts.recordings,
      orders: new OrderStore(parts.database),
    });
    this.orders = new OrderDesk(parts, this.timetable);
    this.conflicts = new Conflicts(parts, this.timetable);
  }

  async create(person: Person, input: ProgrammeInput): Promise<StoredProgramme> {
    const area = this.#reach.ownArea(person, input.area);
    const now = this.#parts.clock.now();
    const id = ulid(now);
    const level = this.#parts.tree.get(area)?.kind ?? 'hamlet';
    const { checked, settlement } = await this.#settled(person, input, { id, area, level });
    const programme: StoredProgramme = {
      ...checked,
      ...{ id, level, area },
      state: 'pending',
      createdBy: person.id,
      changedBy: person.id,
      createdAt: now,
    };
    const cut = await this.#parts.database.write(async (transaction) => {
      await this.store.save(transaction, programme);
      await this.#record(transaction, person, 'programme.create', undefined, programme);
      return this.#apply(transaction, person, settlement, id);
    });
    await this.#changed([{ after: programme }, ...cut]);
    this.#tell();
    return programme;
  }

  /** Any edit voids the approval. */
  async replace(person: Person, id: string, input: ProgrammeInput): Promise<StoredProgramme> {
    const { area, level } = await this.get(id);
    const { checked, settlement } = await this.#settled(person, input, { id, area, level });
    let cut: Cut[] = [];
    const after = await this.#change(person, id, 'programme.change', async (before, transaction) => {
      cut = await this.#apply(transaction, person, settlement, id);
      if (checked.contentHash === before.contentHash) return before;
      const { volume: _, approval: __, ...kept } = before;
      return { ...kept, ...checked, state: 'pending', changedBy: person.id };
    });
    const ordered = settlement.orders.length > 0 ? [{ before: after, after }] : [];
    if (cut.length + ordered.length > 0) await this.#changed([...cut, ...ordered]);
    return after;
  }

  /** What it would meet; saves nothing. With `id` as a change of that programme. */
  async wouldMeet(person: Person, input: ProgrammeInput, id?: string): Promise<Conflict[]> {
    const before = id === undefined ? undefined : await this.get(id);
    if (before) requireScope(this.#parts.tree, person, before.area);
    const area = before?.area ?? this.#reach.ownArea(person, input.area);
    const level = before?.level ?? this.#parts.tree.get(area)?.kind ?? 'hamlet';
    const checked = await this.#checked(person, input);
    return this.conflicts.find(person, { ...checked, ...{ id: id ?? '', area, level } });
  }

  /** Which of two goes first where they meet. */
  async order(person: Person, order: { first: string; second: string }): Promise<void> {
    const both = await this.orders.decide(person, order);
    await this.#changed(both.map((one) => ({ before: one, after: one })));
    this.#tell();
  }

  /** The input as it is after the ways out the user chose, with what else is to be done. Throws while a conflict is open. */
  async #settled(person: Person, input: ProgrammeInput, is: Pick<StoredProgramme, 'id' | 'area' | 'level'>) {
    const checked = await this.#checked(person, input);
    const settlement = input.draft
      ? { recurrence: checked.recurrence, cut: [], orders: [] }
      : await this.conflicts.settle(person, { ...checked, ...is }, input.resolutions);
    if (settlement.recurrence === checked.recurrence) return { checked, settlement };
    const moved = { ...input, recurrence: settlement.recurrence };
    return { checked: await this.#checked(person, moved), settlement };
  }

  /** The ways out, in the transaction that saves: runs of others taken off, orders kept. */
  async #apply(transaction: Transaction, person: Person, settlement: Settlement, by: string): Promise<Cut[]> {
    const cut: Cut[] = [];
    for (const { programme, recurrence } of settlement.cut) {
      const before = await this.store.get(programme, transaction);
      if (!before) continue;
      const after: StoredProgramme = { ...before, recurrence };
      await this.store.save(transaction, after);
      await this.#record(transaction, person, 'programme.replaced-by', before, after, { by });
      cut.push({ before, after });
    }
    await this.orders.keep(transaction, person, settlement.orders);
    // An order changes no content, but how long the second may wait.
    for (const id of new Set(settlement.orders.flatMap(({ first, second }) => [first, second]))) {
      const same = id === by ? undefined : await this.store.get(id, transaction);
      if (same && !cut.some(({ after }) => after.id === id)) cut.push({ before: same, after: same });
    }
    return cut;
  }

  async cancel(person: Person, id: string): Promise<StoredProgramme> {
    return this.#change(person, id, 'programme.cancel', async (before) => ({ ...before, state: 'cancelled' }));
  }

  /** Every bulletin must have been approved before; `readHash` is what the approver was shown. */
  async approve(person: Person, id: string, readHash?: string): Promise<StoredProgramme> {
    const at = this.#parts.clock.now();
    return this.#change(person, id, 'programme.approve', async (before, transaction) => {
      requireMayApprove(before, person, readHash);
      const bulletins = await this.#bulletins.store.getMany(before.bulletins, transaction);
      if (bulletins.length < new Set(before.bulletins).size || !bulletins.every(isApproved))
        throw new ConflictError('bulletin-not-approved', 'Approve its bulletins first.');
      const approval = { by: person.id, at, contentHash: before.contentHash };
      return { ...before, state: 'approved', approval };
    });
  }

  async get(id: string): Promise<StoredProgramme> {
    const found = await this.store.get(id);
    if (!found) throw new NotFoundError('no-such-programme', 'There is no such programme.');
    return found;
  }

  list(query: ItemQuery): Promise<{ items: StoredProgramme[]; total: number }> {
    return this.store.list(query);
  }

  async asProgramme(programme: StoredProgramme): Promise<Programme> {
    return (await this.asProgrammes([programme]))[0] as Programme;
  }

  async asProgrammes(programmes: readonly StoredProgramme[]): Promise<Programme[]> {
    const nameOf = (account: string) => this.#parts.nameOf(account) ?? account;
    const slots = await this.timetable.complete(programmes);
    return slots.map(({ programme: { approval, changedBy: _, bulletins, targets, ...programme }, durationMs }) => ({
      ...programme,
      bulletins: [...bulletins],
      targets: [...targets],
      durationMs,
      ...(approval ? { approval: { ...approval, byName: nameOf(approval.by) } } : {}),
      createdByName: nameOf(programme.createdBy),
    }));
  }

  /** A bulletin got another content: what was approved with the old one must be approved again. */
  async bulletinEdited(transaction: Transaction, bulletin: StoredBulletin): Promise<() => Promise<void>> {
    const changes: { before: StoredProgramme; after: StoredProgramme }[] = [];
    for (const before of await this.store.saying(bulletin.id, transaction)) {
      const bulletins = await this.#bulletins.store.getMany(before.bulletins, transaction);
      const contentHash = programmeHash(
        { ...before, targets: [...before.targets] },
        hashesOf(before.bulletins, bulletins),
      );
      if (contentHash === before.contentHash && bulletin.state !== 'cancelled') continue;
      const { approval: _, ...kept } = before;
      const urgency = mostUrgent(bulletins.map((one) => one.class));
      const after: StoredProgramme = { ...kept, class: urgency, contentHash, state: 'pending' };
      await this.store.save(transaction, after);
      changes.push({ before, after });
    }
    return async () => {
      if (changes.length === 0) return;
      await this.#changed(changes);
      this.#tell();
    };
  }

  async #checked(person: Person, input: ProgrammeInput): Promise<CheckedInput> {
    const { area: _, draft: _draft, resolutions: _resolutions, version: _version, ...programme } = input;
    const { recurrence } = programme;
    this.#reach.requireTargets(person, programme.targets);
    requireRealDays([recurrence.from, ...(recurrence.to === undefined ? [] : [recurrence.to]), ...recurrence.except]);
    if (recurrence.to !== undefined && recurrence.to < recurrence.from)
      throw new InvalidInputError('ends-before-it-begins', 'The last day lies before the first.');
    const known = await this.#bulletins.store.getMany(programme.bulletins);
    // What the person may not look at is as good as not there: somebody else approved it, for other places.
    const bulletins = known.filter(({ area }) => visibleAreas(this.#parts.tree, person, [area]).length > 0);
    if (bulletins.length < new Set(programme.bulletins).size || bulletins.some((one) => one.state === 'cancelled'))
      throw new InvalidInputError('no-such-bulletin', 'One of the bulletins does not exist or was cancelled.');
    const urgency = mostUrgent(bulletins.map((bulletin) => bulletin.class));
    if (urgency === 'emergency')
      throw new RuleError(
        'emergency-not-scheduled',
        'An emergency is not put on a timetable; send it when it happens.',
      );
    const durationMs = await this.#durationOf(programme.bulletins, bulletins);
    const manners = this.#reach.mannersOf(programme.targets);
    if (durationMs > LONGEST_RUN_MS)
      throw new RuleError('programme-too-long', 'Together the bulletins last more than three hours; take some out.');
    requireNotTooLong(manners, urgency, durationMs);
    const starts = this.#firstStarts(programme.recurrence);
    if (starts.length === 0)
      throw new RuleError('never-sounds', 'No day of the timetable is left; look at days, weekdays and exceptions.');
    requireOutsideQuietHours(manners, urgency, starts, durationMs);
    return {
      ...programme,
      durationMs,
      class: urgency,
      contentHash: programmeHash(programme, hashesOf(programme.bulletins, bulletins)),
    };
  }

  async #durationOf(ids: readonly string[], bulletins: readonly StoredBulletin[]): Promise<number> {
    const recordings = await this.#parts.recordings.getMany(bulletins.map((one) => one.recording));
    const lengths = new Map(recordings.map((one) => [one.sha256, one.durationMs]));
    const known = new Map(bulletins.map((one) => [one.id, one]));
    return durationOf(ids.map((id) => ({ durationMs: lengths.get(known.get(id)?.recording ?? '') ?? 0 })));
  }

  /** The first start at each time of day, for quiet hours are the same every day; and every run that is moved elsewhere. */
  #firstStarts(recurrence: ProgrammeInput['recurrence']): number[] {
    const daily = recurrence.times.flatMap((time) => {
      const from = Date.parse(`${recurrence.from}T00:00:00Z`) - DAY_MS;
      return occurrencesOf({ ...recurrence, times: [time] }, from, from + QUIET_CHECK_MS).slice(0, 1);
    });
    return [...daily, ...(recurrence.exceptions ?? []).flatMap((one) => (one.do === 'move' ? [one.to] : []))];
  }

  async #change(
    person: Person,
    id: string,
    action: string,
    decide: (before: StoredProgramme, transaction: Transaction) => Promise<StoredProgramme>,
  ): Promise<StoredProgramme> {
    const { before, after } = await this.#parts.database.write(async (transaction) => {
      const before = await this.store.get(id, transaction);
      if (!before) throw new NotFoundError('no-such-programme', 'There is no such programme.');
      requireScope(this.#parts.tree, person, before.area);
      if (before.state === 'cancelled') throw new ConflictError('cancelled', 'This programme was cancelled.');
      const after = await decide(before, transaction);
      if (after !== before) {
        await this.store.save(transaction, after);
        await this.#record(transaction, person, action, before, after);
      }
      return { before, after };
    });
    if (after !== before) {
      await this.#changed([{ before, after }]);
      this.#tell();
    }
    return after;
  }

  async #record(
    transaction: Transaction,
    person: Person,
    action: string,
    before: StoredProgramme | undefined,
    after: StoredProgramme,
    why?: object,
  ): Promise<void> {
    const show = ({ title, state, contentHash, recurrence }: StoredProgramme) => ({
      title,
      state,
      contentHash,
      recurrence,
    });
    await this.#parts.audit.record(
      {
        by: person.id,
        action,
        subject: after.id,
        area: after.area,
        outcome: 'done',
        ...(before ? { before: show(before) } : {}),
        after: { ...show(after), ...why },
      },
      transaction,
    );
  }

  #tell(): void {
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'programmes' });
  }
}

function hashesOf(ids: readonly string[], bulletins: readonly StoredBulletin[]): string[] {
  const hashes = new Map(bulletins.map((bulletin) => [bulletin.id, bulletin.contentHash]));
  return ids.map((id) => hashes.get(id) ?? '');
}

function requireRealDays(days: readonly string[]): void {
  const wrong = days.find((day) => !isRealDay(day));
  if (wrong !== undefined) throw new InvalidInputError('no-such-day', `${wrong} is not a day of the calendar.`);
}
