import type { Knex } from 'knex';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import type { Counters } from './data-use.ts';

export interface MonthRow {
  readonly node: string;
  /** YYYY-MM, Vietnamese. */
  readonly month: string;
  readonly sent: number;
  readonly received: number;
  readonly told: number;
}
export interface CountersRow extends Counters {
  readonly node: string;
}

export async function putMonths(transaction: Transaction, dialect: Dialect, rows: readonly MonthRow[]): Promise<void> {
  await upsertMany(
    transaction,
    dialect,
    'data_use',
    { node_id: 'text', month: 'text', sent_bytes: 'integer', received_bytes: 'integer', told: 'integer' },
    ['node_id', 'month'],
    ['sent_bytes', 'received_bytes', 'told'],
    rows.map(({ node, month, sent, received, told }) => ({
      ...{ node_id: node, month, told },
      ...{ sent_bytes: sent, received_bytes: received },
    })),
  );
}

export async function putCounters(
  transaction: Transaction,
  dialect: Dialect,
  rows: readonly CountersRow[],
): Promise<void> {
  await upsertMany(
    transaction,
    dialect,
    'data_counters',
    { node_id: 'text', at: 'integer', uptime_ms: 'integer', sent_bytes: 'integer', received_bytes: 'integer' },
    ['node_id'],
    ['at', 'uptime_ms', 'sent_bytes', 'received_bytes'],
    rows.map(({ node, at, uptimeMs, sent, received }) => ({
      ...{ node_id: node, at, uptime_ms: uptimeMs },
      ...{ sent_bytes: sent, received_bytes: received },
    })),
  );
}

/** What a node used, newest month first. */
export async function readMonths(read: Knex, node: string, limit: number): Promise<MonthRow[]> {
  const rows = await read('data_use').where('node_id', node).orderBy('month', 'desc').limit(limit);
  return rows.map(monthOf);
}

/** Of every node the counters counted last, and its newest month: for a start. */
export async function readLast(read: Knex): Promise<{ counters: CountersRow[]; months: MonthRow[] }> {
  const counters = await read('data_counters');
  const newest = read('data_use').select('node_id').max('month as month').groupBy('node_id').as('n');
  const months = await read('data_use as u')
    .join(newest, (on) => on.on('n.node_id', 'u.node_id').andOn('n.month', 'u.month'))
    .select('u.*');
  return {
    counters: counters.map((row) => ({
      ...{ node: row.node_id, at: row.at, uptimeMs: row.uptime_ms },
      ...{ sent: row.sent_bytes, received: row.received_bytes },
    })),
    months: months.map(monthOf),
  };
}

function monthOf(row: {
  node_id: string;
  month: string;
  sent_bytes: number;
  received_bytes: number;
  told: number;
}): MonthRow {
  return {
    ...{ node: row.node_id, month: row.month, told: row.told },
    ...{ sent: row.sent_bytes, received: row.received_bytes },
  };
}
