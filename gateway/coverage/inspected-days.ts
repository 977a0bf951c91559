import { dayOf, daysBetween } from '../../protocol/vietnam-time.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Database } from '../database/database.ts';

/** Has the days of these hamlets judged anew for which an inspection now speaks (ms UTC, both ends included). */
export async function markInspected(
  database: Database,
  hamlets: readonly string[],
  from: number,
  to: number,
  now: number,
): Promise<void> {
  if (to < from) return;
  const days = daysBetween(dayOf(from), dayOf(to));
  const rows = hamlets.flatMap((hamlet) => days.map((day) => ({ hamlet_id: hamlet, day, since_at: now })));
  const columns = { hamlet_id: 'text', day: 'text', since_at: 'integer' } as const;
  await database.write((transaction) =>
    upsertMany(transaction, database.dialect, 'dirty_hamlet_days', columns, ['hamlet_id', 'day'], ['since_at'], rows),
  );
}
