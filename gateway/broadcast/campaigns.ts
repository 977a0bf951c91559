import { ulid } from 'ulid';
import type { Campaign, CampaignDetail, CampaignInput } from '../../protocol/api/campaigns.ts';
import { dayOf, isRealDay } from '../../protocol/vietnam-time.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError, NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { Airings, type Counts, countKey } from './airings.ts';
import { isApproved } from './approval.ts';
import type { BulletinStore } from './bulletin-store.ts';
import { type CampaignReach, CampaignStore, type StoredCampaign } from './campaign-store.ts';
import { compliance } from './compliance.ts';
import type { After } from './newest-first.ts';
import type { BroadcastParts } from './parts.ts';
import type { ProgrammeStore } from './programme-store.ts';
import { Reach } from './reach.ts';

export interface CampaignParts
  extends Pick<
    BroadcastParts,
    'database' | 'clock' | 'audit' | 'facts' | 'tree' | 'roster' | 'quietHours' | 'settings' | 'nameOf'
  > {
  readonly bulletins: Pick<BulletinStore, 'getMany'>;
  readonly programmes: Pick<ProgrammeStore, 'getMany'>;
}

/** What the province asks its communes to air, and who did (đợt tuyên truyền). */
export class Campaigns {
  readonly store: CampaignStore;
  readonly airings: Airings;
  readonly #parts: CampaignParts;
  readonly #reach: Reach;

  constructor(parts: CampaignParts) {
    this.#parts = parts;
    this.store = new CampaignStore(parts.database);
    this.airings = new Airings(parts.database);
    this.#reach = new Reach(parts);
  }

