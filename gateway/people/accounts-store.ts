import type { Knex } from 'knex';
import type { Role } from '../../protocol/api/people.ts';
import type { Transaction } from '../database/database.ts';

/** `password_hash` of who has chosen none yet, or never has one. */
export const NO_PASSWORD = '';

export interface AccountRow {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly password_hash: string;
  readonly created_at: number;
  readonly disabled_at: number | null;
  readonly valid_until: number | null;
  readonly erased_at: number | null;
  /** Sealed; there is one when the authenticator is set up. */
  readonly totp_secret: string | null;
  /** Sealed; waits for its first code. */
  readonly totp_pending: string | null;
  /** Time step of the last code that was accepted. */
  readonly totp_step: number | null;
  /** Who made it, or gave it a link, a role, more areas or its second factor back, last; and when. */
  readonly let_in_by: string | null;
  readonly let_in_at: number | null;
}

export interface AccountWithAreas extends AccountRow {
  readonly areas: readonly string[];
  readonly devices: number;
}

export async function insertAccount(
  transaction: Transaction,
  account: Omit<AccountRow, 'disabled_at' | 'erased_at' | 'totp_secret' | 'totp_pending' | 'totp_step'>,
  areas: readonly string[],
): Promise<void> {
  await transaction('accounts').insert(account);
  for (const area of areas) await grantArea(transaction, account.id, area);
}

export async function updateAccount(
  transaction: Transaction,
  id: string,
  change: Partial<Omit<AccountRow, 'id' | 'created_at'>>,
): Promise<void> {
  if (Object.keys(change).length > 0) await transaction('accounts').where({ id }).update(change);
}

export async function grantArea(transaction: Transaction, account: string, area: string): Promise<void> {
  await transaction('account_areas')
    .insert({ account_id: account, area_id: area })
    .onConflict(['account_id', 'area_id'])
    .ignore();
}

export async function setAreas(transaction: Transaction, account: string, areas: readonly string[]): Promise<void> {
  await transaction('account_areas').where({ account_id: account }).delete();
  for (const area of areas) await grantArea(transaction, account, area);
}

/** True when the step was not used before: each code opens once, whoever is quicker. */
export async function useStep(transaction: Transaction, id: string, step: number): Promise<boolean> {
  const changed = await transaction('accounts')
    .where({ id })
    .where((row) => row.whereNull('totp_step').orWhere('totp_step', '<', step))
    .update({ totp_step: step });
  return changed === 1;
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

/** Every account, or the one asked for, with its areas and how many devices it trusts, by name. */
export async function accountsWithAreas(read: Knex, now: number, id?: string): Promise<AccountWithAreas[]> {
  const of = id === undefined ? {} : { account_id: id };
  const areas = new Map<string, string[]>();
  for (const { account_id, area_id } of await read('account_areas').where(of).orderBy('area_id'))
    areas.set(account_id, [...(areas.get(account_id) ?? []), area_id]);
  const counted: { account_id: string; devices: number }[] = await read('trusted_devices')
    .where(of)
    .where('expires_at', '>', now)
    .groupBy('account_id')
    .select('account_id')
    .count({ devices: '*' });
  const devices = new Map(counted.map((row) => [row.account_id, Number(row.devices)]));
  const rows: AccountRow[] = await read('accounts')
    .where(id === undefined ? {} : { id })
    .orderBy('username');
  return rows.map((row) => ({ ...row, areas: areas.get(row.id) ?? [], devices: devices.get(row.id) ?? 0 }));
}
