import type { RunSummary } from '../../protocol/api/broadcast.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Database, Transaction } from '../database/database.ts';
import { type Content, contents } from './content.ts';
import type { After } from './newest-first.ts';

export interface StoredRun
  extends Pick<RunSummary, 'id' | 'title' | 'class' | 'level' | 'dueAt' | 'durationMs' | 'state'> {
  readonly programme?: string | undefined;
  readonly bulletin?: string | undefined;
  /** Of a scheduled run: the instant that names it; `dueAt` is another one when it was moved. */
  readonly originalAt?: number | undefined;
  readonly latenessMs: number;
  /** When a node that began in time is done, where that is not `dueAt + durationMs`: repeated, or stopped. */
  readonly endsAt?: number | undefined;
  readonly contents: readonly Content[];
  readonly registered: boolean;
  readonly area: string;
  readonly createdBy: string;
  readonly stoppedBy?: string | undefined;
  /** The silence because of which it is not made. */
  readonly silencedBy?: string | undefined;
  /** Somebody speaks: how long is known when it ends. */
  readonly live?: boolean | undefined;
  readonly createdAt: number;
}

interface Row {
  id: string;
  programme_id: string | null;
  bulletin_id: string | null;
  title: string;
  class: string;
  level: string;
  original_at: number | null;
  due_at: number;
  duration_ms: number;
  lateness_ms: number;
  ends_at: number | null;
  state: string;
  content: string;
  registered: boolean | number;
  area_id: string;
  created_by: string;
  stopped_by: string | null;
  silenced_by: string | null;
  live: boolean | number;
  created_at: number;
}

const COLUMNS = {
  id: 'text',
  programme_id: 'text',
  bulletin_id: 'text',
  title: 'text',
  class: 'text',
  level: 'text',
  original_at: 'integer',
  due_at: 'integer',
  duration_ms: 'integer',
  lateness_ms: 'integer',
  ends_at: 'integer',
  state: 'text',
  content: 'text',
  registered: 'boolean',
  area_id: 'text',
  created_by: 'text',
  stopped_by: 'text',
  silenced_by: 'text',
  live: 'boolean',
  created_at: 'integer',
} as const;
/** Who planned a run first, and when, stays: a session counts only when it was registered before it was due. */
const UPDATED = [
  'title',
  'class',
  'level',
  'due_at',
  'duration_ms',
  'lateness_ms',
  'state',
  'content',
  'registered',
  'area_id',
  'stopped_by',
  'silenced_by',
];

export interface RunQuery {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly state?: StoredRun['state'] | undefined;
  /** Runs owned by these areas … */
  readonly areas?: readonly string[] | undefined;
  /** … or by these higher ones, when they reach one of `hamlets`. */
  readonly higher?: readonly string[] | undefined;
  readonly hamlets?: readonly string[] | undefined;
  readonly limit: number;
  readonly after?: After | undefined;
}

export class RunStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async saveMany(transaction: Transaction, runs: readonly StoredRun[]): Promise<void> {
    await upsertMany(transaction, this.#database.dialect, 'runs', COLUMNS, ['id'], UPDATED, runs.map(rowOf));
  }

  /**
   * Writes the runs ahead, but never over one that is being executed or was: what has begun, ended, was taken off by hand, or is
   * due and waits to be frozen stays as it is, whatever the timetable says meanwhile.
   */
  async planMany(transaction: Transaction, runs: readonly StoredRun[], now: number): Promise<void> {
    const begun = new Set<string>();
    for (let from = 0; from < runs.length; from += 500) {
      const ids = runs.slice(from, from + 500).map((run) => run.id);
      const rows = await transaction<Row>('runs')
        .whereIn('id', ids)
        .where((settled) =>
          settled
            .whereIn('state', ['on-air', 'ended'])
            .orWhereNotNull('stopped_by')
            .orWhere((waiting) => waiting.where({ state: 'planned' }).where('due_at', '<=', now)),
        )
        .select('id');
      for (const { id } of rows) begun.add(id);
    }
    const writable = runs.filter((run) => !begun.has(run.id));
    await this.saveMany(transaction, writable);
  }

  /** Which of these runs will not be made as the timetable says: taken off by hand, or over. */
  async spentOf(ids: readonly string[]): Promise<Map<string, StoredRun>> {
    const found = new Map<string, StoredRun>();
    for (let from = 0; from < ids.length; from += 500) {
      const rows = await this.#database
        .read<Row>('runs')
        .whereIn('id', ids.slice(from, from + 500))
        .where((spent) => spent.whereNotNull('stopped_by').orWhereIn('state', ['on-air', 'ended']));
      for (const row of rows) found.set(row.id, runOf(row));
    }
    return found;
  }

  async get(id: string): Promise<StoredRun | undefined> {
    const row = await this.#database.read<Row>('runs').where({ id }).first();
    return row && runOf(row);
  }

