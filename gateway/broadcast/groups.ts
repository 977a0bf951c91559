import { ulid } from 'ulid';
import type { Target } from '../../protocol/api/broadcast.ts';
import type { Group, GroupInput } from '../../protocol/api/schedule.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ForbiddenError, NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { formerDistricts } from './former-districts.ts';
import { GroupStore, type StoredGroup } from './group-store.ts';
import { Reach, type ReachParts } from './reach.ts';

export interface GroupParts extends ReachParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
}

/** More than this nobody finds anything in. */
const MOST_IN_AN_AREA = 200;

/**
 * Lists of places under a name. Whoever addresses a group puts its places into the programme: what was approved stays what is
 * reached, and a group that changes later changes nothing silently (decision 0019).
 */
export class Groups {
  readonly #parts: GroupParts;
  readonly #store: GroupStore;
  readonly #reach: Reach;

  constructor(parts: GroupParts) {
    this.#parts = parts;
    this.#store = new GroupStore(parts.database);
    this.#reach = new Reach(parts);
  }

  /** The saved groups of the person's areas by name, then the former districts of the person's provinces. */
  async list(person: Person): Promise<Group[]> {
    const { tree } = this.#parts;
    const saved = (await this.#store.all()).filter(({ area }) => tree.isWithin(area, person.areas));
    return [
      ...saved.map((group) => this.#asGroup(group)).sort((one, other) => one.name.localeCompare(other.name, 'vi')),
      ...this.#formerDistricts(person),
    ];
  }

  async create(person: Person, input: GroupInput): Promise<Group> {
    const area = this.#reach.ownArea(person, input.area);
    this.#reach.requireTargets(person, input.targets);
    const now = this.#parts.clock.now();
    const group: StoredGroup = {
      ...{ id: ulid(now), name: input.name, area, targets: distinct(input.targets) },
      ...{ createdBy: person.id, createdAt: now },
    };
    await this.#parts.database.write(async (transaction) => {
      if ((await this.#store.countIn(area, transaction)) >= MOST_IN_AN_AREA)
        throw new RuleError('too-many-groups', `There are ${MOST_IN_AN_AREA} groups already; delete one first.`);
      await this.#store.save(transaction, group);
      await this.#record(transaction, person, 'group.create', undefined, group);
    });
    return this.#asGroup(group);
  }

  /** Programmes that were made with it stay as they are. */
  async replace(person: Person, id: string, input: GroupInput): Promise<Group> {
    const area = input.area === undefined ? undefined : this.#reach.ownArea(person, input.area);
    this.#reach.requireTargets(person, input.targets);
    return this.#parts.database.write(async (transaction) => {
      const before = await this.#own(transaction, person, id);
      const after = { ...before, name: input.name, area: area ?? before.area, targets: distinct(input.targets) };
      await this.#store.save(transaction, after);
      await this.#record(transaction, person, 'group.change', before, after);
      return this.#asGroup(after);
    });
  }

  async delete(person: Person, id: string): Promise<Group> {
    return this.#parts.database.write(async (transaction) => {
      const before = await this.#own(transaction, person, id);
      await this.#store.delete(transaction, id);
      await this.#record(transaction, person, 'group.delete', before, undefined);
      return this.#asGroup(before);
    });
  }

  async #own(transaction: Transaction, person: Person, id: string): Promise<StoredGroup> {
    const found = await this.#store.get(id, transaction);
    if (found) {
      requireScope(this.#parts.tree, person, found.area);
      return found;
    }
    if (this.#formerDistricts(person).some((district) => district.id === id))
      throw new ForbiddenError('former-district', 'A former district is read from its communes; change it there.');
    throw new NotFoundError('no-such-group', 'There is no such group.');
  }

  #formerDistricts(person: Person): Group[] {
    const { tree } = this.#parts;
    return tree
      .children()
      .filter((province) => tree.isWithin(province.id, person.areas))
      .flatMap((province) => formerDistricts(province.id, tree.children(province.id)))
      .map((district) => ({ ...this.#asGroup(district), formerDistrict: true }));
  }

  #asGroup({ id, name, area, targets }: Pick<StoredGroup, 'id' | 'name' | 'area' | 'targets'>): Group {
    return { id, name, area, targets: [...targets], nodes: this.#reach.nodesOf(targets).length };
  }

  async #record(
    transaction: Transaction,
    person: Person,
    action: string,
    before: StoredGroup | undefined,
    after: StoredGroup | undefined,
  ): Promise<void> {
    const show = (group: StoredGroup) => ({ name: group.name, targets: group.targets });
    const of = after ?? before;
    await this.#parts.audit.record(
      {
        ...{ by: person.id, action, outcome: 'done' },
        ...(of ? { subject: of.id, area: of.area } : {}),
        ...(before ? { before: show(before) } : {}),
        ...(after ? { after: show(after) } : {}),
      },
      transaction,
    );
  }
}

function distinct(targets: readonly Target[]): Target[] {
  return [...new Map(targets.map((target) => [JSON.stringify(target), target])).values()];
}
