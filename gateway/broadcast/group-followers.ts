import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Recurrence, Target } from '../../protocol/api/broadcast.ts';
import type { GroupAnswers, GroupImpact } from '../../protocol/api/schedule.ts';
import type { Transaction } from '../database/database.ts';
import type { Person } from '../http/app.ts';
import { stateAfterChange } from './approval.ts';
import { differenceOf, keyOf, targetsOf } from './group-following.ts';
import { GroupImpacts } from './group-impact.ts';
import { type Comer, type Followed, GroupSettling, type Settled } from './group-settling.ts';
import { GroupStore, type StoredGroup } from './group-store.ts';
import type { BroadcastParts } from './parts.ts';
import type { ProgrammeCheck } from './programme-check.ts';
import type { ProgrammeSettling } from './programme-settling.ts';
import type { ProgrammeStore, StoredProgramme } from './programme-store.ts';
import { Reach } from './reach.ts';
import type { Timetable } from './timetable.ts';

/** What a change of a group would do, and what was settled with it. */
export interface Looked {
  readonly impact: GroupImpact;
  readonly settled: ReadonlyMap<string, Settled>;
}

interface Sources {
  readonly store: ProgrammeStore;
  readonly timetable: Timetable;
  readonly check: ProgrammeCheck;
  readonly settling: Pick<ProgrammeSettling, 'conflicts' | 'apply'>;
  record(transaction: Transaction, person: Person, action: string, change: Followed, why: object): Promise<void>;
  /** After the commit. */
  followed(changes: readonly Followed[]): Promise<void>;
  /** What is due by now keeps its places. */
  dueFirst(): Promise<void>;
}

type Group = Pick<StoredGroup, 'id' | 'name' | 'targets'>;

/** Takes a group's change into the programmes that follow it: as an edit of each, in the group's own transaction. */
export class GroupFollowers {
  readonly #parts: BroadcastParts;
  readonly #sources: Sources;
  readonly #groups: GroupStore;
  readonly #reach: Reach;
  readonly #impacts: GroupImpacts;
  readonly #settling: GroupSettling;

  constructor(parts: BroadcastParts, sources: Sources) {
    this.#parts = parts;
    this.#sources = sources;
    this.#groups = new GroupStore(parts.database);
    this.#reach = new Reach(parts);
    this.#impacts = new GroupImpacts(parts, sources.check);
    this.#settling = new GroupSettling(sources.settling.conflicts);
  }

  /** Programmes, not over, that follow it. */
  of(group: string, source?: Knex): Promise<StoredProgramme[]> {
    return this.#sources.store.following(group, this.#parts.clock.now(), source);
  }

