import type { Knex } from 'knex';
import type { SelfAssessment, SelfAssessmentInput } from '../../protocol/api/appraisal.ts';
import type { Transaction } from '../database/database.ts';

/** A self-assessment as stored, without names. */
export interface StoredSelfAssessment extends Omit<SelfAssessment, 'hamlets' | 'byName'> {
  readonly hamlets: SelfAssessmentInput['hamlets'];
  readonly by: string;
}

interface SelfAssessmentRow {
  readonly commune_id: string;
  readonly version: number;
  readonly hamlets: string;
  readonly text: string;
  readonly by: string;
  readonly at: number;
}

export async function addSelfAssessment(transaction: Transaction, round: string, one: StoredSelfAssessment) {
  const { commune, version, hamlets, text, by, at } = one;
  await transaction('appraisal_self_assessments').insert({
    ...{ round_id: round, commune_id: commune, version, hamlets: JSON.stringify(hamlets), text, by, at },
  });
}

/** Every version of one commune's, the newest first. */
export async function selfAssessmentsOf(read: Knex, round: string, commune: string): Promise<StoredSelfAssessment[]> {
  const rows: SelfAssessmentRow[] = await read('appraisal_self_assessments')
    .where({ round_id: round, commune_id: commune })
    .orderBy('version', 'desc');
  return rows.map(({ commune_id, version, hamlets, text, by, at }) => ({
    // As this gateway itself wrote it.
    ...{ commune: commune_id, version, hamlets: JSON.parse(hamlets) as StoredSelfAssessment['hamlets'], text, by, at },
  }));
}