  async create(person: Person, input: CampaignInput): Promise<Campaign> {
    const area = this.#province(person, input.area);
    const communes = [...new Set(input.communes)];
    const bulletins = [...new Set(input.bulletins)];
    this.#requireCommunes(area, communes);
    this.#requireDays(input);
    await this.#requireBulletins(area, bulletins);
    const now = this.#parts.clock.now();
    const { title, topic, from, deadline, airings } = input;
    const campaign: StoredCampaign = {
      ...{ id: ulid(now), title, area, bulletins, communes, from, deadline, airings },
      ...(topic ? { topic } : {}),
      ...{ createdBy: person.id, createdAt: now },
    };
    await this.#parts.database.write(async (transaction) => {
      await this.store.add(transaction, campaign);
      await this.#record(transaction, person, 'campaign.create', undefined, campaign);
    });
    this.#tell();
    return this.#asCampaign(campaign, new Map(), await this.#titles([campaign]));
  }

  /** Nothing is asked any more; what is on a commune's timetable stays there. */
  async cancel(person: Person, id: string, reason?: string): Promise<Campaign> {
    const at = this.#parts.clock.now();
    const cancelled = await this.#parts.database.write(async (transaction) => {
      const before = await this.store.get(id, transaction);
      if (!before || !this.#mayRead(person, before)) throw noSuchCampaign();
      requireScope(this.#parts.tree, person, before.area);
      if (before.cancelled) throw new ConflictError('cancelled', 'This campaign was cancelled already.');
      await this.store.cancel(transaction, id, person.id, at, reason);
      const after = { ...before, cancelled: { by: person.id, at, reason } };
      await this.#record(transaction, person, 'campaign.cancel', before, after);
      return after;
    });
    this.#tell();
    return (await this.asCampaigns([cancelled]))[0] as Campaign;
  }

  async list(
    person: Person,
    page: { readonly limit: number; readonly after?: After | undefined },
  ): Promise<{ items: StoredCampaign[]; total: number }> {
    return this.store.list(this.#reachOf(person), page);
  }

  async asCampaigns(campaigns: readonly StoredCampaign[]): Promise<Campaign[]> {
    const heard = await this.airings.heard(campaigns);
    const titles = await this.#titles(campaigns);
    return campaigns.map((campaign) => this.#asCampaign(campaign, heard, titles));
  }

  /** With the rows of the communes that are the reader's; the sums are of all. */
  async detail(person: Person, id: string): Promise<CampaignDetail> {
    const campaign = await this.store.get(id);
    if (!campaign || !this.#mayRead(person, campaign)) throw noSuchCampaign();
    const heard = await this.airings.heard([campaign]);
    const planned = await this.#planned(campaign);
    const rows = compliance(
      campaign,
      (commune, bulletin) => heard.get(countKey(id, commune, bulletin)) ?? 0,
      (commune, bulletin) => planned.get(countKey(id, commune, bulletin)) ?? 0,
    );
    const { tree } = this.#parts;
    const byCommune = rows
      .filter(({ commune }) => this.#concerns(person, commune))
      .map((row) => ({ ...row, name: nameOf(tree.get(row.commune)) ?? row.commune }))
      .sort((one, other) => compare(tree.sortKeyOf(one.commune), tree.sortKeyOf(other.commune)));
    return { ...this.#asCampaign(campaign, heard, await this.#titles([campaign])), byCommune };
  }

  /** By commune and bulletin: a programme is looked up once, its targets lead to communes in memory. */
  async #planned(campaign: StoredCampaign): Promise<Counts> {
    const planned = await this.airings.planned([campaign]);
    const programmes = await this.#parts.programmes.getMany(planned.map((one) => one.programme));
    const communes = new Map(programmes.map((one) => [one.id, this.#reach.communesOf(one.targets)]));
    const counts = new Map<string, number>();
    for (const { programme, bulletin, runs } of planned) {
      for (const commune of communes.get(programme) ?? []) {
        const key = countKey(campaign.id, commune, bulletin);
        counts.set(key, (counts.get(key) ?? 0) + runs);
      }
    }
    return counts;
  }

  #asCampaign(campaign: StoredCampaign, heard: Counts, titles: ReadonlyMap<string, string>): Campaign {
    const { createdBy, cancelled, bulletins, communes, ...kept } = campaign;
    const rows = compliance(
      campaign,
      (commune, bulletin) => heard.get(countKey(campaign.id, commune, bulletin)) ?? 0,
      () => 0,
    );
    return {
      ...kept,
      bulletins: bulletins.map((id) => ({ id, title: titles.get(id) ?? id })),
      communes: communes.length,
      complied: rows.filter((row) => row.complied).length,
      byName: this.#parts.nameOf(createdBy) ?? createdBy,
      ...(cancelled ? { cancelledAt: cancelled.at } : {}),
    };
  }

  async #titles(campaigns: readonly StoredCampaign[]): Promise<Map<string, string>> {
    const bulletins = await this.#parts.bulletins.getMany(campaigns.flatMap((campaign) => campaign.bulletins));
    return new Map(bulletins.map((bulletin) => [bulletin.id, bulletin.title]));
  }

  /** A campaign comes from above; within a commune a programme does the same. */
  #province(person: Person, wanted: string | undefined): string {
    const area = this.#reach.ownArea(person, wanted);
    if (this.#parts.tree.get(area)?.kind !== 'province')
      throw new RuleError(
        'campaign-of-province',
        'Only a province asks its communes; within a commune make a programme.',
      );
    return area;
  }

  #requireCommunes(province: string, communes: readonly string[]): void {
    const { tree } = this.#parts;
    const wrong = communes.find((id) => tree.get(id)?.kind !== 'commune' || !tree.isWithin(id, [province]));
    if (wrong !== undefined)
      throw new InvalidInputError('not-a-commune', 'A campaign goes to communes of its own province.', { area: wrong });
  }

  #requireDays({ from, deadline }: CampaignInput): void {
    const wrong = [from, deadline].find((day) => !isRealDay(day));
    if (wrong !== undefined) throw new InvalidInputError('no-such-day', `${wrong} is not a day of the calendar.`);
    if (deadline < from) throw new RuleError('deadline-before-start', 'The deadline lies before the first day.');
    if (deadline < dayOf(this.#parts.clock.now()))
      throw new RuleError('deadline-over', 'The deadline is over already.');
  }

  /** Those that every commune may put on its timetable: the province's own, approved. */
  async #requireBulletins(province: string, ids: readonly string[]): Promise<void> {
    const found = new Map((await this.#parts.bulletins.getMany(ids)).map((one) => [one.id, one]));
    for (const id of ids) {
      const bulletin = found.get(id);
      if (!bulletin || bulletin.area !== province)
        throw new InvalidInputError('not-of-province', 'A campaign holds bulletins of the province itself.', { id });
      if (!isApproved(bulletin))
        throw new RuleError('not-approved', `«${bulletin.title}» is not approved; have it approved first.`, { id });
    }
  }

  #mayRead(person: Person, campaign: StoredCampaign): boolean {
    if (this.#parts.tree.isWithin(campaign.area, person.areas)) return true;
    return campaign.communes.some((commune) => this.#concerns(person, commune));
  }

  /** The commune lies in the person's areas, or they in it. */
  #concerns({ areas }: Person, commune: string): boolean {
    const { tree } = this.#parts;
    return tree.isWithin(commune, areas) || areas.some((own) => tree.isWithin(own, [commune]));
  }

  #reachOf(person: Person): CampaignReach {
    const { tree } = this.#parts;
    const provinces = tree.children().map(({ id }) => id);
    const own = provinces.filter((province) => tree.isWithin(province, person.areas));
    // Who holds a province sees its campaigns as such; naming its communes would only repeat them.
    const below = person.areas.filter((area) => !own.includes(area));
    return {
      areas: own,
      communes: [...new Set(below.map((area) => tree.communeOf(area)).filter((id) => id !== undefined))],
    };
  }

  async #record(
    transaction: Transaction,
    person: Person,
    action: string,
    before: StoredCampaign | undefined,
    after: StoredCampaign,
  ): Promise<void> {
    const show = ({ title, from, deadline, airings, bulletins, communes, cancelled }: StoredCampaign) => ({
      ...{ title, from, deadline, airings, bulletins, communes: communes.length },
      ...(cancelled ? { cancelled: cancelled.reason ?? true } : {}),
    });
    await this.#parts.audit.record(
      {
        ...{ by: person.id, action, subject: after.id, area: after.area, outcome: 'done' },
        ...(before ? { before: show(before) } : {}),
        after: show(after),
      },
      transaction,
    );
  }

  #tell(): void {
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'campaigns' });
  }
}

function noSuchCampaign(): NotFoundError {
  return new NotFoundError('no-such-campaign', 'There is no such campaign.');
}

export function nameOf(
  area: { readonly unit?: string | undefined; readonly name: string } | undefined,
): string | undefined {
  if (!area) return undefined;
  // A name that says its unit is not told twice.
  const said = area.unit === undefined || area.name.toLowerCase().startsWith(area.unit.toLowerCase());
  return said ? area.name : `${area.unit} ${area.name}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
