import type { Knex } from 'knex';
import type { Role } from '../../protocol/api/people.ts';
import type { Transaction } from '../database/database.ts';

export interface AccountRow {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly password_hash: string;
  readonly created_at: number;
  readonly disabled_at: number | null;
}

export async function insertAccount(
  transaction: Transaction,
  account: Omit<AccountRow, 'disabled_at'>,
  areas: readonly string[],
): Promise<void> {
  await transaction('accounts').insert(account);
  for (const area of areas) await grantArea(transaction, account.id, area);
}

export async function grantArea(transaction: Transaction, account: string, area: string): Promise<void> {
  await transaction('account_areas')
    .insert({ account_id: account, area_id: area })
    .onConflict(['account_id', 'area_id'])
    .ignore();
}

export async function accountCalled(read: Knex, username: string): Promise<AccountRow | undefined> {
  return read('accounts').where({ username }).first();
}

export async function accountById(read: Knex, id: string): Promise<AccountRow | undefined> {
  return read('accounts').where({ id }).first();
}

export async function areasOf(read: Knex, account: string): Promise<string[]> {
  const rows = await read('account_areas').where({ account_id: account }).orderBy('area_id').select('area_id');
  return rows.map((row) => row.area_id);
}

/** Every account with its areas, by name. */
export async function allAccounts(read: Knex): Promise<(AccountRow & { areas: string[] })[]> {
  const areas = new Map<string, string[]>();
  for (const { account_id, area_id } of await read('account_areas').orderBy('area_id'))
    areas.set(account_id, [...(areas.get(account_id) ?? []), area_id]);
  const rows: AccountRow[] = await read('accounts').orderBy('username');
  return rows.map((row) => ({ ...row, areas: areas.get(row.id) ?? [] }));
}
