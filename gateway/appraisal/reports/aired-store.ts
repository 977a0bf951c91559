import { z } from 'zod';
import { EARLY_MS, HEARD_SHARE } from '../../broadcast/heard.ts';
import { rowsOf } from '../../database/bulk.ts';
import type { Database } from '../../database/database.ts';
import type { AiredBulletin, AiredRows, AiredRun, Tally } from './aired.ts';

/** Runs due in [from, to), of one commune or of all. */
export interface AiredQuery {
  readonly from: number;
  readonly to: number;
  readonly commune?: string | undefined;
  /** Count the hamlets of each run too: dear over a whole province, and only the log says them. */
  readonly countHamlets?: boolean | undefined;
}

const pieces = z.array(
  z.object({
    ...{ sha256: z.string(), title: z.string(), durationMs: z.number() },
    relay: z.object({ station: z.string(), name: z.string() }).optional(),
  }),
);

/**
 * Everything about what was on air in a window, in seven questions whatever the number of hamlets. CROSS JOIN keeps SQLite's
 * planner to the order written: a commune begins at its hamlets, a province at its runs.
 */
export async function readAired(database: Database, query: AiredQuery): Promise<AiredRows> {
  const ask = async <T>(sql: string, bindings: readonly (string | number)[]) =>
    rowsOf<T>(await database.read.raw(sql, [...bindings]));
  const { from, to, commune } = query;
  const window = [from, to];
  const windowRuns =
    commune === undefined
      ? 'SELECT id FROM runs WHERE due_at >= ? AND due_at < ?'
      : `SELECT d.run_id FROM areas a CROSS JOIN deliveries d WHERE d.due_at >= ? AND d.due_at < ? AND d.hamlet_id = a.id AND a.parent_id = ?`;
  const bindings = commune === undefined ? window : [...window, commune];
  const within = (column: string) => `${column} IN (${windowRuns})`;
  const ofRuns = (column: string) => `(SELECT ${column} FROM runs WHERE ${within('id')} AND ${column} IS NOT NULL)`;

  const tallies =
    commune === undefined ? await provinceTallies(query, ask) : await ask<TallyRow>(communeSql(), bindings);
  const runs = await ask<RunRow>(
    `SELECT id, programme_id, bulletin_id, title, class, level, due_at, duration_ms, registered, area_id, created_by, content
     FROM runs WHERE ${within('id')}`,
    bindings,
  );
  const sayings = await ask<{ programme: string; bulletin: string }>(
    `SELECT programme_id AS programme, bulletin_id AS bulletin FROM programme_bulletins WHERE programme_id IN ${ofRuns('programme_id')}
     UNION SELECT programme_id, bulletin_id FROM programme_replacements WHERE programme_id IN ${ofRuns('programme_id')}`,
    [...bindings, ...bindings],
  );
  const bulletins = await ask<BulletinRow>(
    `SELECT id, title, recording, relay_station, field, genre, language, area_id, created_by, approved_by FROM bulletins
     WHERE id IN ${ofRuns('bulletin_id')}
        OR id IN (SELECT bulletin_id FROM programme_bulletins WHERE programme_id IN ${ofRuns('programme_id')})
        OR id IN (SELECT bulletin_id FROM programme_replacements WHERE programme_id IN ${ofRuns('programme_id')})`,
    [...bindings, ...bindings, ...bindings],
  );
  const programmes = await ask<{ id: string; approved_by: string | null }>(
    `SELECT id, approved_by FROM programmes WHERE id IN ${ofRuns('programme_id')}`,
    bindings,
  );
  const emergencies = await ask<{ id: string; ordered_by: string | null }>(
    `SELECT id, ordered_by FROM emergencies WHERE ${within('id')}`,
    bindings,
  );
  const losses = await ask<{ run_id: string; losses: number | string }>(
    `SELECT run_id, COUNT(*) AS losses FROM relay_events WHERE what IN ('lost', 'silent') AND ${within('run_id')} GROUP BY run_id`,
    bindings,
  );
  return {
    tallies: tallies.map(tallyOf),
    runs: runsOf(runs, new Map(losses.map((row) => [row.run_id, Number(row.losses)]))),
    sayings,
    bulletins: bulletins.map(bulletinOf),
    programmes: programmes.map(({ id, approved_by }) => ({ id, approvedBy: approved_by ?? undefined })),
    emergencies: emergencies.map(({ id, ordered_by }) => ({ id, orderedBy: ordered_by ?? undefined })),
  };
}

/** `heard` is `wasHeard` of broadcasting, said in SQL. */
export const HEARD_IN_TIME = `d.heard_by IN ('microphone', 'current') AND d.heard_ms > 0
  AND d.started_at >= d.due_at - ${EARLY_MS} AND d.started_at <= d.due_at + r.lateness_ms`;
export const HEARD = `${HEARD_IN_TIME} AND d.heard_ms >= d.expected_ms * ${HEARD_SHARE}`;
export const SOUNDED = `d.state IN ('full', 'partial', 'preempted') AND d.played_ms > 0`;
export const SILENT = `d.state IN ('refused', 'failed', 'missed')`;
export const UNKNOWN = `d.state IN ('planned', 'sent', 'received', 'playing', 'unknown')`;

/** One row's worth of a tally. */
const SUMS = `COUNT(*) AS nodes, MIN(d.hamlet_id) AS hamlet, ${sumOf(SOUNDED)} AS sounded,
  ${sumOf("d.state = 'full'")} AS complete, ${sumOf(SILENT)} AS silent, ${sumOf(UNKNOWN)} AS unknown, ${sumOf(HEARD)} AS heard,
  SUM(COALESCE(d.played_ms, 0)) AS played_ms, SUM(CASE WHEN ${HEARD_IN_TIME} THEN d.heard_ms ELSE 0 END) AS heard_ms,
  ${sumOf('d.fallback_ms > 0')} AS filled_in,
  MIN(CASE WHEN ${SOUNDED} THEN d.started_at END) AS started_at, MAX(CASE WHEN ${SOUNDED} THEN d.ended_at END) AS ended_at`;

