import type { Knex } from 'knex';
import { z } from 'zod';
import type { SessionDetail } from '../../protocol/api/coverage.ts';
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Database, Dialect, Transaction } from '../database/database.ts';
import type { DayRecord } from './day-record.ts';
import { stateOfLetter } from './day-states.ts';
import { numberRuns, runsNumbered } from './run-numbers.ts';

const COLUMNS = {
  rule_key: 'text',
  hamlet_id: 'text',
  day: 'text',
  states: 'text',
  marks: 'text',
  sessions: 'text',
} as const;

/** Writes the roll-up of one day; a hamlet without sessions loses its row. */
export async function putDay(
  transaction: Transaction,
  dialect: Dialect,
  key: string,
  day: Day,
  records: ReadonlyMap<string, DayRecord>,
): Promise<void> {
  const entries = [...records];
  const isEmpty = ({ sessions, marks }: DayRecord) => sessions.length === 0 && marks === '';
  const empty = entries.filter(([, record]) => isEmpty(record)).map(([hamlet]) => hamlet);
  await transaction('hamlet_days').where({ rule_key: key, day }).whereIn('hamlet_id', empty).delete();
  const runs = new Set(entries.flatMap(([, { sessions }]) => sessions.flatMap((session) => session.runs)));
  const numbers = await numberRuns(transaction, dialect, [...runs]);
  await upsertMany(
    transaction,
    dialect,
    'hamlet_days',
    COLUMNS,
    ['rule_key', 'hamlet_id', 'day'],
    ['states', 'marks', 'sessions'],
    entries
      .filter(([, record]) => !isEmpty(record))
      .map(([hamlet, { sessions, letters, marks }]) => ({
        rule_key: key,
        hamlet_id: hamlet,
        day,
        states: letters,
        marks,
        sessions: packSessions(sessions, numbers),
      })),
  );
}

/** Forgets what was rolled up for rules that nobody judges by any more. */
export async function dropOthers(database: Database, keys: readonly string[]): Promise<void> {
  await database.write(async (transaction) => {
    for (const table of ['hamlet_days', 'hamlet_months'])
      await transaction(table)
        .whereNotIn('rule_key', [...keys])
        .delete();
  });
}

export async function hasRollUp(read: Knex, key: string): Promise<boolean> {
  return (await read('hamlet_days').where('rule_key', key).first('day')) !== undefined;
}

/** The sessions of one hamlet, oldest first, as the roll-up has them: nothing is excluded in it. */
export async function readSessions(
  read: Knex,
  key: string,
  hamlet: string,
  from: Day,
  to: Day,
): Promise<SessionDetail[]> {
  return (await readSessionsOf(read, key, [hamlet], from, to)).get(hamlet) ?? [];
}

/** The same of many hamlets at once; one without sessions has none in the map. */
export async function readSessionsOf(
  read: Knex,
  key: string,
  hamlets: readonly string[],
  from: Day,
  to: Day,
): Promise<Map<string, SessionDetail[]>> {
  const found = new Map<string, SessionDetail[]>();
  for (let start = 0; start < hamlets.length; start += HAMLETS_A_QUERY) {
    const rows: { hamlet_id: string; day: Day; states: string; sessions: string }[] = await read('hamlet_days')
      .where('rule_key', key)
      .whereIn('hamlet_id', hamlets.slice(start, start + HAMLETS_A_QUERY))
      .whereBetween('day', [from, to])
      .orderBy(['hamlet_id', 'day'])
      .select('hamlet_id', 'day', 'states', 'sessions');
    const unpacked = rows.map((row) => ({ ...row, sessions: unpackSessions(row.sessions) }));
    const named = await runsNumbered(read, numbersIn(unpacked));
    for (const { hamlet_id: hamlet, day, states, sessions } of unpacked) {
      const known = found.get(hamlet) ?? [];
      found.set(hamlet, known);
      for (const session of sessions) known.push(...detailOf(day, states, session, named));
    }
  }
  return found;
}

const HAMLETS_A_QUERY = 500;

/** Part of the day, owed, heard at least and at most (ms), then the runs by number; by id where a run has none. */
const packed = z.array(z.tuple([z.number(), z.number(), z.number(), z.number()], z.union([z.number(), z.string()])));
type Packed = z.infer<typeof packed>[number];

/** Short, since there is one for every hamlet and day for five years. */
function packSessions(sessions: readonly SessionDetail[], numbers: ReadonlyMap<string, number>): string {
  return JSON.stringify(
    sessions.map(
      (session): Packed => [
        PARTS_OF_DAY.indexOf(session.part),
        session.dueMs,
        session.heardLowMs,
        session.heardHighMs,
        ...session.runs.map((run) => numbers.get(run) ?? run),
      ],
    ),
  );
}

function unpackSessions(text: string): Packed[] {
  return packed.parse(JSON.parse(text));
}

function numbersIn(rows: readonly { readonly sessions: readonly Packed[] }[]): number[] {
  const runs = rows.flatMap(({ sessions }) => sessions.flatMap(([, , , , ...own]) => own));
  return [...new Set(runs.filter((run) => typeof run === 'number'))];
}

function detailOf(day: Day, letters: string, session: Packed, named: ReadonlyMap<number, string>): SessionDetail[] {
  const [index, dueMs, heardLowMs, heardHighMs, ...own] = session;
  const part = PARTS_OF_DAY[index];
  const state = stateOfLetter(letters[index] ?? '');
  const runs = own.flatMap((run) => (typeof run === 'string' ? run : (named.get(run) ?? [])));
  return part && state ? [{ day, part, state, dueMs, heardLowMs, heardHighMs, runs }] : [];
}
