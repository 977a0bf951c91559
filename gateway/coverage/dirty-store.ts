import type { Knex } from 'knex';
import { DAY_MS, HOUR_MS } from '../../protocol/units.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';

export async function hasDirty(read: Knex): Promise<boolean> {
  return (await read('dirty_hamlet_days').first('day')) !== undefined;
}

/** Hamlets of the earliest day that must be computed again, at most `limit`. */
export async function nextDirty(
  transaction: Transaction,
  limit: number,
): Promise<{ day: Day; hamlets: string[] } | undefined> {
  const earliest = await transaction('dirty_hamlet_days').min({ day: 'day' }).first();
  if (!earliest?.day) return undefined;
  const rows = await transaction('dirty_hamlet_days')
    .where('day', earliest.day)
    .orderBy('hamlet_id')
    .limit(limit)
    .select('hamlet_id');
  return { day: earliest.day, hamlets: rows.map((row: { hamlet_id: string }) => row.hamlet_id) };
}

export async function clearDirty(transaction: Transaction, day: Day, hamlets: readonly string[]): Promise<void> {
  await transaction('dirty_hamlet_days').where('day', day).whereIn('hamlet_id', hamlets).delete();
}

/** Marks every hamlet-day that ever had a delivery. */
export async function markAllDirty(transaction: Transaction, dialect: Dialect, now: number): Promise<void> {
  const rows: { hamlet_id: string; day_number: number }[] = await transaction('deliveries').distinct(
    'hamlet_id',
    transaction.raw(`(due_at + ${7 * HOUR_MS}) / ${DAY_MS} AS day_number`),
  );
  await upsertMany(
    transaction,
    dialect,
    'dirty_hamlet_days',
    { hamlet_id: 'text', day: 'text', since_at: 'integer' },
    ['hamlet_id', 'day'],
    ['since_at'],
    rows.map((row) => ({
      hamlet_id: row.hamlet_id,
      day: new Date(Math.floor(row.day_number) * DAY_MS).toISOString().slice(0, 10),
      since_at: now,
    })),
  );
}

/** Marks these days of these hamlets. */
export async function markDays(
  transaction: Transaction,
  dialect: Dialect,
  hamlets: readonly string[],
  days: readonly Day[],
  now: number,
): Promise<void> {
  const columns = { hamlet_id: 'text', day: 'text', since_at: 'integer' } as const;
  const rows = hamlets.flatMap((hamlet) => days.map((day) => ({ hamlet_id: hamlet, day, since_at: now })));
  await upsertMany(transaction, dialect, 'dirty_hamlet_days', columns, ['hamlet_id', 'day'], ['since_at'], rows);
}
