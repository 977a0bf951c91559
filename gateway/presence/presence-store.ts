import type { Knex } from 'knex';
import { type RunRef, runKey } from '../../protocol/messages/fields.ts';
import type { Beat } from '../../protocol/messages/uplink.ts';
import { keyTable, rowsOf, upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import { BRIDGED_INTERVALS, type OnlinePeriod } from './period.ts';

export interface NodePeriod extends OnlinePeriod {
  readonly node: string;
}

/** Many nodes' periods in one statement; a row is known by node and beginning and only grows. */
export function putPeriods(transaction: Transaction, dialect: Dialect, periods: readonly NodePeriod[]): Promise<void> {
  return upsertMany(
    transaction,
    dialect,
    'presence_periods',
    { node_id: 'text', from_at: 'integer', to_at: 'integer', last_beat_at: 'integer', hold_at: 'integer' },
    ['node_id', 'from_at'],
    ['to_at', 'last_beat_at', 'hold_at'],
    periods.map((period) => ({
      node_id: period.node,
      from_at: period.from,
      to_at: period.to,
      last_beat_at: period.lastBeatAt,
      // Nearly always three intervals after the last beat: that needs no saying (toPeriod).
      hold_at: period.holdAt === heldAfter(period.lastBeatAt, period.to) ? null : period.holdAt,
    })),
  );
}

export async function removePeriods(
  transaction: Transaction,
  dialect: Dialect,
  keys: readonly { node: string; from: number }[],
): Promise<void> {
  if (keys.length === 0) return;
  const table = keyTable(
    dialect,
    { node_id: 'text', from_at: 'integer' },
    keys.map((key) => [key.node, key.from]),
  );
  await transaction.raw(
    `DELETE FROM presence_periods WHERE (node_id, from_at) IN (SELECT node_id, from_at FROM ${table.sql} AS k)`,
    table.values,
  );
}

/**
 * For each question the stored periods of that node that reach into it: those that begin in it, the last that begins
 * before it, and the first that begins after it (periods of a node never touch, so no other can matter).
 */
export async function periodsAround(
  database: Knex,
  dialect: Dialect,
  questions: readonly { node: string; from: number; holdAt: number }[],
): Promise<NodePeriod[]> {
  if (questions.length === 0) return [];
  const table = keyTable(
    dialect,
    { node_id: 'text', a: 'integer', b: 'integer' },
    questions.map((question) => [question.node, question.from, question.holdAt]),
  );
  const result = await database.raw(
    `SELECT DISTINCT p.node_id, p.from_at, p.to_at, p.last_beat_at, p.hold_at FROM ${table.sql} AS q JOIN presence_periods p
       ON p.node_id = q.node_id
      AND p.from_at >= COALESCE((SELECT MAX(e.from_at) FROM presence_periods e WHERE e.node_id = q.node_id AND e.from_at <= q.a), q.a)
      AND p.from_at <= COALESCE((SELECT MIN(l.from_at) FROM presence_periods l WHERE l.node_id = q.node_id AND l.from_at > q.b), q.b)`,
    table.values,
  );
  return rowsOf<PeriodRow>(result).map(toPeriod);
}

/** Stored periods of one node that reach into the window. */
export async function periodsBetween(read: Knex, node: string, from: number, to: number): Promise<NodePeriod[]> {
  const earlier = read('presence_periods').where('node_id', node).andWhere('from_at', '<=', from).max('from_at');
  const rows = await read('presence_periods')
    .where('node_id', node)
    .andWhere('from_at', '<', to)
    .andWhere('from_at', '>=', read.raw('COALESCE((?), ?)', [earlier, from]))
    .orderBy('from_at');
  return rows.map(toPeriod);
}

interface PeriodRow {
  node_id: string;
  from_at: number;
  to_at: number;
  last_beat_at: number;
  hold_at: number | null;
}

function toPeriod(row: PeriodRow): NodePeriod {
  return {
    node: row.node_id,
    from: row.from_at,
    to: row.to_at,
    lastBeatAt: row.last_beat_at,
    holdAt: row.hold_at ?? heldAfter(row.last_beat_at, row.to_at),
  };
}

/** `to` is the last beat plus one interval. */
function heldAfter(lastBeatAt: number, to: number): number {
  return lastBeatAt + BRIDGED_INTERVALS * (to - lastBeatAt);
}

/** The newest of what a node said, as it goes into `node_states`. */
export interface NodeStateRow {
  readonly node: string;
  readonly beatAt: number;
  readonly beat: Beat;
  readonly bootId?: string;
  readonly planVersion?: number;
  readonly clockState?: string;
}

const STATE_COLUMNS = {
  node_id: 'text',
  beat_at: 'integer',
  session_id: 'text',
  seq: 'integer',
  uptime_ms: 'integer',
  beat_ms: 'integer',
  rssi_dbm: 'integer',
  mains_volts: 'real',
  power: 'text',
  celsius: 'real',
  volume: 'integer',
  output_watts: 'real',
  free_bytes: 'integer',
  playing: 'text',
  boot_id: 'text',
  plan_version: 'integer',
  clock_state: 'text',
} as const;

export function putStates(transaction: Transaction, dialect: Dialect, states: readonly NodeStateRow[]): Promise<void> {
  const names = Object.keys(STATE_COLUMNS);
  return upsertMany(
    transaction,
    dialect,
    'node_states',
    STATE_COLUMNS,
    ['node_id'],
    names.slice(1),
    states.map(({ node, beatAt, beat, bootId, planVersion, clockState }) => ({
      node_id: node,
      beat_at: beatAt,
      session_id: beat.session,
      seq: beat.seq,
      uptime_ms: beat.uptimeMs,
      beat_ms: beat.beatMs,
      rssi_dbm: beat.rssiDbm,
      mains_volts: beat.mainsVolts,
      power: beat.power,
      celsius: beat.celsius,
      volume: beat.volume,
      output_watts: beat.outputWatts,
      free_bytes: beat.freeBytes,
      playing: beat.playing && runKey(beat.playing),
      boot_id: bootId,
      plan_version: planVersion,
      clock_state: clockState,
    })),
  );
}

/** Telemetry is written less often than periods: the newest period knows better when the node was last heard. */
export async function readStates(read: Knex): Promise<NodeStateRow[]> {
  const lastBeatAt = read('presence_periods as p')
    .whereRaw('p.node_id = s.node_id')
    .orderBy('p.from_at', 'desc')
    .limit(1)
    .select('p.last_beat_at');
  const rows = await read('node_states as s').select('s.*', lastBeatAt.as('last_beat_at'));
  return rows.map((row) => ({
    node: row.node_id,
    beatAt: Math.max(row.beat_at, row.last_beat_at ?? 0),
    beat: {
      v: 1,
      node: row.node_id,
      session: row.session_id,
      seq: row.seq,
      at: row.beat_at,
      uptimeMs: row.uptime_ms,
      beatMs: row.beat_ms,
      rssiDbm: row.rssi_dbm ?? undefined,
      mainsVolts: row.mains_volts ?? undefined,
      power: row.power ?? undefined,
      celsius: row.celsius ?? undefined,
      volume: row.volume ?? undefined,
      outputWatts: row.output_watts ?? undefined,
      freeBytes: row.free_bytes ?? undefined,
      playing: row.playing === null ? undefined : runRefOf(row.playing),
    },
    bootId: row.boot_id ?? undefined,
    planVersion: row.plan_version ?? undefined,
    clockState: row.clock_state ?? undefined,
  }));
}

function runRefOf(key: string): RunRef {
  const [id, dueAt] = key.split('@') as [string, string | undefined];
  return dueAt === undefined ? { run: id } : { programme: id, dueAt: Number(dueAt) };
}
