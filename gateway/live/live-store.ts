import { z } from 'zod';
import { type Target, target } from '../../protocol/api/broadcast.ts';
import type { BulletinClass, SourceLevel } from '../../protocol/classes.ts';
import type { LiveEnd } from '../../protocol/live.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Database, Transaction } from '../database/database.ts';

export interface StoredLive {
  /** Its run has the same id. */
  readonly id: string;
  readonly key: string;
  readonly by: string;
  /** The browser that may bring the microphone. */
  readonly session: string;
  readonly title: string;
  readonly class: BulletinClass;
  readonly level: SourceLevel;
  readonly area: string;
  readonly targets: readonly Target[];
  readonly createdAt: number;
  /** When the nodes begin, with the chime where there is one. */
  readonly soundsAt: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly interrupt?: string | undefined;
  readonly endedAt?: number | undefined;
  readonly end?: LiveEnd | undefined;
  readonly durationMs?: number | undefined;
  readonly recording?: string | undefined;
  readonly partsStopped?: readonly PartStopped[] | undefined;
}

/** Some of its nodes were silenced by hand, and it went on for the others. */
export type PartStopped = z.infer<typeof partStopped>;

interface Row {
  id: string;
  key: string;
  by: string;
  session_id: string;
  title: string;
  class: string;
  level: string;
  area_id: string;
  targets: string;
  created_at: number;
  starts_at: number;
  ends_at: number;
  interrupt: string | null;
  ended_at: number | null;
  ended_how: string | null;
  duration_ms: number | null;
  recording: string | null;
  sounds_at: number | null;
  parts_stopped: string | null;
}

const targetList = z.array(target);
const partStopped = z.object({
  at: z.number(),
  by: z.string(),
  hamlets: z.array(z.string()),
  nodes: z.array(z.string()),
});
const partList = z.array(partStopped);

export class LiveStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(transaction: Transaction, live: StoredLive): Promise<void> {
    await transaction<Row>('live_sessions').insert(rowOf(live));
  }

  async get(id: string, within?: Transaction): Promise<StoredLive | undefined> {
    const row = await (within ?? this.#database.read)<Row>('live_sessions').where({ id }).first();
    return row && liveOf(row);
  }

  async byKey(key: string): Promise<StoredLive | undefined> {
    const row = await this.#database.read<Row>('live_sessions').where({ key }).first();
    return row && liveOf(row);
  }

  /** Those that never ended: of a process that is gone, when asked at its successor's start. */
  async open(): Promise<StoredLive[]> {
    return (await this.#database.read<Row>('live_sessions').whereNull('ended_at')).map(liveOf);
  }

  async end(
    transaction: Transaction,
    id: string,
    { endedAt, end, durationMs }: { readonly endedAt: number; readonly end: LiveEnd; readonly durationMs: number },
  ): Promise<void> {
    const change = { ended_at: endedAt, ended_how: end, duration_ms: durationMs };
    await transaction<Row>('live_sessions').where({ id }).update(change);
  }

  async recorded(transaction: Transaction, id: string, recording: string): Promise<void> {
    await transaction<Row>('live_sessions').where({ id }).update({ recording });
  }

  async stoppedIn(transaction: Transaction, id: string, parts: readonly PartStopped[]): Promise<void> {
    await transaction<Row>('live_sessions')
      .where({ id })
      .update({ parts_stopped: JSON.stringify(parts) });
  }

  async ableNodes(): Promise<string[]> {
    const rows: { node_id: string }[] = await this.#database
      .read('stream_nodes')
      .where({ able: true })
      .select('node_id');
    return rows.map(({ node_id }) => node_id);
  }

  async saveAble(transaction: Transaction, nodes: ReadonlyMap<string, boolean>): Promise<void> {
    const columns = { node_id: 'text', able: 'boolean' } as const;
    const rows = [...nodes].map(([node_id, able]) => ({ node_id, able }));
    await upsertMany(transaction, this.#database.dialect, 'stream_nodes', columns, ['node_id'], ['able'], rows);
  }
}

function rowOf(live: StoredLive): Row {
  const { id, key, by, title, level } = live;
  return {
    ...{ id, key, by, title, class: live.class, level },
    session_id: live.session,
    area_id: live.area,
    targets: JSON.stringify(live.targets),
    created_at: live.createdAt,
    starts_at: live.startsAt,
    ends_at: live.endsAt,
    interrupt: live.interrupt ?? null,
    ended_at: live.endedAt ?? null,
    ended_how: live.end ?? null,
    duration_ms: live.durationMs ?? null,
    recording: live.recording ?? null,
    sounds_at: live.soundsAt,
    parts_stopped: live.partsStopped ? JSON.stringify(live.partsStopped) : null,
  };
}

function liveOf(row: Row): StoredLive {
  const { id, key, by, title } = row;
  return {
    ...{ id, key, by, title, session: row.session_id, area: row.area_id },
    // Written by this store alone.
    ...{ class: row.class as BulletinClass, level: row.level as SourceLevel },
    targets: targetList.parse(JSON.parse(row.targets)),
    ...{
      createdAt: row.created_at,
      soundsAt: row.sounds_at ?? row.starts_at,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
    },
    ...(row.interrupt === null ? {} : { interrupt: row.interrupt }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.ended_how === null ? {} : { end: row.ended_how as LiveEnd }),
    ...(row.duration_ms === null ? {} : { durationMs: row.duration_ms }),
    ...(row.recording === null ? {} : { recording: row.recording }),
    ...(row.parts_stopped === null ? {} : { partsStopped: partList.parse(JSON.parse(row.parts_stopped)) }),
  };
}
