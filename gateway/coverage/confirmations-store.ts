import type { Knex } from 'knex';
import type { ConfirmInput } from '../../protocol/api/inspections.ts';
import type { Transaction } from '../database/database.ts';

/** The hamlet head's word on a record: in the own account, or on paper of which the inspector sends a photo. */
export type StoredConfirmation = ConfirmInput & {
  readonly inspection: string;
  readonly ownAccount: boolean;
  readonly by: string;
  readonly at: number;
};

interface Row {
  readonly inspection_id: string;
  readonly hamlet_id: string;
  readonly own_account: boolean | number;
  readonly name: string;
  readonly agrees: boolean | number;
  readonly note: string;
  readonly photo: string | null;
  readonly by: string;
  readonly at: number;
}

export async function addConfirmation(transaction: Transaction, one: StoredConfirmation): Promise<void> {
  await transaction('inspection_confirmations').insert({
    ...{ inspection_id: one.inspection, hamlet_id: one.hamlet, own_account: one.ownAccount, name: one.name },
    ...{ agrees: one.agrees, note: one.note, photo: one.photo ?? null, by: one.by, at: one.at },
  });
}

/** What was said of these records. */
export async function confirmationsOf(read: Knex, inspections: readonly string[]): Promise<StoredConfirmation[]> {
  const rows: Row[] = await read('inspection_confirmations').whereIn('inspection_id', [...inspections]);
  return rows.map((row) => ({
    ...{ inspection: row.inspection_id, hamlet: row.hamlet_id, ownAccount: Boolean(row.own_account) },
    ...{ name: row.name, agrees: Boolean(row.agrees), note: row.note, by: row.by, at: row.at },
    ...(row.photo === null ? {} : { photo: row.photo }),
  }));
}

/** The one that is shown of a hamlet: what the head said in the own account goes before any paper. */
export function confirmationOf(all: readonly StoredConfirmation[], inspection: string, hamlet: string) {
  const of = all.filter((one) => one.inspection === inspection && one.hamlet === hamlet);
  return of.find(({ ownAccount }) => ownAccount) ?? of[0];
}
