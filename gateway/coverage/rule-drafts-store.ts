import type { Knex } from 'knex';
import { type Rule, rule } from '../../protocol/api/coverage.ts';
import type { Transaction } from '../database/database.ts';

/** The version that is being written, at most one of a rule. */
export interface RuleDraft {
  readonly rule: Rule;
  readonly reason: string;
  /** Who wrote it last. */
  readonly by: string;
  readonly at: number;
}

export async function draftOf(read: Knex, id: string): Promise<RuleDraft | undefined> {
  const row: { body: string; reason: string; by: string; at: number } | undefined = await read('rule_drafts')
    .where({ rule_id: id })
    .first();
  return row && { rule: rule.parse(JSON.parse(row.body)), reason: row.reason, by: row.by, at: row.at };
}

export async function saveDraft(transaction: Transaction, draft: RuleDraft): Promise<void> {
  const { id, version } = draft.rule;
  await transaction('rule_drafts')
    .insert({
      ...{ rule_id: id, version, body: JSON.stringify(draft.rule) },
      ...{ reason: draft.reason, by: draft.by, at: draft.at },
    })
    .onConflict('rule_id')
    .merge();
}

export async function dropDraft(transaction: Transaction, id: string): Promise<void> {
  await transaction('rule_drafts').where({ rule_id: id }).delete();
}
