import type { Knex } from 'knex';
import type { Day } from '../../protocol/vietnam-time.ts';

/**
 * The first day that a round not closed yet may still look at: the year before its own, since a window of its first days looks
 * back half a year and a review compares two. Undefined when every round is closed.
 */
export async function neededByRounds(read: Knex): Promise<Day | undefined> {
  const row: { year?: number | null } | undefined = await read('appraisal_rounds')
    .whereNull('closed_at')
    .min({ year: 'year' })
    .first();
  return typeof row?.year === 'number' ? `${row.year - 1}-01-01` : undefined;
}
