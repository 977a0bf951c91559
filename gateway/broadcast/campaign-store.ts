import type { Knex } from 'knex';
import type { Database, Transaction } from '../database/database.ts';
import { type After, newestFirst } from './newest-first.ts';

export interface StoredCampaign {
  readonly id: string;
  readonly title: string;
  readonly topic?: string | undefined;
  /** The province. */
  readonly area: string;
  readonly bulletins: readonly string[];
  readonly communes: readonly string[];
  /** Vietnamese days, both included. */
  readonly from: string;
  readonly deadline: string;
  readonly airings: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly cancelled?: { readonly by: string; readonly at: number; readonly reason?: string | undefined } | undefined;
}

interface Row {
  id: string;
  title: string;
  topic: string | null;
  area_id: string;
  from_day: string;
  deadline: string;
  airings: number;
  created_by: string;
  created_at: number;
  cancelled_by: string | null;
  cancelled_at: number | null;
  cancel_reason: string | null;
}

/** Whose campaigns: made by one of these areas, or addressed to one of these communes. */
export interface CampaignReach {
  readonly areas: readonly string[];
  readonly communes: readonly string[];
}

export class CampaignStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(transaction: Transaction, campaign: StoredCampaign): Promise<void> {
    await transaction<Row>('campaigns').insert({
      id: campaign.id,
      title: campaign.title,
      topic: campaign.topic ?? null,
      area_id: campaign.area,
      from_day: campaign.from,
      deadline: campaign.deadline,
      airings: campaign.airings,
      created_by: campaign.createdBy,
      created_at: campaign.createdAt,
    });
    const of = { campaign_id: campaign.id };
    const bulletins = campaign.bulletins.map((bulletin_id, position) => ({ ...of, position, bulletin_id }));
    await transaction.batchInsert('campaign_bulletins', bulletins, 150);
    const communes = campaign.communes.map((commune_id) => ({ ...of, commune_id }));
    await transaction.batchInsert('campaign_communes', communes, 150);
  }

  async cancel(transaction: Transaction, id: string, by: string, at: number, reason?: string): Promise<void> {
    await transaction<Row>('campaigns')
      .where({ id })
      .update({ cancelled_by: by, cancelled_at: at, cancel_reason: reason ?? null });
  }

  async get(id: string, source: Knex = this.#database.read): Promise<StoredCampaign | undefined> {
    const row = await source<Row>('campaigns').where({ id }).first();
    return row && (await this.#complete([row], source))[0];
  }

  async list(
    reach: CampaignReach,
    page: { readonly limit: number; readonly after?: After | undefined },
  ): Promise<{ items: StoredCampaign[]; total: number }> {
    const matching = this.#within(reach);
    const [counted] = await matching.clone().count({ total: '*' });
    const rows = await newestFirst(matching, page.after).limit(page.limit);
    return { items: await this.#complete(rows as Row[]), total: Number(counted?.total ?? 0) };
  }

  /** Addressed to one of these communes, not cancelled, and not over on this day. */
  async open(communes: readonly string[], today: string): Promise<StoredCampaign[]> {
    const rows = await this.#within({ areas: [], communes })
      .whereNull('cancelled_at')
      .where('deadline', '>=', today)
      .where('from_day', '<=', today);
    return this.#complete(rows as Row[]);
  }

  /** Which of these bulletins belong to some campaign that was not cancelled. */
  async campaigned(bulletins: readonly string[]): Promise<Set<string>> {
    const rows = await this.#database
      .read('campaign_bulletins')
      .join('campaigns', 'campaigns.id', 'campaign_bulletins.campaign_id')
      .whereNull('campaigns.cancelled_at')
      .whereIn('bulletin_id', [...bulletins])
      .distinct('bulletin_id');
    return new Set(rows.map((row: { bulletin_id: string }) => row.bulletin_id));
  }

  #within({ areas, communes }: CampaignReach): Knex.QueryBuilder<Row, Row[]> {
    const addressed = this.#database
      .read('campaign_communes')
      .whereIn('commune_id', [...communes])
      .select('campaign_id');
    return this.#database
      .read<Row>('campaigns')
      .where((mine) => mine.whereIn('area_id', [...areas]).orWhereIn('id', addressed));
  }

  async #complete(rows: readonly Row[], source: Knex = this.#database.read): Promise<StoredCampaign[]> {
    const ids = rows.map((row) => row.id);
    const bulletins: { campaign_id: string; bulletin_id: string }[] = await source('campaign_bulletins')
      .whereIn('campaign_id', ids)
      .orderBy(['campaign_id', 'position']);
    const communes: { campaign_id: string; commune_id: string }[] = await source('campaign_communes').whereIn(
      'campaign_id',
      ids,
    );
    const bulletinsOf = grouped(bulletins.map((row) => [row.campaign_id, row.bulletin_id]));
    const communesOf = grouped(communes.map((row) => [row.campaign_id, row.commune_id]));
    return rows.map((row) => ({
      id: row.id,
      title: row.title,
      ...(row.topic === null ? {} : { topic: row.topic }),
      area: row.area_id,
      bulletins: bulletinsOf.get(row.id) ?? [],
      communes: communesOf.get(row.id) ?? [],
      from: row.from_day,
      deadline: row.deadline,
      airings: row.airings,
      createdBy: row.created_by,
      createdAt: row.created_at,
      ...(row.cancelled_at === null ? {} : { cancelled: cancelledOf(row, row.cancelled_at) }),
    }));
  }
}

function cancelledOf(row: Row, at: number): StoredCampaign['cancelled'] {
  return { by: row.cancelled_by ?? '', at, ...(row.cancel_reason === null ? {} : { reason: row.cancel_reason }) };
}

function grouped(pairs: readonly (readonly [key: string, value: string])[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
