import type { Knex } from 'knex';
import { z } from 'zod';
import type { SessionDetail } from '../../protocol/api/coverage.ts';
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import { lettersOf, stateOfLetter } from './day-states.ts';

/** Writes the roll-up of one day; a hamlet without sessions loses its row. */
export async function putDay(
  transaction: Transaction,
  dialect: Dialect,
  key: string,
  day: Day,
  sessionsByHamlet: ReadonlyMap<string, readonly SessionDetail[]>,
  now: number,
): Promise<void> {
  const entries = [...sessionsByHamlet];
  const empty = entries.filter(([, sessions]) => sessions.length === 0).map(([hamlet]) => hamlet);
  await transaction('hamlet_days').where({ rule_key: key, day }).whereIn('hamlet_id', empty).delete();
  await upsertMany(
    transaction,
    dialect,
    'hamlet_days',
    { rule_key: 'text', hamlet_id: 'text', day: 'text', states: 'text', sessions: 'text', computed_at: 'integer' },
    ['rule_key', 'hamlet_id', 'day'],
    ['states', 'sessions', 'computed_at'],
    entries
      .filter(([, sessions]) => sessions.length > 0)
      .map(([hamlet, sessions]) => ({
        rule_key: key,
        hamlet_id: hamlet,
        day,
        states: lettersOf(sessions),
        sessions: packSessions(sessions),
        computed_at: now,
      })),
  );
}

export async function hasRollUp(read: Knex, key: string): Promise<boolean> {
  return (await read('hamlet_days').where('rule_key', key).first('day')) !== undefined;
}

/** The sessions of one hamlet, oldest first. */
export async function readSessions(
  read: Knex,
  key: string,
  hamlet: string,
  from: Day,
  to: Day,
): Promise<SessionDetail[]> {
  const rows: { day: Day; states: string; sessions: string }[] = await read('hamlet_days')
    .where({ rule_key: key, hamlet_id: hamlet })
    .whereBetween('day', [from, to])
    .orderBy('day')
    .select('day', 'states', 'sessions');
  return rows.flatMap((row) => unpackSessions(row.day, row.states, row.sessions));
}

/** The sessions of several hamlets, oldest first; a hamlet without any is left out. */
export async function readSessionsOf(
  read: Knex,
  key: string,
  hamlets: readonly string[],
  from: Day,
  to: Day,
): Promise<Map<string, SessionDetail[]>> {
  const rows: { hamlet_id: string; day: Day; states: string; sessions: string }[] = await read('hamlet_days')
    .where({ rule_key: key })
    .whereIn('hamlet_id', [...hamlets])
    .whereBetween('day', [from, to])
    .orderBy('day')
    .select('hamlet_id', 'day', 'states', 'sessions');
  const found = new Map<string, SessionDetail[]>();
  for (const row of rows) {
    const sessions = unpackSessions(row.day, row.states, row.sessions);
    const own = found.get(row.hamlet_id);
    if (own) own.push(...sessions);
    else found.set(row.hamlet_id, sessions);
  }
  return found;
}

const packed = z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.array(z.string())]));

/** Short, since there is one for every hamlet and day for five years. */
function packSessions(sessions: readonly SessionDetail[]): string {
  return JSON.stringify(
    sessions.map((session): z.infer<typeof packed>[number] => [
      PARTS_OF_DAY.indexOf(session.part),
      session.dueMs,
      session.heardLowMs,
      session.heardHighMs,
      session.runs,
    ]),
  );
}

function unpackSessions(day: Day, letters: string, text: string): SessionDetail[] {
  return packed.parse(JSON.parse(text)).flatMap(([index, dueMs, heardLowMs, heardHighMs, runs]) => {
    const part = PARTS_OF_DAY[index];
    const state = stateOfLetter(letters[index] ?? '');
    return part && state ? [{ day, part, state, dueMs, heardLowMs, heardHighMs, runs }] : [];
  });
}
