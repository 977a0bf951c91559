import type { Knex } from 'knex';
import type { Technology } from '../../protocol/nodes.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { addDays, type Day, dayOf, startOfDay } from '../../protocol/vietnam-time.ts';

/** Nodes of one technology in a hamlet, until the end of a day. Instants in ms UTC. */
export interface Hanging {
  readonly technology: Technology;
  /** At the end of that day. */
  readonly nodes: number;
  readonly horns: number;
  /** When the first came, and when the last went; the end of that day while one hangs there. */
  readonly from: number;
  readonly until: number;
}

/** Per hamlet that ever had a node until the end of this day; of all hamlets when none are named. */
export async function readPlaces(read: Knex, at: Day, hamlets?: readonly string[]): Promise<Map<string, Hanging[]>> {
  const end = startOfDay(addDays(at, 1));
  const hanging = 'CASE WHEN until_at IS NULL OR until_at >= ? THEN';
  const query = read('node_places')
    .where('from_at', '<', end)
    .groupBy('hamlet_id', 'technology')
    .select('hamlet_id', 'technology', read.raw('MIN(from_at) AS first_at'))
    .select(read.raw(`MAX(${hanging} ? ELSE until_at END) AS last_at`, [end, end]))
    .select(read.raw(`SUM(${hanging} 1 ELSE 0 END) AS nodes`, [end]))
    .select(read.raw(`SUM(${hanging} horns ELSE 0 END) AS horns`, [end]));
  if (hamlets) query.whereIn('hamlet_id', hamlets);
  const rows: PlaceRow[] = await query;
  const byHamlet = new Map<string, Hanging[]>();
  for (const row of rows) {
    const known = byHamlet.get(row.hamlet_id) ?? [];
    byHamlet.set(row.hamlet_id, known);
    known.push({
      ...{ technology: row.technology, nodes: Number(row.nodes), horns: Number(row.horns) },
      ...{ from: Number(row.first_at), until: Number(row.last_at) },
    });
  }
  return byHamlet;
}

interface PlaceRow {
  readonly hamlet_id: string;
  readonly technology: Technology;
  readonly first_at: number;
  readonly last_at: number;
  readonly nodes: number;
  readonly horns: number;
}

/** The days of a stretch on which nodes of these technologies hung there; undefined when there were none. */
export function daysOf(
  places: readonly Hanging[],
  technologies: readonly Technology[],
  stretch: { readonly from: Day; readonly to: Day },
  { startOf, endOf }: DayEdges,
): { readonly from: Day; readonly to: Day } | undefined {
  const start = startOf(stretch.from);
  const end = endOf(stretch.to);
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const place of places) {
    if (!technologies.includes(place.technology) || !isThere(place, start, end)) continue;
    first = Math.min(first, place.from);
    last = Math.max(last, place.until);
  }
  if (last < first) return undefined;
  // Nearly always they hung there all the time: nothing to compute.
  if (first <= start && last >= end) return stretch;
  return { from: dayOf(Math.max(start, first)), to: dayOf(Math.min(end, last) - 1) };
}

/** Did any of them hang between two instants? */
export function isThere({ from, until }: Pick<Hanging, 'from' | 'until'>, start: number, end: number): boolean {
  return from < end && until > start;
}

/** When days begin and end, computed once each for thousands of hamlets. */
export interface DayEdges {
  startOf(day: Day): number;
  endOf(day: Day): number;
}

export function dayEdges(): DayEdges {
  const starts = new Map<Day, number>();
  const startOf = (day: Day) => {
    const known = starts.get(day) ?? startOfDay(day);
    starts.set(day, known);
    return known;
  };
  return { startOf, endOf: (day) => startOf(day) + DAY_MS };
}