type Question = <T>(sql: string, bindings: readonly (string | number)[]) => Promise<T[]>;

/**
 * Runs come in the order of their index and are summed as they come (sorting half a million deliveries would cost more than reading
 * them). Nearly every run is of one commune; the few that reach several are asked again, commune by commune.
 */
async function provinceTallies({ from, to, countHamlets }: AiredQuery, ask: Question): Promise<TallyRow[]> {
  const source = 'runs r CROSS JOIN deliveries d CROSS JOIN areas a';
  const joined = "d.run_id = r.id AND d.hamlet_id = a.id AND d.state <> 'cancelled'";
  const hamlets = countHamlets ? 'COUNT(DISTINCT d.hamlet_id)' : 'MIN(1)';
  const rows = await ask<TallyRow>(
    `SELECT r.id AS run, MIN(a.parent_id) AS commune, MAX(a.parent_id) AS last_commune, ${hamlets} AS hamlets, ${SUMS}
     FROM ${source} WHERE r.due_at >= ? AND r.due_at < ? AND ${joined} GROUP BY r.due_at, r.id`,
    [from, to],
  );
  const many = rows.filter((row) => row.commune !== row.last_commune).map(({ run }) => run);
  const apart: TallyRow[] = [];
  for (let at = 0; at < many.length; at += 500) {
    const some = many.slice(at, at + 500);
    apart.push(
      ...(await ask<TallyRow>(
        `SELECT r.id AS run, a.parent_id AS commune, COUNT(DISTINCT d.hamlet_id) AS hamlets, ${SUMS}
         FROM ${source} WHERE r.id IN (${some.map(() => '?').join(', ')}) AND ${joined} GROUP BY r.id, a.parent_id`,
        some,
      )),
    );
  }
  return [...rows.filter((row) => row.commune === row.last_commune), ...apart];
}

function communeSql(): string {
  return `SELECT r.id AS run, a.parent_id AS commune, COUNT(DISTINCT d.hamlet_id) AS hamlets, ${SUMS}
    FROM areas a CROSS JOIN deliveries d CROSS JOIN runs r
    WHERE d.due_at >= ? AND d.due_at < ? AND a.parent_id = ? AND d.run_id = r.id AND d.hamlet_id = a.id AND d.state <> 'cancelled'
    GROUP BY r.id, a.parent_id`;
}

function sumOf(condition: string): string {
  return `SUM(CASE WHEN ${condition} THEN 1 ELSE 0 END)`;
}

interface TallyRow {
  readonly run: string;
  readonly commune: string | null;
  readonly hamlet: string;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly last_commune?: string;
  /** Sums: PostgreSQL's driver gives some of them as text. */
  readonly [sum: string]: number | string | null | undefined;
}

function tallyOf(row: TallyRow): Tally {
  const { run, hamlet, commune, started_at, ended_at } = row;
  return {
    ...{ run, hamlet, commune: commune ?? '' },
    ...{ nodes: Number(row.nodes), hamlets: Number(row.hamlets), sounded: Number(row.sounded) },
    ...{ full: Number(row.complete), silent: Number(row.silent), unknown: Number(row.unknown) },
    filledIn: Number(row.filled_in),
    ...{ heard: Number(row.heard), playedMs: Number(row.played_ms), heardMs: Number(row.heard_ms) },
    ...{ startedAt: started_at ?? undefined, endedAt: ended_at ?? undefined },
  };
}

interface RunRow {
  readonly id: string;
  readonly programme_id: string | null;
  readonly bulletin_id: string | null;
  readonly title: string;
  readonly class: AiredRun['class'];
  readonly level: AiredRun['level'];
  readonly due_at: number;
  readonly duration_ms: number;
  readonly registered: boolean | number;
  readonly area_id: string;
  readonly created_by: string;
  readonly content: string;
}

/** A programme says the same for weeks: each text of pieces is read once. */
function runsOf(rows: readonly RunRow[], losses: ReadonlyMap<string, number>): AiredRun[] {
  const read = new Map<string, AiredRun['pieces']>();
  return rows.map((row) => {
    const known = read.get(row.content) ?? pieces.parse(JSON.parse(row.content));
    read.set(row.content, known);
    return {
      ...{ id: row.id, programme: row.programme_id ?? undefined, bulletin: row.bulletin_id ?? undefined },
      ...{ title: row.title, class: row.class, level: row.level, dueAt: row.due_at, durationMs: row.duration_ms },
      ...{ registered: Boolean(row.registered), area: row.area_id, createdBy: row.created_by, pieces: known },
      ...(losses.has(row.id) ? { losses: losses.get(row.id) } : {}),
    };
  });
}

interface BulletinRow extends Pick<AiredBulletin, 'id' | 'title' | 'recording' | 'field' | 'language'> {
  readonly genre: NonNullable<AiredBulletin['genre']> | null;
  readonly relay_station: string | null;
  readonly area_id: string;
  readonly created_by: string;
  readonly approved_by: string | null;
}

function bulletinOf({ genre, relay_station, area_id, created_by, approved_by, ...row }: BulletinRow): AiredBulletin {
  return {
    ...row,
    ...(relay_station === null ? {} : { relayStation: relay_station }),
    ...(genre === null ? {} : { genre }),
    ...{ area: area_id, createdBy: created_by, approvedBy: approved_by ?? undefined },
  };
}
