import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Target } from '../../protocol/api/broadcast.ts';
import type { GroupImpact } from '../../protocol/api/schedule.ts';
import type { Transaction } from '../database/database.ts';
import { LoaXaError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import { stateAfterChange } from './approval.ts';
import type { Conflicts } from './conflicts.ts';
import { differenceOf, keyOf, targetsOf } from './group-following.ts';
import { GroupStore, type StoredGroup } from './group-store.ts';
import type { BroadcastParts } from './parts.ts';
import type { ProgrammeCheck } from './programme-check.ts';
import type { ProgrammeStore, StoredProgramme } from './programme-store.ts';
import { Reach } from './reach.ts';
import type { Timetable } from './timetable.ts';

export interface Followed {
  readonly before: StoredProgramme;
  readonly after: StoredProgramme;
}

interface Sources {
  readonly store: ProgrammeStore;
  readonly timetable: Timetable;
  readonly check: ProgrammeCheck;
  readonly conflicts: Pick<Conflicts, 'find'>;
  record(transaction: Transaction, person: Person, action: string, change: Followed, why: object): Promise<void>;
  /** After the commit. */
  followed(changes: readonly Followed[]): Promise<void>;
}

/** Most names that an answer carries. */
const MOST_NAMES = 50;

type Group = Pick<StoredGroup, 'id' | 'name' | 'targets'>;

/** Takes a group's change into the programmes that follow it: as an edit of each, in the group's own transaction. */
export class GroupFollowers {
  readonly #parts: BroadcastParts;
  readonly #sources: Sources;
  readonly #groups: GroupStore;
  readonly #reach: Reach;

  constructor(parts: BroadcastParts, sources: Sources) {
    this.#parts = parts;
    this.#sources = sources;
    this.#groups = new GroupStore(parts.database);
    this.#reach = new Reach(parts);
  }

  /** Programmes, not over, that follow it. */
  of(group: string, source?: Knex): Promise<StoredProgramme[]> {
    return this.#sources.store.following(group, this.#parts.clock.now(), source);
  }

  /** What saving it with these members would do; saves nothing. */
  async impact(person: Person, group: Group, targets: readonly Target[]): Promise<GroupImpact> {
    const changes = await this.#weighed(person, group, targets, this.#parts.database.read);
    const after = new Map(changes.map((one) => [one.after.id, one.after.targets]));
    const alive = changes.length > 0 ? await this.#sources.timetable.alive(this.#parts.clock.now()) : [];
    // Two that follow the same group come to the same new places.
    const slots = alive.map((slot) => {
      const changed = after.get(slot.programme.id);
      return changed ? { ...slot, programme: { ...slot.programme, targets: changed } } : slot;
    });
    const programmes: GroupImpact['programmes'] = [];
    for (const change of changes) {
      programmes.push(await this.#shown(person, change, slots));
      await breathe();
    }
    const { added, removed } = differenceOf(group.targets, targets);
    return {
      ...{ added: this.#namesOf(added), addedCount: added.length },
      ...{ removed: this.#namesOf(removed), removedCount: removed.length },
      programmes,
      again: changes.filter(({ before }) => before.state === 'approved').length,
      agreed: fingerprintOf(group, targets, changes),
    };
  }

  /** In the group's transaction. `agreed` is what the person must have seen. */
  async apply(
    transaction: Transaction,
    person: Person,
    group: Group,
    targets: readonly Target[],
  ): Promise<{ readonly changes: readonly Followed[]; readonly agreed: string }> {
    const changes = await this.#weighed(person, group, targets, transaction);
    for (const change of changes) {
      await this.#sources.store.save(transaction, change.after);
      await this.#sources.record(transaction, person, 'programme.group-changed', change, { group: group.id });
    }
    return { changes, agreed: fingerprintOf(group, targets, changes) };
  }

  async followed(changes: readonly Followed[]): Promise<void> {
    if (changes.length > 0) await this.#sources.followed(changes);
  }

  async #weighed(person: Person, group: Group, targets: readonly Target[], source: Knex): Promise<Followed[]> {
    const followers = await this.of(group.id, source);
    const ids = [...new Set(followers.flatMap(({ follows }) => follows?.groups ?? []))];
    const members = new Map((await this.#groups.getMany(ids, source)).map((one) => [one.id, one.targets]));
    members.set(group.id, targets);
    const changes: Followed[] = [];
    for (const before of followers) {
      if (!before.follows) continue;
      const reached = targetsOf(before.follows, (id) => members.get(id));
      const { added, removed } = differenceOf(before.targets, reached);
      if (added.length + removed.length === 0) continue;
      const { approval: _, ...kept } = before;
      const placed = { ...kept, targets: reached };
      const weighed = await this.#sources.check.weighed(placed, source);
      const what = { state: stateAfterChange(before.state), changedBy: person.id, version: before.version + 1 };
      changes.push({ before, after: { ...placed, ...weighed, ...what } });
    }
    return changes;
  }

  async #shown(
    person: Person,
    { before, after }: Followed,
    slots: Awaited<ReturnType<Timetable['alive']>>,
  ): Promise<GroupImpact['programmes'][number]> {
    const known = new Set(this.#reach.nodesOf(before.targets).map(({ id }) => id));
    const reached = this.#reach.nodesOf(after.targets).map(({ id }) => id);
    const come = reached.filter((node) => !known.has(node));
    const stay = reached.length - come.length;
    const refusal = await this.#refusal(after, differenceOf(before.targets, after.targets).added);
    const durationMs = await this.#sources.check.lengthOf(after);
    const candidate = { ...after, targets: come.map((node) => ({ node })), durationMs };
    const onTheWay = after.state === 'pending' && come.length > 0;
    return {
      ...{ id: after.id, title: after.title, area: after.area, state: before.state },
      areaName: this.#parts.tree.get(after.area)?.name ?? after.area,
      ...{ nodesAdded: come.length, nodesRemoved: known.size - stay },
      approvalVoided: before.state === 'approved',
      conflicts: onTheWay ? await this.#sources.conflicts.find(person, candidate, undefined, slots) : [],
      ...(refusal ? { refusal } : {}),
    };
  }

  /** Why it may not sound at the new places: their quiet hours, their longest run. */
  async #refusal(programme: StoredProgramme, added: readonly Target[]) {
    if (added.length === 0) return undefined;
    try {
      await this.#sources.check.requireAllowedAt(programme, added);
      return undefined;
    } catch (error) {
      if (error instanceof LoaXaError) return { code: error.code, detail: error.message };
      throw error;
    }
  }

  #namesOf(targets: readonly Target[]): string[] {
    const { tree, roster } = this.#parts;
    return targets
      .slice(0, MOST_NAMES)
      .map((one) =>
        'area' in one ? (tree.get(one.area)?.name ?? one.area) : (roster.get(one.node)?.code ?? one.node),
      );
  }
}

/** The members before and after, and exactly which versions of which programmes change. */
function fingerprintOf(group: Group, targets: readonly Target[], changes: readonly Followed[]): string {
  const members = (list: readonly Target[]) => list.map(keyOf).sort();
  const versions = changes.map(({ before }) => [before.id, before.version]).sort();
  const what = [group.id, members(group.targets), members(targets), versions];
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}
