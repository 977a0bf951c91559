import type { Knex } from 'knex';
import { type LogItem, saidIn } from './log-reading.ts';
import { countedBy, type HamletRow, hamletRows, type RunRow, runsBehind, SUM_AFTER_MS, sumItem } from './log-sums.ts';

/** Of what a line is: one hamlet's part of a run, one commune's, or all of it as far as the source reaches. */
export type SumPer = 'hamlet' | 'commune' | 'run';

export interface SumLine {
  /** Absent: of the whole run. */
  readonly area?: string | undefined;
  readonly bulletin?: string | undefined;
  readonly item: Omit<LogItem, 'area'>;
}

export interface SumQuery {
  readonly per: SumPer;
  /** Due instants, ms UTC. */
  readonly from: number;
  readonly to: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly most: number;
  readonly now: number;
  /** Where a hamlet is counted, by how; undefined where the source does not reach. */
  readonly areaOf: (hamlet: string) => string | undefined;
}

/** Runs read at once: a province has thousands of hamlets in each. */
const RUNS_AT_ONCE = { hamlet: 2, commune: 8, run: 8 } as const;
/** Runs that are not the source's are passed over; so many batches of them, then the page is short and says where it goes on. */
const MOST_BATCHES = 10;
/** The end of a run, the run, and the area that was told last; without one all of it was. */
const CURSOR = /^(\d{1,15}) ([^ ]{1,60})(?: ([\w-]{1,40}))?$/;

interface Cursor {
  readonly over: number;
  readonly run: string;
  readonly area?: string | undefined;
}

/**
 * A page of what runs came to, in the order in which they were over; only those that are counted by now (`SUM_AFTER_MS` behind their end). It is
 * counted when it is asked for: what nodes report later is in a later answer.
 */
export async function readSumPage(read: Knex, query: SumQuery): Promise<{ lines: SumLine[]; next?: string }> {
  const { most, from, to, now, per } = query;
  const due = { from, to };
  const atOnce = RUNS_AT_ONCE[per];
  const lines: SumLine[] = [];
  let at: Cursor = cursorOf(query.after) ?? { over: 0, run: '' };
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const behind = { instant: at.over, id: at.run, withIt: at.area !== undefined, until: now - SUM_AFTER_MS };
    const runs = await runsBehind(read, { ...behind, due, most: atOnce });
    for (const { run, found } of await linesOf(read, runs, query)) {
      const told = run.id === at.run ? at.area : undefined;
      const rest = told === undefined ? found : found.filter(({ area = '' }) => area > told);
      const taken = rest.slice(0, most - lines.length);
      lines.push(...taken);
      const area = rest.length > taken.length ? (taken.at(-1)?.area ?? told) : undefined;
      at = { over: run.over, run: run.id, area };
      if (lines.length === most) return { lines, next: written(at) };
    }
    if (runs.length < atOnce) return { lines };
  }
  return { lines, next: written(at) };
}

/** Lines of each run in the order of their areas: a handful of questions for all of them. */
async function linesOf(read: Knex, runs: readonly RunRow[], { per, areaOf }: SumQuery) {
  const rows = await hamletRows(read, runs);
  const byRun = new Map(runs.map(({ id }): [string, HamletRow[]] => [id, []]));
  for (const row of rows) byRun.get(row.run_id)?.push(row);
  const said = await saidIn(read, runs);
  return runs.map((run) => {
    const words = said.get(run.bulletin_id ?? run.programme_id ?? '');
    const bulletin = words ? { bulletin: words.id } : {};
    const counted = countedBy(byRun.get(run.id) ?? [], areaOf);
    const found = [...counted].map(([area, counts]): SumLine => {
      const isWhole = per === 'run';
      const item = sumItem(run, isWhole ? run.id : `${run.id}/${area}`, words, counts);
      return { ...(isWhole ? {} : { area }), ...bulletin, item };
    });
    return { run, found: found.sort((one, other) => ((one.area ?? '') < (other.area ?? '') ? -1 : 1)) };
  });
}

function cursorOf(after: string | undefined): Cursor | undefined {
  const [, over, run = '', area] = CURSOR.exec(after ?? '') ?? [];
  return over === undefined ? undefined : { over: Number(over), run, area };
}

function written({ over, run, area }: Cursor): string {
  return `${over} ${run}${area === undefined ? '' : ` ${area}`}`;
}
