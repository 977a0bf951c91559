import { ulid } from 'ulid';
import type { Programme, ProgrammeInput } from '../../protocol/api/broadcast.ts';
import type { ReturnInput } from '../../protocol/api/library.ts';
import type { Conflict, ProgrammeVersion } from '../../protocol/api/schedule.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { approved, isApproved, requireMayApprove, sentBack, stateAfterChange, submitted } from './approval.ts';
import { shownDecisions } from './approval-row.ts';
import type { ItemQuery, StoredBulletin } from './bulletin-store.ts';
import type { Bulletins } from './bulletins.ts';
import { programmeFacets } from './facets.ts';
import { GroupFollowers } from './group-followers.ts';
import { differenceOf } from './group-following.ts';
import { GroupPlaces } from './group-places.ts';
import type { OrderDesk } from './order-desk.ts';
import { OrderStore } from './order-store.ts';
import type { BroadcastParts } from './parts.ts';
import { type Decided, ProgrammeChanges, requireSeen } from './programme-changes.ts';
import { ProgrammeCheck } from './programme-check.ts';
import { type Cut, ProgrammeSettling } from './programme-settling.ts';
import { ProgrammeStore, type StoredProgramme } from './programme-store.ts';
import { ProgrammeVersions } from './programme-versions.ts';
import { QuietExceptions } from './quiet-exceptions.ts';
import { Reach } from './reach.ts';
import { bulletinsOf, Timetable } from './timetable.ts';

/** Runs and plans follow; called after the commit with each programme before and after. */
export type ProgrammesChanged = (
  changes: readonly { readonly before?: StoredProgramme | undefined; readonly after: StoredProgramme }[],
) => Promise<void>;

/** What sounds when, where; and who allowed it. */
export class Programmes {
  readonly store: ProgrammeStore;
  readonly timetable: Timetable;
  readonly versions: ProgrammeVersions;
  /** Single runs, undo and history. */
  readonly changes: ProgrammeChanges;
  /** Which of two goes first where they meet. */
  readonly orders: OrderDesk;
  /** Leave to sound in quiet hours. */
  readonly exceptions: QuietExceptions;
  /** What a changed group does to those that follow it. */
  readonly followers: GroupFollowers;
  readonly #places: GroupPlaces;
  readonly #parts: BroadcastParts;
  readonly #bulletins: Bulletins;
  readonly #reach: Reach;
  readonly #check: ProgrammeCheck;
  readonly #settling: ProgrammeSettling;
  readonly #changed: ProgrammesChanged;
  readonly #dueFirst: () => Promise<void>;

