import type { Knex } from 'knex';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import { type LogItem, type RunWords, saidIn, wordsOf } from './log-reading.ts';

/** A run as a whole, or in one commune: how many loudspeakers were to sound, and how many did. */
export interface LogSum {
  /** Absent: of the whole run, as far as the source reaches. */
  readonly commune?: string | undefined;
  readonly bulletin?: string | undefined;
  /** Without the names by which a source knows place and bulletin. */
  readonly item: Omit<LogItem, 'area'>;
}

/** So long after its end a run is counted: receipts of nodes that are online are there by then. */
export const SUM_AFTER_MS = 15 * MINUTE_MS;
const RUNS_AT_ONCE = 20;
/** No run begins so long before its end. */
const LONGEST_MS = DAY_MS;
/** One that is still planned so long after its end never was. */
const PLANNED_AT_MOST_MS = HOUR_MS;

export interface RunRow extends RunWords {
  id: string;
  due_at: number;
  duration_ms: number;
  state: string;
  over: number;
}

export interface HamletRow {
  run_id: string;
  hamlet_id: string;
  nodes: number | string;
  sounded: number | string;
  full: number | string;
  open: number | string;
  played: number | string | null;
  started: number | string | null;
  ended: number | string | null;
}

export interface Counts {
  readonly nodes: number;
  readonly sounded: number;
  readonly full: number;
  /** Of which nothing is known yet, or ever. */
  readonly open: number;
  readonly played: number;
  readonly started?: number | undefined;
  readonly ended?: number | undefined;
}

/** Runs that were over behind `after` (`instant id`) and are to be counted by now, with their deliveries by hamlet: four questions. */
export async function readSums(
  read: Knex,
  { after, now, communeOf }: { after: string; now: number; communeOf: (hamlet: string) => string | undefined },
): Promise<{ sums: Map<string, LogSum[]>; last: string | undefined }> {
  const [instant = '0', id = ''] = after.split(' ');
  const runs = await runsBehind(read, { instant: Number(instant), id, until: now - SUM_AFTER_MS });
  // A gateway that was away has runs that are only about to be executed: what stands behind them waits.
  const early = runs.findIndex(
    ({ state, over }) => state === 'planned' && now - over < PLANNED_AT_MOST_MS + SUM_AFTER_MS,
  );
  const due = early < 0 ? runs : runs.slice(0, early);
  const last = due.at(-1);
  if (!last) return { sums: new Map(), last: undefined };
  const rows = await hamletRows(read, due);
  const said = await saidIn(read, due);
  const sums = new Map<string, LogSum[]>();
  for (const run of due) {
    const own = rows.filter((row) => row.run_id === run.id);
    if (own.length > 0)
      sums.set(run.id, sumsOf(run, own, said.get(run.bulletin_id ?? run.programme_id ?? ''), communeOf));
  }
  return { sums, last: `${last.over} ${last.id}` };
}

/** Runs without deliveries: those that never were, and those that nobody heard of yet. */
function isCounted({ state }: RunRow): boolean {
  return state !== 'planned' && state !== 'cancelled';
}

/** The deliveries of these runs, counted by hamlet, in one question. */
export async function hamletRows(read: Knex, runs: readonly RunRow[]): Promise<HamletRow[]> {
  return read('deliveries')
    .whereIn(
      'run_id',
      runs.filter(isCounted).map((run) => run.id),
    )
    .where({ due: true })
    .groupBy('run_id', 'hamlet_id')
    .select('run_id', 'hamlet_id')
    .count({ nodes: '*' })
    .sum({ sounded: read.raw('CASE WHEN played_ms > 0 THEN 1 ELSE 0 END') })
    .sum({ full: read.raw("CASE WHEN state = 'full' THEN 1 ELSE 0 END") })
    .sum({ open: read.raw('CASE WHEN evidence_position IS NULL THEN 1 ELSE 0 END') })
    .max({ played: 'played_ms' })
    .min({ started: 'started_at' })
    .max({ ended: 'ended_at' });
}

export interface RunsBehind {
  /** The end of the run before, or any instant, and that run: those behind both. */
  readonly instant: number;
  readonly id: string;
  /** Over by then. */
  readonly until: number;
  /** Due in this time; any when absent. */
  readonly due?: { readonly from: number; readonly to: number } | undefined;
  readonly most?: number;
  /** That run too: a part of it was told. */
  readonly withIt?: boolean;
}

