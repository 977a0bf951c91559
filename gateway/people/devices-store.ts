import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';

export interface DeviceRow {
  readonly id: string;
  readonly account_id: string;
  readonly name: string;
  readonly sha256: string;
  readonly pin_hash: string;
  /** Wrong PINs since the last right one. */
  readonly failures: number;
  readonly created_at: number;
  readonly seen_at: number;
  readonly expires_at: number;
}

export async function insertDevice(transaction: Transaction, row: DeviceRow): Promise<void> {
  await transaction('trusted_devices').insert(row);
}

export async function deviceOf(read: Knex, sha256: string): Promise<DeviceRow | undefined> {
  return read('trusted_devices').where({ sha256 }).first();
}

export async function devicesOf(read: Knex, account: string, now: number): Promise<DeviceRow[]> {
  return read('trusted_devices')
    .where({ account_id: account })
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc');
}

/** Counts a try before the PIN is looked at, so that many at once get no more than one after the other. False when none is left. */
export async function countTry(transaction: Transaction, id: string, most: number): Promise<boolean> {
  const counted = await transaction('trusted_devices')
    .where({ id })
    .where('failures', '<', most)
    .increment('failures', 1);
  return counted === 1;
}

export async function seeDevice(transaction: Transaction, id: string, now: number): Promise<void> {
  await transaction('trusted_devices').where({ id }).update({ failures: 0, seen_at: now });
}

export async function deleteDevices(transaction: Transaction, which: Partial<DeviceRow>): Promise<number> {
  return transaction('trusted_devices').where(which).delete();
}
