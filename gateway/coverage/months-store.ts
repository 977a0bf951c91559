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
    .groupBy('month')
    // One text a month: the driver makes every row, and every value of it, an object of its own.
    .select('month', read.raw("string_agg(hamlet_id || ' ' || states || marks, ?) AS signs", [LINE_END]));
  if (hamlets) query.whereIn('hamlet_id', hamlets);
  const rows: { month: string; signs: string }[] = await query;
  const place = new Map(months.map(({ month }, index) => [month, index]));
  const byHamlet = new Map<string, (string | undefined)[]>();
  for (const { month, signs } of rows) {
    const index = place.get(month) ?? 0;
    for (let at = 0; at < signs.length; ) {
      const space = signs.indexOf(' ', at);
      const end = signs.indexOf(LINE_END, space);
      const hamlet = signs.slice(at, space);
      at = end < 0 ? signs.length : end + 1;
      const known = byHamlet.get(hamlet) ?? new Array<string | undefined>(months.length).fill(undefined);
      byHamlet.set(hamlet, known);
      known[index] = signs.slice(space + 1, end < 0 ? signs.length : end);
    }
  }
  const found = new Map<string, Signs>();
  for (const [hamlet, signs] of byHamlet) found.set(hamlet, joined(months, signs));
  return found;
}

/** The months of one hamlet as one window. */
function joined(months: readonly MonthPart[], rows: readonly (string | undefined)[]): Signs {
  const isMarked = rows.some((signs) => signs !== undefined && signs.length > MARKS_AT);
  let letters = '';
  let marks = '';
  for (const [index, { first, last }] of months.entries()) {
    const signs = rows[index];
    letters +=
      signs === undefined
        ? NO_SESSION.repeat((last - first + 1) * LETTERS_A_DAY)
        : signs.slice((first - 1) * LETTERS_A_DAY, last * LETTERS_A_DAY);
    if (!isMarked) continue;
    const own = signs?.slice(MARKS_AT) || UNMARKED_MONTH;
    marks += own.slice((first - 1) * SIGNS_A_DAY, last * SIGNS_A_DAY);
  }
  return { letters, marks };
}

const LINE_END = '\n';
/** Where the marks of a month begin: after 31 days of letters. */
const MARKS_AT = EMPTY_MONTH.length;

/** A month that a window touches, with the first and the last date it takes of it. */
interface MonthPart {
  readonly month: string;
  readonly first: number;
  readonly last: number;
}

function monthsOf(from: Day, to: Day): MonthPart[] {
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
