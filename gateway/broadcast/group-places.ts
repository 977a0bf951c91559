import type { ProgrammeInput, Target } from '../../protocol/api/broadcast.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError, RuleError } from '../errors.ts';
import { type Following, keyOf, targetsOf } from './group-following.ts';
import { GroupStore } from './group-store.ts';
import type { ProgrammeStore, StoredProgramme } from './programme-store.ts';

/** One change of a group writes all of these in one transaction. */
export const MOST_FOLLOWERS = 100;
const MOST_TARGETS = 1_000;

type Placed = Pick<StoredProgramme, 'targets' | 'follows'>;

/** The places of a programme that follows groups: read when it is saved, and held to what the groups are in that transaction. */
export class GroupPlaces {
  readonly #tree: AreaTree;
  readonly #store: GroupStore;
  readonly #programmes: Pick<ProgrammeStore, 'followerIds'>;

  constructor(database: Database, tree: AreaTree, programmes: Pick<ProgrammeStore, 'followerIds'>) {
    this.#tree = tree;
    this.#store = new GroupStore(database);
    this.#programmes = programmes;
  }

  /**
   * Throws unless every group is there and of the programme's own area or one above it: so that whoever may change the group may
   * change each programme that follows it.
   */
  async of({ targets, groups = [] }: Pick<ProgrammeInput, 'targets' | 'groups'>, area: string): Promise<Placed> {
    if (groups.length === 0) {
      if (targets.length === 0) throw new InvalidInputError('no-target', 'Name a place, or a group to follow.');
      return { targets };
    }
    const follows: Following = { groups: [...new Set(groups)], also: targets };
    const known = new Map((await this.#store.getMany(follows.groups)).map((one) => [one.id, one]));
    for (const id of follows.groups) {
      const group = known.get(id);
      if (!group)
        throw new InvalidInputError('no-such-group', 'One of the groups does not exist; a former district is copied.');
      if (!this.#tree.isWithin(area, [group.area]))
        throw new RuleError(
          'group-elsewhere',
          `«${group.name}» is a group of a smaller area; name its places instead of following it.`,
        );
    }
    const reached = targetsOf(follows, (id) => known.get(id)?.targets);
    if (reached.length > MOST_TARGETS)
      throw new RuleError('too-many-targets', `Together more than ${MOST_TARGETS} places; take a larger area instead.`);
    return { targets: reached, follows };
  }

  /** Are all of them there, and of this area or one above it? */
  async mayFollow(groups: readonly string[], area: string): Promise<boolean> {
    const known = await this.#store.getMany(groups);
    return known.length === new Set(groups).size && known.every((one) => this.#tree.isWithin(area, [one.area]));
  }

  /** In the transaction that saves: throws when a group changed since it was looked at, or has followers enough. */
  async requireCurrent(transaction: Transaction, programme: Placed & { readonly id: string }, now: number) {
    const { follows, targets, id } = programme;
    if (!follows) return;
    const current = await this.#now(transaction, follows);
    if (!current || !isSame(current, targets))
      throw new ConflictError('group-changed-meanwhile', 'A group was changed meanwhile; look at the places again.');
    for (const group of follows.groups) {
      const others = (await this.#programmes.followerIds(group, now, transaction)).filter((one) => one !== id);
      if (others.length >= MOST_FOLLOWERS)
        throw new RuleError(
          'too-many-followers',
          `${MOST_FOLLOWERS} programmes follow this group already; name its places.`,
        );
    }
  }

  /** What it was, with the members its groups have now; throws when one of them is gone. */
  async again(transaction: Transaction, programme: StoredProgramme): Promise<StoredProgramme> {
    if (!programme.follows) return programme;
    const targets = await this.#now(transaction, programme.follows);
    if (!targets)
      throw new ConflictError('group-deleted', 'A group it followed is deleted; change the programme instead.');
    return { ...programme, targets };
  }

  async namesOf(programmes: readonly Pick<StoredProgramme, 'follows'>[]): Promise<Map<string, string>> {
    const ids = [...new Set(programmes.flatMap(({ follows }) => follows?.groups ?? []))];
    return new Map((await this.#store.getMany(ids)).map(({ id, name }) => [id, name]));
  }

  async #now(transaction: Transaction, follows: Following): Promise<Target[] | undefined> {
    const known = new Map((await this.#store.getMany(follows.groups, transaction)).map((one) => [one.id, one.targets]));
    if (known.size < new Set(follows.groups).size) return undefined;
    return targetsOf(follows, (id) => known.get(id));
  }
}

function isSame(one: readonly Target[], other: readonly Target[]): boolean {
  const keys = (targets: readonly Target[]) => targets.map(keyOf).sort().join();
  return keys(one) === keys(other);
}
