import { ulid } from 'ulid';
import type { Programme, ProgrammeInput } from '../../protocol/api/broadcast.ts';
import type { ReturnInput } from '../../protocol/api/library.ts';
import type { ProgrammeVersion } from '../../protocol/api/schedule.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError, NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { approved, isApproved, requireMayApprove, sentBack, stateAfterChange, submitted } from './approval.ts';
import { shownDecisions } from './approval-row.ts';
import type { ItemQuery, StoredBulletin } from './bulletin-store.ts';
import type { Bulletins } from './bulletins.ts';
import { durationOf, programmeHash } from './content.ts';
import { programmeFacets } from './facets.ts';
import { eventAt } from './occurrences.ts';
import type { BroadcastParts } from './parts.ts';
import { type Decided, ProgrammeChanges, requireSeen } from './programme-changes.ts';
import { ProgrammeStore, type StoredProgramme } from './programme-store.ts';
import { ProgrammeVersions } from './programme-versions.ts';
import { requireOutsideQuietHours } from './quiet-rule.ts';
import { Reach } from './reach.ts';
import { requireRecurrence, startsToCheck } from './recurrence-check.ts';
import { LONGEST_RUN_MS } from './times.ts';
import { bulletinsOf, Timetable } from './timetable.ts';
import { mostUrgent } from './urgency.ts';
import { visibleAreas } from './visible.ts';

/** Runs and plans follow; called after the commit with each programme before and after. */
export type ProgrammesChanged = (
  changes: readonly { readonly before?: StoredProgramme | undefined; readonly after: StoredProgramme }[],
) => Promise<void>;

/** A programme as somebody wants it, without what belongs to the asking. */
export type CheckedInput = Omit<ProgrammeInput, 'area' | 'draft' | 'version' | 'resolutions'>;

