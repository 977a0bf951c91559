import type { Knex } from 'knex';
import type { LicenceInput } from '../../protocol/api/inspections.ts';
import type { Transaction } from '../database/database.ts';

export type StoredLicence = LicenceInput & {
  readonly id: string;
  readonly commune: string;
  readonly by: string;
  readonly recordedAt: number;
};

interface Row {
  readonly id: string;
  readonly commune_id: string;
  readonly number: string;
  readonly frequency_mhz: number;
  readonly issued_by: string;
  readonly from_day: string;
  readonly to_day: string;
  readonly document: string | null;
  readonly by: string;
  readonly recorded_at: number;
}

export async function addLicence(transaction: Transaction, one: StoredLicence): Promise<void> {
  await transaction('licences').insert({
    ...{ id: one.id, commune_id: one.commune, number: one.number, frequency_mhz: one.frequencyMhz },
    ...{ issued_by: one.issuedBy, from_day: one.from, to_day: one.to, document: one.document ?? null },
    ...{ by: one.by, recorded_at: one.recordedAt },
  });
}

/** What was entered last for each commune. */
export async function currentLicences(read: Knex): Promise<StoredLicence[]> {
  const rows: Row[] = await read('licences').orderBy('id');
  return [...new Map(rows.map((row) => [row.commune_id, fromRow(row)])).values()];
}

function fromRow(row: Row): StoredLicence {
  return {
    ...{ id: row.id, commune: row.commune_id, number: row.number, frequencyMhz: row.frequency_mhz },
    ...{ issuedBy: row.issued_by, from: row.from_day, to: row.to_day },
    ...(row.document === null ? {} : { document: row.document }),
    ...{ by: row.by, recordedAt: row.recorded_at },
  };
}
