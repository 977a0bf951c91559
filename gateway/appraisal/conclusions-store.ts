import type { Knex } from 'knex';
import type { Conclusion } from '../../protocol/api/appraisal.ts';
import type { Transaction } from '../database/database.ts';

/** A conclusion as stored, without names. */
export type StoredConclusion = Omit<Conclusion, 'areaName' | 'byName'>;

interface ConclusionRow {
  readonly area_id: string;
  readonly version: number;
  readonly verdict: Conclusion['verdict'];
  readonly text: string;
  readonly by: string;
  readonly at: number;
}

export async function addConclusion(transaction: Transaction, round: string, conclusion: StoredConclusion) {
  const { area, ...rest } = conclusion;
  await transaction('appraisal_conclusions').insert({ ...rest, round_id: round, area_id: area });
}

/** Every version of a round, or of one area in it, the newest version first. */
export async function conclusionsOf(read: Knex, round: string, area?: string): Promise<StoredConclusion[]> {
  const rows: ConclusionRow[] = await read('appraisal_conclusions')
    .where({ round_id: round, ...(area === undefined ? {} : { area_id: area }) })
    .orderBy('area_id')
    .orderBy('version', 'desc');
  return rows.map(({ area_id, version, verdict, text, by, at }) => ({ area: area_id, version, verdict, text, by, at }));
}
