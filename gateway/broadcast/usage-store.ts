import type { Knex } from 'knex';

export interface PastUse {
  readonly area: string;
  readonly runs: number;
  readonly lastAt: number;
}

/** Which programmes say which of these bulletins, cancelled ones too. */
export async function programmesSaying(
  source: Knex,
  bulletins: readonly string[],
): Promise<{ programme: string; bulletin: string }[]> {
  const found: { programme: string; bulletin: string }[] = [];
  for (let from = 0; from < bulletins.length; from += 500) {
    const some = bulletins.slice(from, from + 500);
    const rows = await saying(source).whereIn('bulletin_id', some).select('programme_id', 'bulletin_id');
    for (const { programme_id, bulletin_id } of rows as { programme_id: string; bulletin_id: string }[])
      found.push({ programme: programme_id, bulletin: bulletin_id });
  }
  return found;
}

/**
 * Runs that began before `now` and were not called off, by the area they belong to: played at once as this bulletin, or of a
 * programme that says it with its recording among what was frozen then.
 */
export async function pastUse(
  source: Knex,
  { id, recording }: { readonly id: string; readonly recording: string },
  programmes: readonly string[],
  now: number,
): Promise<PastUse[]> {
  const byArea = new Map<string, PastUse>();
  const add = (rows: { area_id: string; runs: number | string; last: number | string }[]) => {
    for (const row of rows) {
      const before = byArea.get(row.area_id);
      byArea.set(row.area_id, {
        area: row.area_id,
        runs: (before?.runs ?? 0) + Number(row.runs),
        lastAt: Math.max(before?.lastAt ?? 0, Number(row.last)),
      });
    }
  };
  const begun = () =>
    source('runs')
      .where('due_at', '<=', now)
      .whereNot({ state: 'cancelled' })
      .groupBy('area_id')
      .select('area_id')
      .count({ runs: '*' })
      .max({ last: 'due_at' });
  type Counted = { area_id: string; runs: number | string; last: number | string }[];
  add((await begun().where({ bulletin_id: id })) as unknown as Counted);
  for (let from = 0; from < programmes.length; from += 500) {
    const some = programmes.slice(from, from + 500);
    const counted = begun().whereIn('programme_id', some).whereLike('content', `%${recording}%`);
    add((await counted) as unknown as Counted);
  }
  return [...byArea.values()];
}

/** How many programmes that are neither cancelled nor over say each of these, by the area they belong to. */
export async function openUses(
  source: Knex,
  bulletins: readonly string[],
  now: number,
): Promise<{ bulletin: string; area: string; programmes: number }[]> {
  if (bulletins.length === 0) return [];
  const rows = await source(saying(source).as('b'))
    .join('programmes as p', 'p.id', 'b.programme_id')
    .whereIn('b.bulletin_id', [...bulletins])
    .whereNot('p.state', 'cancelled')
    .where((open) => open.whereNull('p.ended_at').orWhere('p.ended_at', '>', now))
    .groupBy('b.bulletin_id', 'p.area_id')
    .select('b.bulletin_id as bulletin', 'p.area_id as area')
    .countDistinct({ programmes: 'p.id' });
  return (rows as { bulletin: string; area: string; programmes: number | string }[]).map((row) => ({
    ...{ bulletin: row.bulletin, area: row.area, programmes: Number(row.programmes) },
  }));
}

/** Pairs of programme and bulletin, each once; single runs that say something else count too. */
function saying(source: Knex): Knex.QueryBuilder {
  const usual = source('programme_bulletins').select('programme_id', 'bulletin_id');
  return source.from(usual.union([source('programme_replacements').select('programme_id', 'bulletin_id')]).as('said'));
}