  async getMany(ids: readonly string[], within?: Transaction): Promise<StoredRun[]> {
    const rows = await (within ?? this.#database.read)<Row>('runs').whereIn('id', [...new Set(ids)]);
    return rows.map(runOf);
  }

  /** Scheduled runs due from `from` on that are still to come, or were cancelled. */
  async ahead(from: number, programmes?: readonly string[]): Promise<StoredRun[]> {
    const query = this.#database
      .read<Row>('runs')
      .whereNotNull('programme_id')
      .where('due_at', '>=', from)
      .whereIn('state', ['planned', 'cancelled']);
    if (programmes) query.whereIn('programme_id', [...programmes]);
    return (await query).map(runOf);
  }

  /** Scheduled runs of a window that were not cancelled, of these programmes or of all. */
  async scheduled(from: number, to: number, programmes?: readonly string[]): Promise<StoredRun[]> {
    const query = this.#database
      .read<Row>('runs')
      .whereNotNull('programme_id')
      .where('due_at', '>=', from)
      .where('due_at', '<', to)
      .whereNot({ state: 'cancelled' })
      .orderBy(['due_at', 'id']);
    if (programmes) query.whereIn('programme_id', [...programmes]);
    return (await query).map(runOf);
  }

  /** Runs that have become due and wait to be frozen, the earliest first. */
  async due(now: number, limit: number): Promise<StoredRun[]> {
    const rows = await this.#database
      .read<Row>('runs')
      .where({ state: 'planned' })
      .where('due_at', '<=', now)
      .orderBy(['due_at', 'id'])
      .limit(limit);
    return rows.map(runOf);
  }

  async inState(state: StoredRun['state']): Promise<StoredRun[]> {
    return (await this.#database.read<Row>('runs').where({ state }).orderBy(['due_at', 'id'])).map(runOf);
  }

  /** Runs on air whose every delivery is final. */
  async settled(): Promise<StoredRun[]> {
    const { read } = this.#database;
    // `not final`, since with `final = false` SQLite walks every open delivery anew for each run instead of the run's own.
    const open = read('deliveries').whereRaw('deliveries.run_id = runs.id').whereRaw('not deliveries.final');
    return (await read<Row>('runs').where({ state: 'on-air' }).whereNotExists(open)).map(runOf);
  }

  async setState(transaction: Transaction, ids: readonly string[], state: StoredRun['state']): Promise<void> {
    await transaction<Row>('runs')
      .whereIn('id', [...ids])
      .update({ state });
  }

  async markStopped(transaction: Transaction, id: string, by: string, now: number): Promise<void> {
    await transaction<Row>('runs').where({ id }).update({ stopped_by: by, ends_at: now });
  }

  /** A live run is over: it lasted so long, and where nothing was said it was none. */
  async said(
    transaction: Transaction,
    run: Pick<StoredRun, 'id' | 'contents'>,
    { endsAt, durationMs }: { readonly endsAt: number; readonly durationMs: number },
  ): Promise<void> {
    const content = JSON.stringify(run.contents.map((piece) => ({ ...piece, durationMs })));
    const nothing = durationMs === 0 ? { state: 'cancelled' } : {};
    await transaction<Row>('runs')
      .where({ id: run.id })
      .update({ ends_at: endsAt, duration_ms: durationMs, content, ...nothing });
  }

  /** Newest due first. */
  async list(query: RunQuery): Promise<{ items: StoredRun[]; total: number }> {
    const matching = this.#database.read<Row>('runs');
    if (query.from !== undefined) matching.where('due_at', '>=', query.from);
    if (query.to !== undefined) matching.where('due_at', '<', query.to);
    if (query.state) matching.where({ state: query.state });
    if (query.areas) {
      const { areas, higher = [], hamlets = [] } = query;
      const reaching = this.#database
        .read('deliveries')
        .whereRaw('deliveries.run_id = runs.id')
        .whereIn('hamlet_id', [...hamlets]);
      matching.where((either) =>
        either
          .whereIn('area_id', [...areas])
          .orWhere((above) =>
            above
              .whereIn('area_id', [...higher])
              .where((reached) => reached.where({ state: 'planned' }).orWhereExists(reaching)),
          ),
      );
    }
    const [counted] = await matching.clone().count({ total: '*' });
    const { after } = query;
    if (after) {
      matching.where((earlier) =>
        earlier
          .where('due_at', '<', after.at)
          .orWhere((same) => same.where('due_at', after.at).where('id', '<', after.id)),
      );
    }
    const rows = await matching
      .orderBy([
        { column: 'due_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(query.limit);
    return { items: rows.map(runOf), total: Number(counted?.total ?? 0) };
  }
}

function rowOf(run: StoredRun): { [column in keyof Row]: Row[column] } {
  return {
    id: run.id,
    programme_id: run.programme ?? null,
    bulletin_id: run.bulletin ?? null,
    title: run.title,
    class: run.class,
    level: run.level,
    original_at: run.originalAt ?? null,
    due_at: run.dueAt,
    duration_ms: run.durationMs,
    lateness_ms: run.latenessMs,
    ends_at: run.endsAt ?? null,
    state: run.state,
    content: JSON.stringify(run.contents),
    registered: run.registered,
    area_id: run.area,
    created_by: run.createdBy,
    stopped_by: run.stoppedBy ?? null,
    silenced_by: run.silencedBy ?? null,
    live: run.live ?? false,
    created_at: run.createdAt,
  };
}

function runOf(row: Row): StoredRun {
  return {
    id: row.id,
    ...(row.programme_id === null ? {} : { programme: row.programme_id }),
    ...(row.bulletin_id === null ? {} : { bulletin: row.bulletin_id }),
    title: row.title,
    class: row.class as StoredRun['class'],
    level: row.level as StoredRun['level'],
    ...(row.programme_id === null ? {} : { originalAt: row.original_at ?? row.due_at }),
    dueAt: row.due_at,
    durationMs: row.duration_ms,
    latenessMs: row.lateness_ms,
    ...(row.ends_at === null ? {} : { endsAt: row.ends_at }),
    state: row.state as StoredRun['state'],
    contents: contents.parse(JSON.parse(row.content)),
    registered: Boolean(row.registered),
    area: row.area_id,
    createdBy: row.created_by,
    ...(row.stopped_by === null ? {} : { stoppedBy: row.stopped_by }),
    ...(row.silenced_by === null ? {} : { silencedBy: row.silenced_by }),
    ...(row.live ? { live: true } : {}),
    createdAt: row.created_at,
  };
}
