import type { Knex } from 'knex';
import { DAY_MS } from '../../protocol/units.ts';
import { addDays, type Day, startOfDay } from '../../protocol/vietnam-time.ts';
import { keyTable, rowsOf } from '../database/bulk.ts';
import type { Dialect } from '../database/database.ts';
import { watchBetween } from '../presence/watch-store.ts';
import { type DayRecord, dayRecordOf } from './day-record.ts';
import type { Unwatched } from './hamlet-record.ts';
import { deliveriesOf, nodesOf } from './raw-store.ts';
import type { SessionNumbers } from './session.ts';
import type { Sources } from './sources.ts';
import { type ChainOf, timetablesOf } from './timetable-store.ts';
import type { Support } from './unknown-cause.ts';
import { vouchesFrom } from './visits.ts';

export interface DayReadingParts {
  readonly dialect: Dialect;
  readonly visits?: Sources['visits'];
  readonly chainOf: ChainOf;
}

/** Judges one day of some hamlets from the raw rows, under as many rules as asked. `until`: what ends later is awaited. */
export async function readDay<Key>(
  read: Knex,
  { dialect, visits, chainOf }: DayReadingParts,
  day: Day,
  hamlets: readonly string[],
  rules: ReadonlyMap<Key, SessionNumbers>,
  until: number,
): Promise<Map<Key, Map<string, DayRecord>>> {
  const deliveries = await deliveriesOf(read, day, hamlets);
  const nodes = await nodesOf(read, hamlets);
  const timetables = await timetablesOf(read, day, hamlets, chainOf, until);
  const vouchDays = Math.max(0, ...[...rules.values()].map((numbers) => numbers.vouchDays));
  const seenFrom = startOfDay(addDays(day, -vouchDays));
  const seen = (await visits?.(read, seenFrom, startOfDay(day) + DAY_MS, hamlets)) ?? [];
  const support = await supportOf(read, dialect, day, silentNodes([...deliveries.values()]));
  const byRule = new Map<Key, Map<string, DayRecord>>();
  for (const [key, numbers] of rules) {
    const vouches = vouchesFrom(seen, numbers);
    const records = hamlets.map((hamlet) => {
      const rows = deliveries.get(hamlet) ?? { registered: [], announced: [] };
      const hanging = nodes.get(hamlet) ?? [];
      return [hamlet, dayRecordOf(rows, hanging, numbers, vouches, timetables.get(hamlet), support)] as const;
    });
    byRule.set(key, new Map(records));
  }
  return byRule;
}

type Rows = Awaited<ReturnType<typeof deliveriesOf>> extends Map<string, infer Day> ? Day : never;

/** Nodes that gave no word of some run: only of them is it asked whether they were there. */
function silentNodes(days: readonly Rows[]): string[] {
  const silent = days.flatMap(({ registered }) => registered.filter((row) => row.startedAt === undefined));
  return [...new Set(silent.map((row) => row.node))];
}

async function supportOf(read: Knex, dialect: Dialect, day: Day, nodes: readonly string[]): Promise<Support> {
  const from = startOfDay(day);
  // A session that begins before midnight may end after it.
  const to = from + 2 * DAY_MS;
  if (nodes.length === 0) return { unwatched: [], onlineMs: () => 0 };
  const keys = keyTable(
    dialect,
    { node_id: 'text' },
    nodes.map((node) => [node]),
  );
  const result = await read.raw(
    `SELECT p.node_id, p.from_at, p.to_at FROM ${keys.sql} AS k JOIN presence_periods p ON p.node_id = k.node_id
      WHERE p.from_at < ? AND p.to_at > ?`,
    [...keys.values, to, from],
  );
  const online = new Map<string, Unwatched[]>();
  for (const row of rowsOf<{ node_id: string; from_at: number; to_at: number }>(result))
    online.set(row.node_id, [...(online.get(row.node_id) ?? []), { from: row.from_at, to: row.to_at }]);
  return {
    unwatched: await readUnwatched(read, from, to),
    onlineMs: (node, start, end) =>
      (online.get(node) ?? []).reduce(
        (sum, one) => sum + Math.max(0, Math.min(one.to, end) - Math.max(one.from, start)),
        0,
      ),
  };
}

/** When the gateway's own watch was closed between two instants, oldest first. */
export async function readUnwatched(read: Knex, from: number, to: number): Promise<Unwatched[]> {
  const gaps: Unwatched[] = [];
  let at = from;
  for (const span of await watchBetween(read, from, to)) {
    if (span.from > at) gaps.push({ from: at, to: span.from });
    at = Math.max(at, span.to);
  }
  return at < to ? [...gaps, { from: at, to }] : gaps;
}
