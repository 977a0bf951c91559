import type { Knex } from 'knex';
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';
import { type Day, daysBetween } from '../../protocol/vietnam-time.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import { NO_MARKS, SIGNS_A_DAY } from './day-marks.ts';
import { NO_SESSION } from './day-states.ts';

const LETTERS_A_DAY = PARTS_OF_DAY.length;
const EMPTY_DAY = NO_SESSION.repeat(LETTERS_A_DAY);
const EMPTY_MONTH = EMPTY_DAY.repeat(31);
const UNMARKED_MONTH = NO_MARKS.repeat(31);

/** Letters and marks (day-marks.ts) of a hamlet, of a day or of many; marks are empty where there is nothing to say. */
export interface Signs {
  readonly letters: string;
  readonly marks: string;
}

/** Puts the signs of one day into the months of these hamlets. */
export async function putLetters(
  transaction: Transaction,
  dialect: Dialect,
  key: string,
  day: Day,
  signsByHamlet: ReadonlyMap<string, Signs>,
): Promise<void> {
  const month = monthOf(day);
  const rows: { hamlet_id: string; states: string; marks: string }[] = await transaction('hamlet_months')
    .where({ rule_key: key, month })
    .whereIn('hamlet_id', [...signsByHamlet.keys()])
    .select('hamlet_id', 'states', 'marks');
  const before = new Map(rows.map((row) => [row.hamlet_id, row]));
  const index = dateOf(day) - 1;
  await upsertMany(
    transaction,
    dialect,
    'hamlet_months',
    { rule_key: 'text', hamlet_id: 'text', month: 'text', states: 'text', marks: 'text' },
    ['rule_key', 'month', 'hamlet_id'],
    ['states', 'marks'],
    [...signsByHamlet].map(([hamlet, { letters, marks }]) => {
      const known = before.get(hamlet);
      const states = replaced(known?.states ?? EMPTY_MONTH, index * LETTERS_A_DAY, letters);
      return { rule_key: key, hamlet_id: hamlet, month, states, marks: monthMarks(known?.marks ?? '', index, marks) };
    }),
  );
}

function replaced(text: string, at: number, part: string): string {
  return text.slice(0, at) + part + text.slice(at + part.length);
}

/** Empty again when the last day that had something to say has nothing any more. */
function monthMarks(before: string, index: number, marks: string): string {
  if (before === '' && marks === '') return '';
  const after = replaced(before || UNMARKED_MONTH, index * SIGNS_A_DAY, marks || NO_MARKS);
  return after === UNMARKED_MONTH ? '' : after;
}

/** The signs of the whole window, three letters a day, of each hamlet that has any; of all hamlets when none are named. */
export async function readLetters(
  read: Knex,
  key: string,
  from: Day,
  to: Day,
  hamlets?: readonly string[],
): Promise<Map<string, Signs>> {
  const months = monthsOf(from, to);
  const query = read('hamlet_months')
    .where('rule_key', key)
    .whereIn(
      'month',
      months.map(({ month }) => month),
    )
    // One text a row: the driver makes every value of every row an object of its own.
    .select('hamlet_id', read.raw('month || states || marks AS signs'));
  if (hamlets) query.whereIn('hamlet_id', hamlets);
  const rows: { hamlet_id: string; signs: string }[] = await query;
  const place = new Map(months.map(({ month }, index) => [month, index]));
  const byHamlet = new Map<string, (string | undefined)[]>();
  for (const { hamlet_id: hamlet, signs } of rows) {
    const known = byHamlet.get(hamlet) ?? new Array<string | undefined>(months.length).fill(undefined);
    byHamlet.set(hamlet, known);
    known[place.get(signs.slice(0, MONTH_LENGTH)) ?? 0] = signs;
  }
  const found = new Map<string, Signs>();
  for (const [hamlet, rows] of byHamlet) {
    const isMarked = rows.some((signs) => signs !== undefined && signs.length > MARKS_AT);
    let letters = '';
    let marks = '';
    for (const [index, { first, last }] of months.entries()) {
      const signs = rows[index];
      const states = MONTH_LENGTH + (first - 1) * LETTERS_A_DAY;
      letters +=
        signs === undefined
          ? NO_SESSION.repeat((last - first + 1) * LETTERS_A_DAY)
          : signs.slice(states, MONTH_LENGTH + last * LETTERS_A_DAY);
      if (!isMarked) continue;
      const own = signs?.slice(MARKS_AT) || UNMARKED_MONTH;
      marks += own.slice((first - 1) * SIGNS_A_DAY, last * SIGNS_A_DAY);
    }
    found.set(hamlet, { letters, marks });
  }
  return found;
}

/** Where in `signs` the letters and the marks of a month begin: `YYYY-MM`, then 31 days of letters. */
const MONTH_LENGTH = 7;
const MARKS_AT = MONTH_LENGTH + EMPTY_MONTH.length;

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
