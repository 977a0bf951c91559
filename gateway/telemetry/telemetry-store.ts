import type { Knex } from 'knex';
import { TELEMETRY_FIELDS, type TelemetryField } from '../../protocol/telemetry.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';

/** One point of a node: the fields that are kept, in the order of TELEMETRY_FIELDS, null where nothing is. */
export interface PointRow {
  readonly node: string;
  readonly at: number;
  readonly values: readonly (number | null)[];
}

export interface DayRow {
  readonly node: string;
  readonly day: Day;
  readonly stepMs: number;
  readonly steps: Uint8Array;
}

const COLUMN: Readonly<Record<TelemetryField, string>> = {
  rssiDbm: 'rssi_dbm',
  mainsVolts: 'mains_volts',
  celsius: 'celsius',
  levelDb: 'level_db',
  freeBytes: 'free_bytes',
  outputWatts: 'output_watts',
  clockErrorMs: 'clock_error_ms',
};
const NAMES = TELEMETRY_FIELDS.map((field) => COLUMN[field]);
const COLUMNS = {
  node_id: 'text',
  at: 'integer',
  ...Object.fromEntries(NAMES.map((name) => [name, 'real' as const])),
} as const;
/** Rows of one statement that carries bytes: SQLite takes 32,766 values. */
const DAYS_AT_ONCE = 500;

export function putPoints(transaction: Transaction, dialect: Dialect, points: readonly PointRow[]): Promise<void> {
  return upsertMany(
    transaction,
    dialect,
    'telemetry_points',
    COLUMNS,
    ['node_id', 'at'],
    NAMES,
    points.map(({ node, at, values }) => ({
      ...{ node_id: node, at },
      ...Object.fromEntries(NAMES.map((name, index) => [name, values[index] ?? null])),
    })),
  );
}

/** Points of these nodes in the window, by node and instant. */
export async function readPoints(
  read: Knex,
  nodes: readonly string[],
  { from = 0, to }: { from?: number; to: number },
): Promise<PointRow[]> {
  const rows = await read('telemetry_points')
    .whereIn('node_id', [...nodes])
    .andWhere('at', '>=', from)
    .andWhere('at', '<', to)
    .orderBy(['node_id', 'at']);
  return rows.map((row) => ({ node: row.node_id, at: row.at, values: NAMES.map((name) => row[name] ?? null) }));
}

export async function removePoints(transaction: Transaction, nodes: readonly string[], before: number): Promise<void> {
  await transaction('telemetry_points')
    .whereIn('node_id', [...nodes])
    .andWhere('at', '<', before)
    .delete();
}

export async function putDays(transaction: Transaction, days: readonly DayRow[]): Promise<void> {
  for (let start = 0; start < days.length; start += DAYS_AT_ONCE)
    await transaction('telemetry_days')
      .insert(
        days.slice(start, start + DAYS_AT_ONCE).map(({ node, day, stepMs, steps }) => ({
          ...{ node_id: node, day, step_ms: stepMs },
          steps: Buffer.from(steps),
        })),
      )
      .onConflict(['node_id', 'day'])
      .merge();
}

/** Days of these nodes from `from` to `to`, both included; only those in finer steps than `coarserMs` when given. */
export async function readDays(
  read: Knex,
  nodes: readonly string[],
  { from, to, finerThanMs }: { from?: Day; to: Day; finerThanMs?: number },
): Promise<DayRow[]> {
  const rows: StoredDay[] = await read('telemetry_days')
    .whereIn('node_id', [...nodes])
    .andWhere('day', '<=', to)
    .modify((query) => {
      if (from !== undefined) query.andWhere('day', '>=', from);
      if (finerThanMs !== undefined) query.andWhere('step_ms', '<', finerThanMs);
    })
    .orderBy(['node_id', 'day']);
  return rows.map((row) => ({ node: row.node_id, day: row.day, stepMs: row.step_ms, steps: row.steps }));
}

interface StoredDay {
  readonly node_id: string;
  readonly day: Day;
  readonly step_ms: number;
  readonly steps: Uint8Array;
}
