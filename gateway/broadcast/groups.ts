import type { Knex } from 'knex';
import { ulid } from 'ulid';
import type { Group, GroupImpact, GroupInput } from '../../protocol/api/schedule.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, ForbiddenError, NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { formerDistricts } from './former-districts.ts';
import type { GroupFollowers, Looked } from './group-followers.ts';
import { distinctTargets } from './group-following.ts';
import { GroupStore, type StoredGroup } from './group-store.ts';
import { Reach, type ReachParts } from './reach.ts';

export interface GroupParts extends ReachParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly followers: Pick<GroupFollowers, 'of' | 'look' | 'apply' | 'followed'>;
}

/** More than this nobody finds anything in. */
const MOST_IN_AN_AREA = 200;

/**
 * Lists of places under a name. A programme that follows a group reaches its members as they are; a change of the group is an
 * edit of each such programme, seen and agreed to before it is saved (docs/decisions/0049).
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
      ...{ id: ulid(now), name: input.name, area, targets: distinctTargets(input.targets) },
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

  /** What saving it so would do to the programmes that follow it. */
  async impact(person: Person, id: string, input: GroupInput): Promise<GroupImpact> {
    return (await this.#look(person, id, input)).impact;
  }

  async #look(person: Person, id: string, input: GroupInput): Promise<Looked> {
    const before = await this.#own(this.#parts.database.read, person, id);
    this.#requireArea(person, before, input.area);
    this.#reach.requireTargets(person, input.targets);
    return this.#parts.followers.look(person, before, distinctTargets(input.targets), input.answers);
  }

  /** The programmes that follow it change with it, in one transaction, when exactly that was seen and agreed to. */
  async replace(person: Person, id: string, input: GroupInput): Promise<Group> {
    const { followers, database } = this.#parts;
    const { impact, settled } = await this.#look(person, id, input);
    requireAgreed(impact, input.agreed);
    const targets = distinctTargets(input.targets);
    const { group, changes } = await database.write(async (transaction) => {
      const before = await this.#own(transaction, person, id);
      const after = { ...before, name: input.name, area: input.area ?? before.area, targets };
      const { changes, agreed } = await followers.apply(transaction, person, before, targets, settled);
      if (agreed !== impact.agreed)
        throw new ConflictError('changed-meanwhile', 'Group or programmes were changed meanwhile; look at it again.');
      if (after.area !== before.area && (await followers.of(id, transaction)).length > 0)
        throw new ConflictError(
          'group-used',
          'Programmes follow this group; it stays in its area until they are over.',
        );
      await this.#store.save(transaction, after);
      await this.#record(transaction, person, 'group.change', before, after);
      return { group: after, changes };
    });
    await followers.followed(changes);
    return this.#asGroup(group);
  }

  /** Refused while programmes that are not over follow it. */
  async delete(person: Person, id: string): Promise<Group> {
    return this.#parts.database.write(async (transaction) => {
      const before = await this.#own(transaction, person, id);
      const programmes = await this.#parts.followers.of(id, transaction);
      if (programmes.length > 0)
        throw new ConflictError(
          'group-used',
          `${programmes
            .slice(0, 5)
            .map(({ title }) => `«${title}»`)
            .join(', ')} (${programmes.length}) follow this group; change or cancel them first.`,
          { programmes: programmes.map(({ id: programme, title }) => ({ id: programme, title })) },
        );
      await this.#store.delete(transaction, id);
      await this.#record(transaction, person, 'group.delete', before, undefined);
      return this.#asGroup(before);
    });
  }

  #requireArea(person: Person, before: StoredGroup, wanted: string | undefined): void {
    if (wanted !== undefined && wanted !== before.area) this.#reach.ownArea(person, wanted);
  }

  async #own(transaction: Knex, person: Person, id: string): Promise<StoredGroup> {
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

function requireAgreed(impact: GroupImpact, given: string | undefined): void {
  const { programmes, agreed } = impact;
  const refused = programmes.find((one) => one.refusal !== undefined);
  if (refused?.refusal)
    throw new RuleError(refused.refusal.code, `«${refused.title}» follows this group: ${refused.refusal.detail}`, {
      programme: refused.id,
    });
  const open = programmes.find((one) => one.open > 0);
  if (open)
    throw new ConflictError(
      'conflict',
      `«${open.title}» follows this group and meets others at the new places. Say for each what shall happen.`,
      { impact },
    );
  if (programmes.length === 0 || given === agreed) return;
  throw new ConflictError(
    'group-followed',
    `${programmes.length} programmes follow this group; look at what changes and send what you agreed to.`,
    { impact },
  );
}
