import type { Knex } from 'knex';
import { DAY_MS } from '../../protocol/units.ts';
import { type Day, dayOf, startOfDay } from '../../protocol/vietnam-time.ts';

/** What hung in a hamlet at the end of a day. */
export interface HamletHorns {
  readonly nodes: number;
  readonly horns: number;
  /** Day on which the first of its nodes came, also of one taken down since. */
  readonly since: Day;
}

/** Per hamlet that ever had a node until the end of this day; of all hamlets when none are named. */
export async function readHorns(read: Knex, at: Day, hamlets?: readonly string[]): Promise<Map<string, HamletHorns>> {
  const end = startOfDay(at) + DAY_MS;
  const hanging = 'CASE WHEN retired_at IS NULL OR retired_at > ? THEN';
  const query = read('nodes')
    .where('created_at', '<', end)
    .groupBy('hamlet_id')
    .select('hamlet_id', read.raw('MIN(created_at) AS first_at'))
    .select(read.raw(`SUM(${hanging} 1 ELSE 0 END) AS nodes`, [end]))
    .select(read.raw(`SUM(${hanging} horns ELSE 0 END) AS horns`, [end]));
  if (hamlets) query.whereIn('hamlet_id', hamlets);
  const rows: { hamlet_id: string; first_at: number; nodes: number; horns: number }[] = await query;
  return new Map(
    rows.map((row) => [
      row.hamlet_id,
      { nodes: Number(row.nodes), horns: Number(row.horns), since: dayOf(Number(row.first_at)) },
    ]),
  );
}