/** Runs in the order in which they were over. */
export async function runsBehind(
  read: Knex,
  { instant, id, until, due, most = RUNS_AT_ONCE, withIt = false }: RunsBehind,
): Promise<RunRow[]> {
  const over = 'COALESCE(ends_at, due_at + duration_ms + lateness_ms)';
  const rows: RunRow[] = await read('runs')
    .where('due_at', '>', Math.max(instant - LONGEST_MS, (due?.from ?? 0) - 1))
    .where('due_at', '<=', Math.min(until, (due?.to ?? Number.POSITIVE_INFINITY) - 1))
    .whereRaw(`${over} <= ?`, [until])
    .where((behind) =>
      behind
        .whereRaw(`${over} > ?`, [instant])
        .orWhereRaw(`(${over} = ? AND id ${withIt ? '>=' : '>'} ?)`, [instant, id]),
    )
    .orderByRaw(`${over}, id`)
    .limit(most)
    .select('id', 'due_at', 'duration_ms', 'state', 'title', 'class', 'content', 'programme_id', 'bulletin_id')
    .select(read.raw(`${over} AS "over"`));
  return rows.map((row) => ({ ...row, over: Number(row.over) }));
}

function sumsOf(
  run: RunRow,
  rows: readonly HamletRow[],
  said: Parameters<typeof wordsOf>[1],
  communeOf: (hamlet: string) => string | undefined,
): LogSum[] {
  const communes = countedBy(rows, communeOf);
  const whole = [...communes.values()].reduce<Counts | undefined>(added, undefined);
  if (!whole) return [];
  const bulletin = said ? { bulletin: said.id } : {};
  return [
    ...[...communes].map(([commune, counts]) => ({
      ...{ commune, ...bulletin, item: sumItem(run, `${run.id}/${commune}`, said, counts) },
    })),
    { ...bulletin, item: sumItem(run, run.id, said, whole) },
  ];
}

/** What hamlets came to, by the area that each is counted in; those of none are left out. */
export function countedBy(
  rows: readonly HamletRow[],
  areaOf: (hamlet: string) => string | undefined,
): Map<string, Counts> {
  const areas = new Map<string, Counts>();
  for (const row of rows) {
    const area = areaOf(row.hamlet_id);
    if (area !== undefined) areas.set(area, added(areas.get(area), countsOf(row)));
  }
  return areas;
}

export function sumItem(run: RunRow, id: string, said: Parameters<typeof wordsOf>[1], counts: Counts): LogSum['item'] {
  return {
    ...{ id, ...wordsOf(run, said), dueAt: Number(run.due_at), length: Number(run.duration_ms) },
    ...{ played: counts.played, result: resultOf(counts), nodes: counts.nodes, sounded: counts.sounded },
    ...(counts.started === undefined ? {} : { startedAt: counts.started }),
    ...(counts.ended === undefined ? {} : { endedAt: counts.ended }),
  };
}

/** Of many what is said of one: all of it everywhere, some of it somewhere, nothing, or nobody knows. */
export function resultOf({ nodes, sounded, full, open }: Counts): 'full' | 'partial' | 'missed' | 'unknown' {
  if (full === nodes) return 'full';
  if (sounded > 0) return 'partial';
  return open > 0 ? 'unknown' : 'missed';
}

export function added(one: Counts | undefined, other: Counts): Counts {
  if (!one) return other;
  const least = [one.started, other.started].filter((at) => at !== undefined);
  const most = [one.ended, other.ended].filter((at) => at !== undefined);
  return {
    ...{ nodes: one.nodes + other.nodes, sounded: one.sounded + other.sounded, full: one.full + other.full },
    ...{ open: one.open + other.open, played: Math.max(one.played, other.played) },
    ...(least.length === 0 ? {} : { started: Math.min(...least) }),
    ...(most.length === 0 ? {} : { ended: Math.max(...most) }),
  };
}

function countsOf({ nodes, sounded, full, open, played, started, ended }: HamletRow): Counts {
  return {
    ...{
      nodes: Number(nodes),
      sounded: Number(sounded),
      full: Number(full),
      open: Number(open),
      played: Number(played ?? 0),
    },
    ...(started === null ? {} : { started: Number(started) }),
    ...(ended === null ? {} : { ended: Number(ended) }),
  };
}
