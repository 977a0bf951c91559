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
    const { sql, bindings } = saidIn(campaigns);
    const rows: { campaign: string; commune: string; bulletin: string; airings: number }[] = await this.#ask(
      `${sql}
       SELECT s.campaign, cc.commune_id AS commune, s.bulletin, COUNT(DISTINCT s.run) AS airings
       FROM said s CROSS JOIN deliveries d CROSS JOIN areas a CROSS JOIN campaign_communes cc
       WHERE d.run_id = s.run AND d.heard_by IN ('microphone', 'current') AND d.heard_ms > 0
         AND d.heard_ms >= d.expected_ms * ${HEARD_SHARE}
         AND d.started_at >= d.due_at - ${EARLY_MS} AND d.started_at <= d.due_at + s.lateness_ms
         AND a.id = d.hamlet_id AND cc.campaign_id = s.campaign AND cc.commune_id = a.parent_id
       GROUP BY s.campaign, cc.commune_id, s.bulletin`,
      bindings,
    );
    return new Map(rows.map((row) => [countKey(row.campaign, row.commune, row.bulletin), Number(row.airings)]));
  }

  /** Runs of approved programmes, past and up to 14 days ahead (farther none is written yet). */
  async planned(campaigns: readonly StoredCampaign[]): Promise<Planned[]> {
    if (campaigns.length === 0) return [];
    const { sql, bindings } = saidIn(campaigns);
    const rows: Planned[] = await this.#ask(
      `${sql}
       SELECT s.campaign, s.programme, s.bulletin, COUNT(*) AS runs
       FROM said s JOIN programmes p ON p.id = s.programme AND p.state = 'approved'
       WHERE s.state <> 'cancelled'
       GROUP BY s.campaign, s.programme, s.bulletin`,
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

/**
 * `said`: which run said which bulletin of which campaign within its days. A programme says the same for weeks, so that what is
 * in it is looked at once and not for every run. `replace` finds a text within another on both databases, and on SQLite ten
 * times faster than LIKE; CROSS JOIN keeps SQLite's planner to the order that is written.
 */
function saidIn(campaigns: readonly StoredCampaign[]): { sql: string; bindings: (string | number)[] } {
  const day = 'SELECT CAST(? AS text) AS id, CAST(? AS bigint) AS from_at, CAST(? AS bigint) AS to_at';
  const within = 'r.due_at >= w.from_at AND r.due_at < w.to_at';
  const columns = 'r.programme_id AS programme, r.id AS run, r.lateness_ms AS lateness_ms, r.state AS state';
  const sql = `WITH days AS MATERIALIZED (${campaigns.map(() => day).join(' UNION ALL ')}),
    texts AS MATERIALIZED (
      SELECT DISTINCT w.id AS campaign, r.programme_id AS programme, r.content AS content
      FROM days w CROSS JOIN runs r WHERE ${within} AND r.programme_id IS NOT NULL),
    sayings AS MATERIALIZED (
      SELECT t.campaign, t.programme, t.content, b.id AS bulletin
      FROM texts t CROSS JOIN campaign_bulletins cb CROSS JOIN bulletins b
      WHERE cb.campaign_id = t.campaign AND b.id = cb.bulletin_id AND replace(t.content, b.recording, '') <> t.content),
    said AS MATERIALIZED (
      SELECT g.campaign, g.bulletin, ${columns}
      FROM sayings g CROSS JOIN days w CROSS JOIN runs r
      WHERE w.id = g.campaign AND r.programme_id = g.programme AND ${within} AND r.content = g.content
      UNION ALL
      SELECT w.id AS campaign, cb.bulletin_id AS bulletin, ${columns}
      FROM days w CROSS JOIN runs r CROSS JOIN campaign_bulletins cb
      WHERE ${within} AND r.programme_id IS NULL AND cb.campaign_id = w.id AND cb.bulletin_id = r.bulletin_id)`;
  const bindings = campaigns.flatMap(({ id, from, deadline }) => [
    id,
    startOfDay(from),
    startOfDay(addDays(deadline, 1)),
  ]);
  return { sql, bindings };
}
