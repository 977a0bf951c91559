import type { Knex } from 'knex';
import type { Dialect, Transaction } from '../database/database.ts';
import type { Span } from './periods.ts';

/** A watch only grows: an older row that reaches further stays (a clock set back may begin twice at one instant). */
export async function putWatch(transaction: Transaction, dialect: Dialect, spans: readonly Span[]): Promise<void> {
  const greatest = dialect === 'sqlite' ? 'max' : 'greatest';
  for (const span of spans)
    await transaction.raw(
      `INSERT INTO watch_periods (from_at, to_at) VALUES (?, ?) ON CONFLICT (from_at) DO UPDATE SET to_at = ${greatest}(watch_periods.to_at, excluded.to_at)`,
      [span.from, span.to],
    );
}

export async function watchBetween(read: Knex, from: number, to: number): Promise<Span[]> {
  const rows = await read('watch_periods').where('from_at', '<', to).andWhere('to_at', '>', from).orderBy('from_at');
  return rows.map((row) => ({ from: row.from_at, to: row.to_at }));
}

export async function lastWatched(read: Knex): Promise<number | undefined> {
  const row = await read('watch_periods').max({ to: 'to_at' }).first();
  return row?.to ?? undefined;
}
