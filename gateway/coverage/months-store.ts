import type { Knex } from 'knex';
import { PARTS_OF_DAY } from '../../protocol/api/coverage.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import { type HamletDays, NO_SESSION } from './day-states.ts';

const LETTERS_A_DAY = PARTS_OF_DAY.length;
const EMPTY_DAY = NO_SESSION.repeat(LETTERS_A_DAY);
const EMPTY_MONTH = EMPTY_DAY.repeat(31);

/** Puts the letters of one day into the months of these hamlets. */
export async function putLetters(
  transaction: Transaction,
  dialect: Dialect,
  key: string,
  day: Day,
  lettersByHamlet: ReadonlyMap<string, string>,
): Promise<void> {
  const month = monthOf(day);
  const rows: { hamlet_id: string; states: string }[] = await transaction('hamlet_months')
    .where({ rule_key: key, month })
    .whereIn('hamlet_id', [...lettersByHamlet.keys()])
    .select('hamlet_id', 'states');
  const before = new Map(rows.map((row) => [row.hamlet_id, row.states]));
  const at = (dateOf(day) - 1) * LETTERS_A_DAY;
  await upsertMany(
    transaction,
    dialect,
    'hamlet_months',
    { rule_key: 'text', hamlet_id: 'text', month: 'text', states: 'text' },
    ['rule_key', 'month', 'hamlet_id'],
    ['states'],
    [...lettersByHamlet].map(([hamlet, letters]) => {
      const states = before.get(hamlet) ?? EMPTY_MONTH;
      return {
        rule_key: key,
        hamlet_id: hamlet,
        month,
        states: states.slice(0, at) + letters + states.slice(at + LETTERS_A_DAY),
      };
    }),
  );
}

/** The days with sessions of each hamlet in the window, oldest first; of all hamlets when none are named. */
export async function readDays(
  read: Knex,
  key: string,
  from: Day,
  to: Day,
  hamlets?: readonly string[],
): Promise<Map<string, HamletDays>> {
  const query = read('hamlet_months')
    .where('rule_key', key)
    .whereBetween('month', [monthOf(from), monthOf(to)])
    .orderBy('month')
    .select('hamlet_id', 'month', 'states');
  if (hamlets) query.whereIn('hamlet_id', hamlets);
  const rows: { hamlet_id: string; month: string; states: string }[] = await query;
  const byHamlet = new Map<string, [Day, string][]>();
  for (const row of rows) {
    const days = byHamlet.get(row.hamlet_id) ?? [];
    byHamlet.set(row.hamlet_id, days);
    const first = row.month === monthOf(from) ? dateOf(from) : 1;
    const last = row.month === monthOf(to) ? dateOf(to) : 31;
    for (let date = first; date <= last; date++) {
      const letters = row.states.slice((date - 1) * LETTERS_A_DAY, date * LETTERS_A_DAY);
      if (letters !== EMPTY_DAY) days.push([`${row.month}-${String(date).padStart(2, '0')}`, letters]);
    }
  }
  return byHamlet;
}

function monthOf(day: Day): string {
  return day.slice(0, 7);
}

function dateOf(day: Day): number {
  return Number(day.slice(8));
}
