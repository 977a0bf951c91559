import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';
import type { RegisteredSession } from './registered-session.ts';

interface Row {
  id: string;
  area_id: string;
  weekdays: string;
  from_time: string;
  to_time: string;
  valid_from: string;
  valid_to: string | null;
  registered_by: string;
  registered_at: number;
}

export async function sessionsAt(source: Knex, areas: readonly string[]): Promise<RegisteredSession[]> {
  const rows = await source<Row>('registered_sessions')
    .whereIn('area_id', [...areas])
    .orderBy(['from_time', 'id']);
  return rows.map(sessionOf);
}

export async function sessionById(source: Knex, id: string): Promise<RegisteredSession | undefined> {
  const row = await source<Row>('registered_sessions').where({ id }).first();
  return row && sessionOf(row);
}

export async function insertSession(transaction: Transaction, session: RegisteredSession): Promise<void> {
  await transaction<Row>('registered_sessions').insert({
    id: session.id,
    area_id: session.area,
    weekdays: session.weekdays.join(''),
    from_time: session.from,
    to_time: session.to,
    valid_from: session.validFrom,
    valid_to: session.validTo ?? null,
    registered_by: session.by,
    registered_at: session.registeredAt,
  });
}

export async function endSession(transaction: Transaction, id: string, validTo: string): Promise<void> {
  await transaction<Row>('registered_sessions').where({ id }).update({ valid_to: validTo });
}

function sessionOf(row: Row): RegisteredSession {
  return {
    id: row.id,
    area: row.area_id,
    weekdays: [...row.weekdays].map(Number),
    from: row.from_time,
    to: row.to_time,
    validFrom: row.valid_from,
    ...(row.valid_to === null ? {} : { validTo: row.valid_to }),
    by: row.registered_by,
    registeredAt: row.registered_at,
  };
}
