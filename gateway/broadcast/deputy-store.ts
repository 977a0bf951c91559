import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';
import type { Deputyship } from './deputy-rules.ts';

interface Row {
  id: string;
  account_id: string;
  for_account: string;
  area_id: string;
  from_day: string;
  to_day: string;
  created_at: number;
  ended_at: number | null;
}

export async function insertDeputy(transaction: Transaction, deputy: Deputyship): Promise<void> {
  await transaction<Row>('deputies').insert({
    id: deputy.id,
    account_id: deputy.account,
    for_account: deputy.for,
    area_id: deputy.area,
    from_day: deputy.from,
    to_day: deputy.to,
    created_at: deputy.createdAt,
    ended_at: null,
  });
}

/** False when it had ended already. */
export async function endDeputy(transaction: Transaction, id: string, at: number): Promise<boolean> {
  return (await transaction<Row>('deputies').where({ id, ended_at: null }).update({ ended_at: at })) > 0;
}

export async function deputyById(source: Knex, id: string): Promise<Deputyship | undefined> {
  const row = await source<Row>('deputies').where({ id }).first();
  return row && deputyOf(row);
}

/** Those that last until `day` or longer and were not ended; of one account when it is given. */
export async function deputiesFrom(source: Knex, day: string, account?: string): Promise<Deputyship[]> {
  const rows = source<Row>('deputies').where('to_day', '>=', day).whereNull('ended_at');
  if (account !== undefined) rows.where({ account_id: account });
  return (await rows.orderBy(['from_day', 'id'])).map(deputyOf);
}

function deputyOf(row: Row): Deputyship {
  return {
    id: row.id,
    account: row.account_id,
    for: row.for_account,
    area: row.area_id,
    from: row.from_day,
    to: row.to_day,
    createdAt: row.created_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
  };
}