  /** `dueFirst`: what is due by now keeps the places it sounds at, whatever is changed. */
  constructor(parts: BroadcastParts, bulletins: Bulletins, changed: ProgrammesChanged, dueFirst: () => Promise<void>) {
    this.#dueFirst = dueFirst;
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
      stationOf: (station) => parts.relays?.get(station),
    });
    this.#places = new GroupPlaces(parts.database, parts.tree, this.store);
    this.#check = new ProgrammeCheck(parts, bulletins.store, this.#places);
    this.#settling = new ProgrammeSettling(parts, this.timetable, this.#check, this.store);
    this.orders = this.#settling.orders;
    this.versions = new ProgrammeVersions(parts.database);
    const sources = { programmes: this.store, timetable: this.timetable, changed };
    this.exceptions = new QuietExceptions(parts, sources);
    this.followers = new GroupFollowers(parts, {
      ...{ store: this.store, timetable: this.timetable, check: this.#check },
      settling: this.#settling,
      record: (transaction, person, action, change, why) => this.#record(transaction, person, action, change, { why }),
      followed: (changes) => this.followed(changes),
      dueFirst,
    });
    this.changes = new ProgrammeChanges(parts, this.versions, {
      get: (id) => this.get(id),
      checked: async (person, input, area) => (await this.#check.check(person, input, area)).programme,
      again: (programme, within) => this.#places.again(within, programme),
      weighed: (programme, within) => this.#check.weighed(programme, within),
      requireNoNew: (person, before, recurrence) => this.#settling.requireNoNew(person, before, recurrence),
      change: (person, id, action, decide) => this.#change(person, id, action, decide),
    });
  }

  async create(person: Person, input: ProgrammeInput): Promise<StoredProgramme> {
    const area = this.#reach.ownArea(person, input.area);
    const now = this.#parts.clock.now();
    const is = { id: ulid(now), area, level: this.#parts.tree.get(area)?.kind ?? 'hamlet' } as const;
    const { checked, settlement } = await this.#settling.settled(person, input, is);
    const programme: StoredProgramme = {
      ...checked,
      ...is,
      state: input.draft ? 'draft' : 'pending',
      createdBy: person.id,
      changedBy: person.id,
      createdAt: now,
      version: 1,
    };
    const cut = await this.#parts.database.write(async (transaction) => {
      await this.#places.requireCurrent(transaction, programme, now);
      await this.store.save(transaction, programme);
      await this.#record(transaction, person, 'programme.create', { after: programme });
      if (input.exception) await this.exceptions.ask(transaction, person, programme, input.exception);
      return this.#applied(transaction, person, settlement, is.id);
    });
    await this.#changed([{ after: programme }, ...cut]);
    this.#tell();
    return programme;
  }

  /** Any edit voids the approval; skipping single runs is none (docs/decisions/0016). */
  async replace(person: Person, id: string, input: ProgrammeInput): Promise<StoredProgramme> {
    const { area, level } = await this.get(id);
    const { checked, settlement } = await this.#settling.settled(person, input, { id, area, level });
    let cut: Cut[] = [];
    const after = await this.#change(person, id, 'programme.change', async (before, transaction) => {
      requireSeen(before, input.version);
      await this.#places.requireCurrent(transaction, { ...checked, id }, this.#parts.clock.now());
      cut = await this.#applied(transaction, person, settlement, id);
      if (input.exception) await this.exceptions.ask(transaction, person, { ...before, ...checked }, input.exception);
      const isSame = checked.contentHash === before.contentHash;
      // A draft that is not called one any more goes to the approver as it is.
      if (isSame && (before.state !== 'draft' || input.draft)) {
        const same = JSON.stringify(checked.recurrence) === JSON.stringify(before.recurrence);
        return same ? before : { ...before, recurrence: checked.recurrence };
      }
      const { volume: _, approval: __, follows: ___, ...kept } = before;
      return { ...kept, ...checked, state: input.draft ? 'draft' : 'pending', changedBy: person.id };
    });
    const ordered = settlement.orders.length > 0 ? [{ before: after, after }] : [];
    if (cut.length + ordered.length > 0) await this.#changed([...cut, ...ordered]);
    return after;
  }

  /** May a programme of this area follow all of these groups? */
  mayFollow(groups: readonly string[], area: string): Promise<boolean> {
    return this.#places.mayFollow(groups, area);
  }

  /** What it would meet; saves nothing. With `id` as a change of that programme. */
  async wouldMeet(person: Person, input: ProgrammeInput, id?: string): Promise<Conflict[]> {
    const before = id === undefined ? undefined : await this.get(id);
    if (before) requireScope(this.#parts.tree, person, before.area);
    const area = before?.area ?? this.#reach.ownArea(person, input.area);
    const level = before?.level ?? this.#parts.tree.get(area)?.kind ?? 'hamlet';
    return this.#settling.wouldMeet(person, input, { id: id ?? '', area, level });
  }

  /** Which of two goes first where they meet. */
  async order(person: Person, order: { first: string; second: string }): Promise<void> {
    const both = await this.orders.decide(person, order);
    await this.#changed(both.map((one) => ({ before: one, after: one })));
    this.#tell();
  }

  async cancel(person: Person, id: string): Promise<StoredProgramme> {
    return this.#change(person, id, 'programme.cancel', async (before) => ({ ...before, state: 'cancelled' }));
  }

  /**
   * `readHash` is what the approver was shown. Every bulletin was approved before or is by the same word: `along` names those,
   * each with in whose place.
   */
  async approve(
    person: Person,
    id: string,
    readHash?: string,
    inPlaceOf?: string,
    along: ReadonlyMap<string, string | undefined> = new Map(),
  ): Promise<StoredProgramme> {
    const at = this.#parts.clock.now();
    const by = { by: person.id, at, for: inPlaceOf };
    return this.#change(person, id, 'programme.approve', async (before, transaction) => {
      requireMayApprove(before, person, readHash);
      const said = bulletinsOf(before);
      const bulletins = await this.#bulletins.store.getMany(said, transaction);
      const open = bulletins.filter((one) => !isApproved(one));
      if (bulletins.length < said.length || !open.every((one) => along.has(one.id)))
        throw new ConflictError('bulletin-not-approved', 'Approve its bulletins first.');
      for (const one of open)
        await this.#bulletins.approveAlong(transaction, person, one, { by: person.id, at, for: along.get(one.id) });
      return approved(before, by, programmeFacets(before, hashesOf(said, bulletins)));
    });
  }

  /** From its maker to the approver; what a draft would meet is settled before (by `replace`), not passed on. */
  async submit(person: Person, id: string): Promise<StoredProgramme> {
    const draft = await this.get(id);
    requireScope(this.#parts.tree, person, draft.area);
    if (draft.state === 'draft') await this.#settling.requireNone(person, draft);
    return this.#change(person, id, 'programme.submit', async (before) => submitted(before));
  }

  /** Back to its maker. */
  async giveBack(person: Person, id: string, why: ReturnInput): Promise<StoredProgramme> {
    const at = this.#parts.clock.now();
    return this.#change(person, id, 'programme.return', async (before, transaction) => {
      const said = bulletinsOf(before);
      const bulletins = await this.#bulletins.store.getMany(said, transaction);
      return sentBack(before, person, at, why, programmeFacets(before, hashesOf(said, bulletins)));
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
    const groups = await this.#places.namesOf(programmes);
    return slots.map(
      ({ programme: { approval, returned, judged: _, changedBy: __, follows, ...programme }, durationMs }) => ({
        ...programme,
        bulletins: [...programme.bulletins],
        targets: [...programme.targets],
        ...(follows
          ? {
              follows: {
                groups: follows.groups.map((id) => ({ id, name: groups.get(id) ?? '' })),
                also: [...follows.also],
              },
            }
          : {}),
        durationMs,
        exception: this.exceptions.shown(programme),
        ...shownDecisions({ approval, returned }, nameOf),
        createdByName: nameOf(programme.createdBy),
      }),
    );
  }

  /** What a programme was, newest first. */
  async history(id: string): Promise<ProgrammeVersion[]> {
    const versions = await this.changes.history(id);
    const shown = await this.asProgrammes(versions.map((one) => one.programme));
    return versions.map(({ version, at, by, action }, index) => ({
      ...{ version, at, action, byName: this.#parts.nameOf(by) ?? by },
      programme: shown[index] as Programme,
    }));
  }

  /** A bulletin got another content: what was approved with the old one must be approved again. */
  async bulletinEdited(transaction: Transaction, bulletin: StoredBulletin): Promise<() => Promise<void>> {
    const changes: { before: StoredProgramme; after: StoredProgramme }[] = [];
    for (const before of await this.store.saying(bulletin.id, transaction)) {
      const weighed = await this.#check.weighed(before, transaction);
      if (weighed.contentHash === before.contentHash && bulletin.state !== 'cancelled') continue;
      const { approval: _, ...kept } = before;
      const after: StoredProgramme = {
        ...kept,
        ...weighed,
        state: stateAfterChange(before.state),
        version: before.version + 1,
      };
      const act = { at: this.#parts.clock.now(), by: bulletin.changedBy, action: 'programme.bulletin-changed' };
      await this.versions.keep(transaction, act, after, before);
      await this.store.save(transaction, after);
      changes.push({ before, after });
    }
    return async () => {
      if (changes.length === 0) return;
      await this.#changed(changes);
      this.#tell();
    };
  }

  /** As it is, in the transaction of the door from above, which judges for itself; `followed` comes after the commit. */
  async putFromAbove(
    transaction: Transaction,
    by: Person,
    action: string,
    before: StoredProgramme | undefined,
    after: StoredProgramme,
  ): Promise<void> {
    await this.store.save(transaction, after);
    await this.#record(transaction, by, action, { before, after });
  }

  async followed(changes: Parameters<ProgrammesChanged>[0]): Promise<void> {
    await this.#changed(changes);
    this.#tell();
  }

  #applied(
    transaction: Transaction,
    person: Person,
    settlement: Parameters<ProgrammeSettling['apply']>[2],
    by: string,
  ): Promise<Cut[]> {
    return this.#settling.apply(transaction, person, settlement, by, (within, who, action, change, why) =>
      this.#record(within, who, action, change, { why }),
    );
  }

  async #change(
    person: Person,
    id: string,
    action: string,
    decide: (before: StoredProgramme, transaction: Transaction) => Promise<StoredProgramme | Decided>,
  ): Promise<StoredProgramme> {
    await this.#dueFirst();
    const changes = await this.#parts.database.write(async (transaction) => {
      const before = await this.store.get(id, transaction);
      if (!before) throw new NotFoundError('no-such-programme', 'There is no such programme.');
      requireScope(this.#parts.tree, person, before.area);
      if (before.state === 'cancelled' && action !== 'programme.undo')
        throw new ConflictError('cancelled', 'This programme was cancelled.');
      const decided = await decide(before, transaction);
      const { after, also = [] } = 'after' in decided ? decided : { after: decided };
      if (after === before) return { after: before, all: [] };
      const all = [{ before, after }, ...also].map((one) => ({
        before: one.before,
        after: { ...one.after, version: (one.before?.version ?? 0) + 1 },
      }));
      for (const one of all) {
        await this.store.save(transaction, one.after);
        const made = one.before === before ? also.find((other) => !other.before)?.after.id : undefined;
        await this.#record(transaction, person, action, one, { made });
      }
      return { after: all[0]?.after ?? before, all };
    });
    if (changes.all.length > 0) {
      await this.#changed(changes.all);
      this.#tell();
    }
    return changes.after;
  }

  async #record(
    transaction: Transaction,
    person: Person,
    action: string,
    { before, after }: { before?: StoredProgramme | undefined; after: StoredProgramme },
    { made, why }: { made?: string | undefined; why?: object } = {},
  ): Promise<void> {
    await this.versions.keep(transaction, { at: this.#parts.clock.now(), by: person.id, action, made }, after, before);
    const show = ({ title, state, contentHash, recurrence, approval, returned }: StoredProgramme) => ({
      ...{ title, state, contentHash, recurrence },
      ...(state === 'approved' && approval?.for ? { for: approval.for } : {}),
      ...(state === 'returned' && returned ? { reason: returned.reason, note: returned.note } : {}),
    });
    const moves = before && differenceOf(before.targets, after.targets);
    const places = (one: StoredProgramme) =>
      moves && moves.added.length + moves.removed.length > 0 ? { targets: one.targets } : {};
    const about = { by: person.id, action, subject: after.id, area: after.area, outcome: 'done' } as const;
    await this.#parts.audit.record(
      {
        ...about,
        ...(before ? { before: { ...show(before), ...places(before) } } : {}),
        after: { ...show(after), ...places(after), ...why },
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
