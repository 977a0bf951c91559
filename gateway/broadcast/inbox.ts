import type { InboxItem } from '../../protocol/api/campaigns.ts';
import { sourceOfAuthor } from '../../protocol/authority.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Person } from '../http/app.ts';
import { AboveStore } from './above-store.ts';
import { countKey } from './airings.ts';
import { isApproved } from './approval.ts';
import type { BulletinStore, StoredBulletin } from './bulletin-store.ts';
import type { StoredCampaign } from './campaign-store.ts';
import { type Campaigns, nameOf } from './campaigns.ts';
import type { ProgrammeStore } from './programme-store.ts';
import { Reach, type ReachParts } from './reach.ts';

export interface InboxParts extends ReachParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly tree: AreaTree;
  readonly bulletins: Pick<BulletinStore, 'getMany'>;
  readonly programmes: Pick<ProgrammeStore, 'getMany'>;
  readonly campaigns: Campaigns;
  /** Name of an account or of a system above. */
  readonly nameOf: (author: string) => string | undefined;
}

/** What nobody asked for is old after this. */
const KEPT_MS = 60 * DAY_MS;
const MOST = 200;
const BY_CLASS = { emergency: 0, priority: 1, normal: 2 } as const;

/** What came from above to a commune and is not on its timetable yet. */
export class Inbox {
  readonly #parts: InboxParts;
  readonly #reach: Reach;
  readonly #sent: AboveStore;

  constructor(parts: InboxParts) {
    this.#parts = parts;
    this.#sent = new AboveStore(parts.database);
    this.#reach = new Reach(parts);
  }

  /**
   * Approved bulletins of the areas above the person's communes: those of open campaigns that name such a commune, and those of
   * no campaign of the last 60 days; what a system above sent only where it was addressed to. Priority first, then what is due first, then the newest.
   */
  async list(person: Person): Promise<InboxItem[]> {
    const { tree, clock, campaigns } = this.#parts;
    const communes = [...new Set(person.areas.map((area) => tree.communeOf(area)).filter((id) => id !== undefined))];
    if (communes.length === 0) return [];
    const above = new Set(communes.flatMap((commune) => tree.ancestors(commune).filter((id) => id !== commune)));
    const open = await campaigns.store.open(communes, dayOf(clock.now()));
    const asked = new Map(open.flatMap((campaign) => campaign.bulletins.map((id) => [id, campaign] as const)));
    const offered = await this.#offered(communes, [...above], [...asked.keys()]);
    const handled = await this.#handled(
      offered.map((one) => one.id),
      communes,
    );
    const waiting = offered.filter((one) => !handled.has(one.id));
    const heard = await campaigns.airings.heard(open);
    const sent = await this.#sent.of(waiting.map((one) => one.id));
    return waiting
      .map((bulletin): InboxItem => {
        const campaign = asked.get(bulletin.id);
        const aired = (of: StoredCampaign) =>
          Math.max(...communes.map((commune) => heard.get(countKey(of.id, commune, bulletin.id)) ?? 0));
        const from = sent.get(bulletin.id);
        return {
          bulletin: bulletin.id,
          title: bulletin.title,
          class: bulletin.class,
          fromName: this.#from(bulletin),
          receivedAt: Math.max(bulletin.approval?.at ?? bulletin.createdAt, campaign?.createdAt ?? 0),
          ...(from?.wish ? { wish: from.wish } : {}),
          ...(campaign ? { campaign: { ...shown(campaign), aired: aired(campaign) } } : {}),
        };
      })
      .sort(mostUrgentFirst);
  }

  #from({ createdBy, area }: StoredBulletin): string {
    const { tree, nameOf: nameOfAuthor } = this.#parts;
    const source = sourceOfAuthor(createdBy) === undefined ? undefined : nameOfAuthor(createdBy);
    return source ?? nameOf(tree.get(area)) ?? '';
  }

  async #offered(
    communes: readonly string[],
    above: readonly string[],
    asked: readonly string[],
  ): Promise<StoredBulletin[]> {
    const { database, clock, bulletins, campaigns, tree } = this.#parts;
    const since = clock.now() - KEPT_MS;
    const places = communes.flatMap((commune) => [commune, ...tree.hamletsUnder(commune).map(({ id }) => id)]);
    const addressed = await this.#sent.addressed([...above, ...places], since, MOST);
    const recent: { id: string }[] = await database
      .read('bulletins')
      .whereIn('area_id', [...above])
      .where({ state: 'approved' })
      .where('approved_at', '>', since)
      .whereNotExists((other) => other.from('source_bulletins').whereRaw('source_bulletins.bulletin_id = bulletins.id'))
      .orderBy('approved_at', 'desc')
      .limit(MOST)
      .select('id');
    const elsewhere = await campaigns.store.campaigned(recent.map((row) => row.id));
    const ids = [...asked, ...addressed, ...recent.map((row) => row.id).filter((id) => !elsewhere.has(id))];
    return (await bulletins.getMany(ids)).filter((one) => isApproved(one) && above.includes(one.area));
  }

  /** Said by a programme that reaches one of the communes, or played there by hand. */
  async #handled(ids: readonly string[], communes: readonly string[]): Promise<Set<string>> {
    const { database, programmes, tree } = this.#parts;
    const saying: { bulletin_id: string; programme_id: string }[] = await database
      .read('programme_bulletins')
      .join('programmes', 'programmes.id', 'programme_bulletins.programme_id')
      .whereIn('bulletin_id', [...ids])
      .whereNot('programmes.state', 'cancelled')
      .select('bulletin_id', 'programme_id');
    const found = await programmes.getMany(saying.map((row) => row.programme_id));
    const reached = new Set(
      found
        .filter((programme) => this.#reach.communesOf(programme.targets).some((commune) => communes.includes(commune)))
        .map((programme) => programme.id),
    );
    const played: { bulletin_id: string; area_id: string }[] = await database
      .read('runs')
      .whereIn('bulletin_id', [...ids])
      .distinct('bulletin_id', 'area_id');
    return new Set([
      ...saying.filter((row) => reached.has(row.programme_id)).map((row) => row.bulletin_id),
      ...played.filter((row) => tree.isWithin(row.area_id, communes)).map((row) => row.bulletin_id),
    ]);
  }
}

function shown({ id, title, deadline, airings }: StoredCampaign) {
  return { id, title, deadline, airings };
}

function mostUrgentFirst(one: InboxItem, other: InboxItem): number {
  const byClass = BY_CLASS[one.class] - BY_CLASS[other.class];
  if (byClass !== 0) return byClass;
  const [due, otherDue] = [one.campaign?.deadline ?? '9999', other.campaign?.deadline ?? '9999'];
  if (due !== otherDue) return due < otherDue ? -1 : 1;
  return other.receivedAt - one.receivedAt;
}
