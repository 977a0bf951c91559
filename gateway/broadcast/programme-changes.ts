import { ulid } from 'ulid';
import type { ProgrammeInput } from '../../protocol/api/broadcast.ts';
import type { OccurrenceChange } from '../../protocol/api/schedule.ts';
import { UNDO_WITHIN_MS } from '../../protocol/timetable.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { isApproved } from './approval.ts';
import { placesGiven } from './group-following.ts';
import { changeOccurrence, type Timing } from './occurrence-change.ts';
import { eventAt, isOriginal } from './occurrences.ts';
import type { BroadcastParts } from './parts.ts';
import type { Weighed } from './programme-check.ts';
import type { StoredProgramme } from './programme-store.ts';
import type { ProgrammeVersionRow, ProgrammeVersions } from './programme-versions.ts';
import { Reach } from './reach.ts';
import { FARTHEST_MOVE_MS } from './recurrence-check.ts';
import { RunStore } from './run-store.ts';
import { runIdOf } from './slots.ts';

/** A change with what the same act changes or makes beside it. */
export interface Decided {
  readonly after: StoredProgramme;
  readonly also: readonly { readonly before?: StoredProgramme | undefined; readonly after: StoredProgramme }[];
}

type Checked = Weighed &
  Pick<StoredProgramme, 'title' | 'bulletins' | 'targets' | 'follows' | 'recurrence' | 'resume' | 'registered'>;

/** What Programmes does for its changes. */
interface Base {
  get(id: string): Promise<StoredProgramme>;
  checked(person: Person, input: ProgrammeInput, area: string): Promise<Checked>;
  weighed(programme: StoredProgramme, within?: Transaction): Promise<Weighed>;
  /** With the members that the groups it follows have now. */
  again(programme: StoredProgramme, within: Transaction): Promise<StoredProgramme>;
  requireNoNew(person: Person, before: StoredProgramme, recurrence: StoredProgramme['recurrence']): Promise<void>;
  change(
    person: Person,
    id: string,
    action: string,
    decide: (before: StoredProgramme, transaction: Transaction) => Promise<StoredProgramme | Decided>,
  ): Promise<StoredProgramme>;
}

/** Acts that undo takes back; making, approving and sending round are taken back by acts of their own. */
const UNDOABLE = new Set(['programme.change', 'programme.cancel', 'programme.change-runs', 'programme.undo']);
const HISTORY = 100;

/** Changes single runs, takes the last change back, and tells the history. */
export class ProgrammeChanges {
  readonly #parts: BroadcastParts;
  readonly #versions: ProgrammeVersions;
  readonly #base: Base;
  readonly #runs: RunStore;
  readonly #reach: Reach;

  constructor(parts: BroadcastParts, versions: ProgrammeVersions, base: Base) {
    this.#parts = parts;
    this.#versions = versions;
    this.#base = base;
    this.#runs = new RunStore(parts.database);
    this.#reach = new Reach(parts);
  }