  /** What saving it with these members would do; saves nothing. */
  async look(person: Person, group: Group, targets: readonly Target[], answers: GroupAnswers = []): Promise<Looked> {
    const placed = await this.#placed(person, group, targets, this.#parts.database.read);
    const comers = placed.flatMap((change) => this.#comer(change));
    const alive = comers.length > 0 ? await this.#sources.timetable.alive(this.#parts.clock.now()) : [];
    const settled = await this.#settling.settle(person, comers, alive, answers);
    const changes = await this.#settledOf(placed, settled, this.#parts.database.read);
    const agreed = fingerprintOf(group, targets, changes, settled);
    await this.#sources.dueFirst();
    const others = new Map(alive.map(({ programme }) => [programme.id, programme]));
    return { impact: { ...(await this.#impacts.of(group, targets, changes, settled, others)), agreed }, settled };
  }

  /** In the group's transaction, as it was looked at. `agreed` is what the person must have seen. */
  async apply(
    transaction: Transaction,
    person: Person,
    group: Group,
    targets: readonly Target[],
    settled: Looked['settled'],
  ): Promise<{ readonly changes: readonly Followed[]; readonly agreed: string }> {
    const placed = await this.#placed(person, group, targets, transaction);
    const changes = await this.#settledOf(placed, settled, transaction);
    for (const change of changes) {
      await this.#sources.store.save(transaction, change.after);
      await this.#sources.record(transaction, person, 'programme.group-changed', change, { group: group.id });
    }
    const others = await this.#others(transaction, person, changes, settled);
    return { changes: [...changes, ...others], agreed: fingerprintOf(group, targets, changes, settled) };
  }

  async followed(changes: readonly Followed[]): Promise<void> {
    if (changes.length > 0) await this.#sources.followed(changes);
  }

  /** Each follower with the places it would have, before anything it meets is settled. */
  async #placed(person: Person, group: Group, targets: readonly Target[], source: Knex): Promise<Followed[]> {
    const followers = await this.of(group.id, source);
    const ids = [...new Set(followers.flatMap(({ follows }) => follows?.groups ?? []))];
    const members = new Map((await this.#groups.getMany(ids, source)).map((one) => [one.id, one.targets]));
    members.set(group.id, targets);
    return followers.flatMap((before): Followed[] => {
      if (!before.follows) return [];
      const reached = targetsOf(before.follows, (id) => members.get(id));
      const { added, removed } = differenceOf(before.targets, reached);
      if (added.length + removed.length === 0) return [];
      const { approval: _, ...kept } = before;
      const what = { state: stateAfterChange(before.state), changedBy: person.id, version: before.version + 1 };
      return [{ before, after: { ...kept, targets: reached, ...what } }];
    });
  }

  /** What is not on its way to the air meets nothing yet. */
  #comer({ before, after }: Followed): Comer[] {
    if (after.state !== 'pending') return [];
    const known = new Set(this.#reach.nodesOf(before.targets).map(({ id }) => id));
    const nodes = this.#reach.nodesOf(after.targets).flatMap(({ id }) => (known.has(id) ? [] : [id]));
    return nodes.length > 0 ? [{ programme: after, nodes: new Set(nodes) }] : [];
  }

  /** With the times and runs that were settled, and what they weigh then. */
  async #settledOf(placed: readonly Followed[], settled: Looked['settled'], source: Knex): Promise<Followed[]> {
    const last = new Map<string, Recurrence>();
    for (const one of settled.values())
      for (const { programme, recurrence } of one.cut) last.set(programme, recurrence);
    const changes: Followed[] = [];
    for (const { before, after } of placed) {
      const recurrence = settled.get(after.id)?.recurrence ?? last.get(after.id) ?? after.recurrence;
      const changed = { ...after, recurrence };
      changes.push({ before, after: { ...changed, ...(await this.#sources.check.weighed(changed, source)) } });
    }
    return changes;
  }

  /** Programmes beside the followers that lose runs, or get an order: each once, as the last answer leaves it. */
  async #others(
    transaction: Transaction,
    person: Person,
    changes: readonly Followed[],
    settled: Looked['settled'],
  ): Promise<Followed[]> {
    const own = new Set(changes.map(({ after }) => after.id));
    const { settling, record } = this.#sources;
    const last = new Map([...settled].flatMap(([by, { cut }]) => cut.map((one) => [one.programme, by] as const)));
    const others = new Map<string, Followed>();
    for (const [by, { recurrence, cut, orders }] of settled) {
      const mine = cut.filter(({ programme }) => !own.has(programme) && last.get(programme) === by);
      const applied = await settling.apply(transaction, person, { recurrence, cut: mine, orders }, by, record);
      for (const one of applied) if (!own.has(one.after.id) && !others.has(one.after.id)) others.set(one.after.id, one);
    }
    return [...others.values()];
  }
}

/** The members before and after, exactly which versions of which programmes change, and what was settled between which. */
function fingerprintOf(
  group: Group,
  targets: readonly Target[],
  changes: readonly Followed[],
  settled: Looked['settled'],
): string {
  const members = (list: readonly Target[]) => list.map(keyOf).sort();
  const versions = changes.map(({ before }) => [before.id, before.version]).sort();
  const said = [...settled].map(([id, { recurrence, cut, orders }]) => [
    ...[id, recurrence.times],
    cut.map((one) => [one.programme, one.version, one.runs]),
    orders.map(({ first, second }) => [first, second]),
  ]);
  const what = [group.id, members(group.targets), members(targets), versions, said];
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}
