import { addDays, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Database } from '../database/database.ts';
import type { StoredCampaign } from './campaign-store.ts';
import { EARLY_MS, HEARD_SHARE } from './heard.ts';

/** How often, by campaign, commune and bulletin. */
export type Counts = ReadonlyMap<string, number>;
export const countKey = (campaign: string, commune: string, bulletin: string) => `${campaign} ${commune} ${bulletin}`;

/** How often one programme says one bulletin of a campaign within its days. */
export interface Planned {
  readonly campaign: string;
  readonly programme: string;
  readonly bulletin: string;
  readonly runs: number;
}

/** What was heard of a campaign and what is on the timetable, asked of the database in one question each. */
export class Airings {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * An airing is a run that was heard on at least one node of the commune, as `wasHeard` says it, from the first day of the
   * campaign to its deadline. What a run said is what was frozen into it: the bulletin's recording, or the bulletin itself.
   */
  async heard(campaigns: readonly StoredCampaign[]): Promise<Counts> {
    if (campaigns.length === 0) return new Map();
    const { sql, bindings } = daysOf(campaigns);
    const rows: { campaign: string; commune: string; bulletin: string; airings: number }[] = await this.#ask(
      `SELECT w.id AS campaign, cc.commune_id AS commune, cb.bulletin_id AS bulletin, COUNT(DISTINCT r.id) AS airings
       FROM (${sql}) w
       JOIN campaign_bulletins cb ON cb.campaign_id = w.id
       JOIN bulletins b ON b.id = cb.bulletin_id
       JOIN runs r ON r.due_at >= w.from_at AND r.due_at < w.to_at AND ${SAYS}
       JOIN deliveries d ON d.run_id = r.id AND d.heard_by IN ('microphone', 'current') AND d.heard_ms > 0
         AND d.heard_ms >= d.expected_ms * ${HEARD_SHARE}
         AND d.started_at >= d.due_at - ${EARLY_MS} AND d.started_at <= d.due_at + r.lateness_ms
       JOIN areas a ON a.id = d.hamlet_id
       JOIN campaign_communes cc ON cc.campaign_id = w.id AND cc.commune_id = a.parent_id
       GROUP BY w.id, cc.commune_id, cb.bulletin_id`,
      bindings,
    );
    return new Map(rows.map((row) => [countKey(row.campaign, row.commune, row.bulletin), Number(row.airings)]));
  }

  /** Runs of approved programmes, past and up to 14 days ahead (farther none is written yet). */
  async planned(campaigns: readonly StoredCampaign[]): Promise<Planned[]> {
    if (campaigns.length === 0) return [];
    const { sql, bindings } = daysOf(campaigns);
    const rows: Planned[] = await this.#ask(
      `SELECT w.id AS campaign, r.programme_id AS programme, b.id AS bulletin, COUNT(*) AS runs
       FROM (${sql}) w
       JOIN campaign_bulletins cb ON cb.campaign_id = w.id
       JOIN bulletins b ON b.id = cb.bulletin_id
       JOIN runs r ON r.due_at >= w.from_at AND r.due_at < w.to_at AND r.state <> 'cancelled' AND ${SAYS}
       JOIN programmes p ON p.id = r.programme_id AND p.state = 'approved'
       GROUP BY w.id, r.programme_id, b.id`,
      bindings,
    );
    return rows.map((row) => ({ ...row, runs: Number(row.runs) }));
  }

  async #ask<T>(sql: string, bindings: readonly (string | number)[]): Promise<T[]> {
    const answer = await this.#database.read.raw(sql, [...bindings]);
    // node-postgres answers a result with rows, sqlite3 the rows.
    return this.#database.dialect === 'postgres' ? answer.rows : answer;
  }
}

const SAYS = "(r.bulletin_id = b.id OR r.content LIKE '%' || b.recording || '%')";

/** A row for each campaign: from when until when. */
function daysOf(campaigns: readonly StoredCampaign[]): { sql: string; bindings: (string | number)[] } {
  const row = 'SELECT CAST(? AS text) AS id, CAST(? AS bigint) AS from_at, CAST(? AS bigint) AS to_at';
  return {
    sql: campaigns.map(() => row).join(' UNION ALL '),
    bindings: campaigns.flatMap(({ id, from, deadline }) => [id, startOfDay(from), startOfDay(addDays(deadline, 1))]),
  };
}
