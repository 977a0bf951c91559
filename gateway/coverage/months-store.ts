import type { Knex } from 'knex';
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';
import { type Day, daysBetween } from '../../protocol/vietnam-time.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import { NO_SESSION } from './day-states.ts';

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

/** The letters of the whole window, three a day, of each hamlet that has any; of all hamlets when none are named. */
export async function readLetters(
  read: Knex,
  key: string,
  from: Day,
  to: Day,
  hamlets?: readonly string[],
): Promise<Map<string, string>> {
  const months = monthsOf(from, to);
  const query = read('hamlet_months')
    .where('rule_key', key)
    .whereIn(
      'month',
      months.map(({ month }) => month),
    )
    .select('hamlet_id', 'month', 'states');
  if (hamlets) query.whereIn('hamlet_id', hamlets);
  const rows: { hamlet_id: string; month: string; states: string }[] = await query;
  const byMonth = new Map(months.map(({ month }) => [month, new Map<string, string>()]));
  for (const row of rows) byMonth.get(row.month)?.set(row.hamlet_id, row.states);
  const found = new Map<string, string>();
  for (const hamlet of new Set(rows.map((row) => row.hamlet_id))) {
    let letters = '';
    for (const { month, first, last } of months) {
      const states = byMonth.get(month)?.get(hamlet) ?? EMPTY_MONTH;
      letters += states.slice((first - 1) * LETTERS_A_DAY, last * LETTERS_A_DAY);
    }
    found.set(hamlet, letters);
  }
  return found;
}

/** The months a window touches, with the first and last date it takes of each. */
function monthsOf(from: Day, to: Day): { month: string; first: number; last: number }[] {
  const months: { month: string; first: number; last: number }[] = [];
  for (const day of daysBetween(from, to)) {
    const current = months[months.length - 1];
    if (current?.month === monthOf(day)) current.last = dateOf(day);
    else months.push({ month: monthOf(day), first: dateOf(day), last: dateOf(day) });
  }
  return months;
}

function monthOf(day: Day): string {
  return day.slice(0, 7);
}

function dateOf(day: Day): number {
  return Number(day.slice(8));
}
