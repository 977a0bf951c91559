import { rowsOf } from '../../database/bulk.ts';
import type { Database } from '../../database/database.ts';
import { type AiredQuery, HEARD_IN_TIME, SILENT, SOUNDED, UNKNOWN } from './aired-store.ts';

/** What one node did in a window. */
export interface NodeAir {
  readonly node: string;
  readonly due: number;
  readonly full: number;
  readonly partial: number;
  readonly silent: number;
  readonly unknown: number;
  readonly sentMs: number;
  readonly playedMs: number;
  readonly heardMs: number;
}

export async function readNodeAir(database: Database, { from, to, commune }: AiredQuery): Promise<NodeAir[]> {
  const sum = (condition: string) => `SUM(CASE WHEN ${condition} THEN 1 ELSE 0 END)`;
  const order =
    commune === undefined
      ? 'runs r CROSS JOIN deliveries d WHERE r.due_at >= ? AND r.due_at < ?'
      : 'areas a CROSS JOIN deliveries d CROSS JOIN runs r WHERE d.due_at >= ? AND d.due_at < ? AND d.hamlet_id = a.id AND a.parent_id = ?';
  const result = await database.read.raw(
    `SELECT d.node_id AS node, COUNT(*) AS due, ${sum("d.state = 'full'")} AS complete, ${sum(`${SOUNDED} AND d.state <> 'full'`)} AS partly,
       ${sum(SILENT)} AS silent, ${sum(UNKNOWN)} AS unknown, SUM(d.expected_ms) AS sent_ms,
       SUM(COALESCE(d.played_ms, 0)) AS played_ms, SUM(CASE WHEN ${HEARD_IN_TIME} THEN d.heard_ms ELSE 0 END) AS heard_ms
     FROM ${order} AND d.run_id = r.id AND d.state <> 'cancelled' GROUP BY d.node_id`,
    [from, to, ...(commune === undefined ? [] : [commune])],
  );
  return rowsOf<{ node: string; [sum: string]: number | string }>(result).map((row) => ({
    ...{ node: row.node, due: Number(row.due), full: Number(row.complete), partial: Number(row.partly) },
    ...{ silent: Number(row.silent), unknown: Number(row.unknown), sentMs: Number(row.sent_ms) },
    ...{ playedMs: Number(row.played_ms), heardMs: Number(row.heard_ms) },
  }));
}

/** Milliseconds in which the nodes of a commune were online, clipped to the window, and how long each could have been. */
export interface OnlineSum {
  readonly commune: string;
  readonly onlineMs: number;
  /** Sum over the nodes of the watched time since they were enrolled. */
  readonly watchedMs: number;
}

/**
 * Online time from presence. What the gateway itself did not watch is in neither figure (promise 3); a node counts from its
 * enrolment on.
 */
export async function readOnline(database: Database, from: number, to: number): Promise<OnlineSum[]> {
  const { read, dialect } = database;
  const [least, most] = dialect === 'sqlite' ? ['MIN', 'MAX'] : ['LEAST', 'GREATEST'];
  // Periods of a node never touch: besides those that begin in the window only the last before it can reach in.
  const online = await read.raw(
    `SELECT n.id AS node, a.parent_id AS commune, ${most}(n.enrolled_at, ?) AS since,
       (SELECT SUM(${most}(0, ${least}(p.to_at, ?) - ${most}(p.from_at, ?))) FROM presence_periods p
         WHERE p.node_id = n.id AND p.from_at < ?
           AND p.from_at >= COALESCE((SELECT MAX(e.from_at) FROM presence_periods e WHERE e.node_id = n.id AND e.from_at <= ?), ?)) AS online_ms
     FROM nodes n JOIN areas a ON a.id = n.hamlet_id
     WHERE n.enrolled_at IS NOT NULL AND n.enrolled_at < ? AND (n.retired_at IS NULL OR n.retired_at >= ?)`,
    [from, to, from, to, from, from, to, to],
  );
  const watch: { from_at: number; to_at: number }[] = await read('watch_periods')
    .where('from_at', '<', to)
    .andWhere('to_at', '>', from)
    .select('from_at', 'to_at');
  const watchedSince = (since: number) =>
    watch.reduce((sum, span) => sum + Math.max(0, Math.min(span.to_at, to) - Math.max(span.from_at, since)), 0);
  const known = new Map<number, number>();
  const sums = new Map<string, { onlineMs: number; watchedMs: number }>();
  for (const row of rowsOf<{ commune: string; since: number; online_ms: number | string | null }>(online)) {
    const watchedMs = known.get(row.since) ?? watchedSince(row.since);
    known.set(row.since, watchedMs);
    const sum = sums.get(row.commune) ?? { onlineMs: 0, watchedMs: 0 };
    sum.watchedMs += watchedMs;
    sum.onlineMs += Math.min(watchedMs, Number(row.online_ms ?? 0));
    sums.set(row.commune, sum);
  }
  return [...sums].map(([commune, sum]) => ({ commune, ...sum }));
}
