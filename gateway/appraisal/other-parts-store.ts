import type { Knex } from 'knex';
import type { OtherPart } from '../../protocol/api/appraisal.ts';
import type { Transaction } from '../database/database.ts';

/** Another part of the criterion as stored, without names. */
export type StoredOtherPart = Omit<OtherPart, 'byName'> & { readonly by: string };

interface OtherPartRow {
  readonly commune_id: string;
  readonly part: OtherPart['part'];
  readonly version: number;
  readonly verdict: OtherPart['verdict'];
  readonly text: string;
  readonly documents: string;
  readonly by: string;
  readonly at: number;
}

export async function addOtherPart(transaction: Transaction, round: string, one: StoredOtherPart): Promise<void> {
  const { commune, documents, ...rest } = one;
  await transaction('appraisal_other_parts').insert({
    ...{ ...rest, round_id: round, commune_id: commune, documents: JSON.stringify(documents) },
  });
}

/** Every version of every part of a commune, the newest version of each first. */
export async function otherPartsOf(read: Knex, round: string, commune: string): Promise<StoredOtherPart[]> {
  const rows: OtherPartRow[] = await read('appraisal_other_parts')
    .where({ round_id: round, commune_id: commune })
    .orderBy('part', 'desc')
    .orderBy('version', 'desc');
  return rows.map(({ commune_id, part, version, verdict, text, documents, by, at }) => ({
    // As this gateway itself wrote it.
    ...{ commune: commune_id, part, version, verdict, text, documents: JSON.parse(documents) as string[], by, at },
  }));
}