/** What sounds when, where; and who allowed it. */
export class Programmes {
  readonly store: ProgrammeStore;
  readonly timetable: Timetable;
  readonly versions: ProgrammeVersions;
  /** Single runs, undo and history. */
  readonly changes: ProgrammeChanges;
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
    });
    this.versions = new ProgrammeVersions(parts.database);
    this.changes = new ProgrammeChanges(parts, this.versions, {
      get: (id) => this.get(id),
      checked: (person, input) => this.#checked(person, input),
      weighed: (programme, within) => this.#weighed(programme, within),
      change: (person, id, action, decide) => this.#change(person, id, action, decide),
    });
  }

  async create(person: Person, input: ProgrammeInput): Promise<StoredProgramme> {
    const area = this.#reach.ownArea(person, input.area);
    const now = this.#parts.clock.now();
    const programme: StoredProgramme = {
      ...(await this.#checked(person, input)),
      id: ulid(now),
      level: this.#parts.tree.get(area)?.kind ?? 'hamlet',
      area,
      state: input.draft ? 'draft' : 'pending',
      createdBy: person.id,
      changedBy: person.id,
      createdAt: now,
      version: 1,
    };
    await this.#parts.database.write(async (transaction) => {
      await this.store.save(transaction, programme);
      await this.#record(transaction, person, 'programme.create', undefined, programme);
    });
    await this.#changed([{ after: programme }]);
    this.#tell();
    return programme;
  }

  /** Any edit voids the approval; skipping single runs is none (docs/decisions/0016). */
  async replace(person: Person, id: string, input: ProgrammeInput): Promise<StoredProgramme> {
    const checked = await this.#checked(person, input);
    return this.#change(person, id, 'programme.change', async (before) => {
      requireSeen(before, input.version);
      const isSame = checked.contentHash === before.contentHash;
      // A draft that is not called one any more goes to the approver as it is.
      if (isSame && (before.state !== 'draft' || input.draft)) {
        const same = JSON.stringify(checked.recurrence) === JSON.stringify(before.recurrence);
        return same ? before : { ...before, recurrence: checked.recurrence };
      }
      const { volume: _, approval: __, ...kept } = before;
      return { ...kept, ...checked, state: input.draft ? 'draft' : 'pending', changedBy: person.id };
    });
  }

  async cancel(person: Person, id: string): Promise<StoredProgramme> {
    return this.#change(person, id, 'programme.cancel', async (before) => ({ ...before, state: 'cancelled' }));
  }

  /** Every bulletin must have been approved before; `readHash` is what the approver was shown. */
  async approve(person: Person, id: string, readHash?: string, inPlaceOf?: string): Promise<StoredProgramme> {
    const by = { by: person.id, at: this.#parts.clock.now(), for: inPlaceOf };
    return this.#change(person, id, 'programme.approve', async (before, transaction) => {
      requireMayApprove(before, person, readHash);
      const said = bulletinsOf(before);
      const bulletins = await this.#bulletins.store.getMany(said, transaction);
      if (bulletins.length < said.length || !bulletins.every(isApproved))
        throw new ConflictError('bulletin-not-approved', 'Approve its bulletins first.');
      return approved(before, by, programmeFacets(before, hashesOf(said, bulletins)));
    });
  }

  /** From its maker to the approver. */
  async submit(person: Person, id: string): Promise<StoredProgramme> {
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
    return slots.map(({ programme: { approval, returned, judged: _, changedBy: __, ...programme }, durationMs }) => ({
      ...programme,
      bulletins: [...programme.bulletins],
      targets: [...programme.targets],
      durationMs,
      ...shownDecisions({ approval, returned }, nameOf),
      createdByName: nameOf(programme.createdBy),
    }));
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
      const weighed = await this.#weighed(before, transaction);
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

  async #checked(
    person: Person,
    input: ProgrammeInput,
  ): Promise<CheckedInput & Pick<StoredProgramme, 'class' | 'contentHash'>> {
    const { area: _, draft: _draft, version: _version, resolutions: _resolutions, ...given } = input;
    this.#reach.requireTargets(person, given.targets);
    const programme = { ...given, recurrence: requireRecurrence(given.recurrence) };
    const said = bulletinsOf(programme);
    const known = await this.#bulletins.store.getMany(said);
    // What the person may not look at is as good as not there: somebody else approved it, for other places.
    const bulletins = known.filter(({ area }) => visibleAreas(this.#parts.tree, person, [area]).length > 0);
    if (bulletins.length < said.length || bulletins.some((one) => one.state === 'cancelled'))
      throw new InvalidInputError('no-such-bulletin', 'One of the bulletins does not exist or was cancelled.');
    if (mostUrgent(bulletins.map((bulletin) => bulletin.class)) === 'emergency')
      throw new RuleError(
        'emergency-not-scheduled',
        'An emergency is not put on a timetable; send it when it happens.',
      );
    const starts = startsToCheck(programme.recurrence);
    if (starts.length === 0)
      throw new RuleError('never-sounds', 'No day of the timetable is left; look at days, weekdays and exceptions.');
    await this.#requireAllowed(programme, programme.bulletins, bulletins, starts);
    for (const one of programme.recurrence.exceptions ?? []) {
      const event = one.do === 'replace' ? eventAt(programme.recurrence, one.at) : undefined;
      if (event?.bulletins) await this.#requireAllowed(programme, event.bulletins, bulletins, [event.startAt]);
    }
    return { ...programme, ...weigh(programme, bulletins) };
  }

  /** Throws when what is said at these instants is too long, or reaches into quiet hours. */
  async #requireAllowed(
    { targets }: Pick<ProgrammeInput, 'targets'>,
    ids: readonly string[],
    bulletins: readonly StoredBulletin[],
    starts: readonly number[],
  ): Promise<void> {
    const durationMs = await this.#durationOf(ids, bulletins);
    if (durationMs > LONGEST_RUN_MS)
      throw new RuleError('programme-too-long', 'Together the bulletins last more than four hours; take some out.');
    const urgency = mostUrgent(bulletins.filter(({ id }) => ids.includes(id)).map((one) => one.class));
    requireOutsideQuietHours(this.#reach.quietOf(targets), urgency, starts, durationMs);
  }

  /** Class and hash of a programme with its bulletins as they are now. */
  async #weighed(
    programme: StoredProgramme,
    within?: Transaction,
  ): Promise<Pick<StoredProgramme, 'class' | 'contentHash'>> {
    return weigh(programme, await this.#bulletins.store.getMany(bulletinsOf(programme), within));
  }

  async #durationOf(ids: readonly string[], bulletins: readonly StoredBulletin[]): Promise<number> {
    const recordings = await this.#parts.recordings.getMany(bulletins.map((one) => one.recording));
    const lengths = new Map(recordings.map((one) => [one.sha256, one.durationMs]));
    const known = new Map(bulletins.map((one) => [one.id, one]));
    return durationOf(ids.map((id) => ({ durationMs: lengths.get(known.get(id)?.recording ?? '') ?? 0 })));
  }

  async #change(
    person: Person,
    id: string,
    action: string,
    decide: (before: StoredProgramme, transaction: Transaction) => Promise<StoredProgramme | Decided>,
  ): Promise<StoredProgramme> {
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
        await this.#record(transaction, person, action, one.before, one.after, made);
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
    before: StoredProgramme | undefined,
    after: StoredProgramme,
    made?: string,
  ): Promise<void> {
    await this.versions.keep(transaction, { at: this.#parts.clock.now(), by: person.id, action, made }, after, before);
    const show = ({ title, state, contentHash, recurrence, approval, returned }: StoredProgramme) => ({
      ...{ title, state, contentHash, recurrence },
      ...(state === 'approved' && approval?.for ? { for: approval.for } : {}),
      ...(state === 'returned' && returned ? { reason: returned.reason, note: returned.note } : {}),
    });
    await this.#parts.audit.record(
      {
        by: person.id,
        action,
        subject: after.id,
        area: after.area,
        outcome: 'done',
        ...(before ? { before: show(before) } : {}),
        after: show(after),
      },
      transaction,
    );
  }

  #tell(): void {
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'programmes' });
  }
}

function weigh(
  programme: Pick<StoredProgramme, 'bulletins' | 'targets'> & Omit<Parameters<typeof programmeHash>[0], 'targets'>,
  bulletins: readonly StoredBulletin[],
): Pick<StoredProgramme, 'class' | 'contentHash'> {
  const known = new Map(bulletins.map((bulletin) => [bulletin.id, bulletin]));
  const hashOf = (id: string) => known.get(id)?.contentHash ?? '';
  const said = programme.bulletins.flatMap((id) => known.get(id) ?? []);
  return {
    class: mostUrgent(said.map((bulletin) => bulletin.class)),
    contentHash: programmeHash(
      { ...programme, targets: [...programme.targets] },
      programme.bulletins.map(hashOf),
      hashOf,
    ),
  };
}

function hashesOf(ids: readonly string[], bulletins: readonly StoredBulletin[]): string[] {
  const hashes = new Map(bulletins.map((bulletin) => [bulletin.id, bulletin.contentHash]));
  return ids.map((id) => hashes.get(id) ?? '');
}