  /**
   * Skips, moves, replaces or restores one run, those from it on, or all. What only takes away keeps the approval; whatever makes
   * something sound that was not approved waits for it again (docs/decisions/0016). `made` is the second part of a split.
   */
  async occurrence(
    person: Person,
    id: string,
    order: OccurrenceChange,
  ): Promise<{ programme: StoredProgramme; made?: StoredProgramme }> {
    const seen = await this.#base.get(id);
    requireScope(this.#parts.tree, person, seen.area);
    requireSeen(seen, order.version);
    await this.#requireOpen(seen, order);
    const outcome = changeOccurrence(seen, order);
    let made: StoredProgramme | undefined;
    const successor =
      outcome.kind === 'ended' && outcome.successor ? await this.#checked(person, seen, outcome.successor) : undefined;
    const timing = outcome.kind === 'changed' ? outcome.timing : undefined;
    const checked = timing && order.change.do !== 'skip' ? await this.#checked(person, seen, timing) : undefined;
    for (const other of [checked, successor]) if (other) await this.#base.requireNoNew(person, seen, other.recurrence);
    if (!checked && !successor) this.#reach.requireTargets(person, seen.targets);
    const programme = await this.#base.change(person, id, 'programme.change-runs', async (before, transaction) => {
      requireSeen(before, seen.version);
      switch (outcome.kind) {
        case 'cancelled':
          return { ...before, state: 'cancelled' };
        case 'changed':
          return this.#changed(person, before, { ...outcome.timing, ...checked }, transaction);
        case 'ended': {
          made = successor && this.#successorOf(person, before, successor);
          const after = await this.#shortened({ ...before, recurrence: outcome.recurrence }, before, transaction);
          return { after, also: made ? [{ after: made }] : [] };
        }
      }
    });
    return { programme, ...(made ? { made } : {}) };
  }

  /**
   * Takes the last change back: the programme becomes exactly what it was. It is on air again without a new approval only when
   * what was approved then is, with its bulletins as they are now, the same to the byte.
   */
  async undo(person: Person, id: string): Promise<StoredProgramme> {
    const now = this.#parts.clock.now();
    return this.#base.change(person, id, 'programme.undo', async (_before, transaction) => {
      const [newest, previous] = await this.#versions.of(id, 2, transaction);
      if (!newest || !previous || !UNDOABLE.has(newest.action))
        throw new ConflictError(
          'nothing-to-undo',
          'The last act on this programme was no change that can be taken back; cancel it, or change it again.',
        );
      if (now - newest.at > UNDO_WITHIN_MS)
        throw new ConflictError(
          'undo-too-late',
          'A change is taken back within ten minutes; change the programme instead.',
        );
      this.#reach.requireTargets(person, previous.programme.targets);
      const after = await this.#restored(previous.programme, transaction);
      const second = newest.made === undefined ? undefined : await this.#openSecond(newest.made, transaction);
      return { after, also: second ? [{ before: second, after: { ...second, state: 'cancelled' } }] : [] };
    });
  }

  /** Newest first. */
  history(id: string): Promise<ProgrammeVersionRow[]> {
    return this.#versions.of(id, HISTORY);
  }

  async #requireOpen(seen: StoredProgramme, { at, scope, change }: OccurrenceChange): Promise<void> {
    const now = this.#parts.clock.now();
    if (!isOriginal(seen.recurrence, at))
      throw new InvalidInputError('no-such-run', 'The timetable has no run at that instant; look at it again.');
    if (scope === 'all') return;
    const startAt = scope === 'this' ? (eventAt(seen.recurrence, at)?.startAt ?? at) : at;
    const spent = scope === 'this' && (await this.#runs.spentOf([runIdOf(seen.id, { at })])).size > 0;
    if (startAt <= now || spent)
      throw new ConflictError('already-due', 'This run has begun or is over; only later ones can be changed.');
    if (change.do !== 'move') return;
    if (change.to <= now) throw new RuleError('in-the-past', 'A run is moved to a later instant than now.');
    if (Math.abs(change.to - at) > FARTHEST_MOVE_MS)
      throw new RuleError('too-far', 'A single run is moved by at most 92 days; make another programme for it.');
  }

  #checked(person: Person, seen: StoredProgramme, { recurrence, bulletins }: Timing): Promise<Checked> {
    const { title, area, resume, registered, volume } = seen;
    return this.#base.checked(
      person,
      {
        ...{ title, area, resume, registered, recurrence, ...placesGiven(seen), bulletins: [...bulletins] },
        ...(volume === undefined ? {} : { volume }),
      },
      seen.area,
    );
  }

  async #changed(
    person: Person,
    before: StoredProgramme,
    wanted: Timing & Partial<Weighed>,
    transaction: Transaction,
  ): Promise<StoredProgramme> {
    const { recurrence, bulletins } = wanted;
    const after = { ...before, recurrence, bulletins };
    const weighed = await this.#base.weighed(after, transaction);
    if (weighed.contentHash === before.contentHash) return after;
    const { approval: _, ...kept } = after;
    const state = before.state === 'approved' ? 'pending' : before.state;
    return { ...kept, ...weighed, state, changedBy: person.id };
  }

  /** Less of the same: who approved the whole approved this part of it. */
  async #shortened(
    after: StoredProgramme,
    before: StoredProgramme,
    transaction: Transaction,
  ): Promise<StoredProgramme> {
    const weighed = await this.#base.weighed(after, transaction);
    const { approval, ...kept } = after;
    if (!approval || !isApproved(before)) return { ...kept, ...weighed };
    return { ...kept, ...weighed, approval: { ...approval, contentHash: weighed.contentHash } };
  }

  #successorOf(person: Person, { area, level, volume }: StoredProgramme, checked: Checked): StoredProgramme {
    const now = this.#parts.clock.now();
    const who = { createdBy: person.id, changedBy: person.id, createdAt: now };
    return {
      ...{ ...checked, area, level, ...who, id: ulid(now), state: 'pending', version: 1 },
      ...(volume === undefined ? {} : { volume }),
    };
  }

  async #restored(was: StoredProgramme, transaction: Transaction): Promise<StoredProgramme> {
    const previous = await this.#base.again(was, transaction);
    const weighed = await this.#base.weighed(previous, transaction);
    if (previous.state !== 'approved') return { ...previous, ...weighed };
    if (previous.approval?.contentHash === weighed.contentHash) return { ...previous, ...weighed };
    const { approval: _, ...kept } = previous;
    return { ...kept, ...weighed, state: 'pending' };
  }

  async #openSecond(id: string, transaction: Transaction): Promise<StoredProgramme | undefined> {
    const [newest] = await this.#versions.of(id, 1, transaction);
    if (!newest || newest.programme.state === 'cancelled') return undefined;
    if (newest.version > 1)
      throw new ConflictError(
        'second-part-changed',
        'The programme that was made by this change was changed or approved meanwhile; change both by hand.',
      );
    return newest.programme;
  }
}

/** Throws ConflictError when somebody changed the programme after the version that was looked at. */
export function requireSeen(programme: StoredProgramme, version: number | undefined): void {
  if (version !== undefined && version !== programme.version)
    throw new ConflictError(
      'changed-meanwhile',
      'Somebody changed this programme meanwhile; read it again before you change it.',
      { version: programme.version },
    );
}
