import type { Knex } from 'knex';
import { type Rule, rule } from '../../protocol/api/coverage.ts';
import type { Database, Transaction } from '../database/database.ts';

/** A published version with who wrote and who published it (account ids). */
export interface PublishedRule {
  readonly rule: Rule;
  readonly reason?: string | undefined;
  readonly draftedBy?: string | undefined;
  readonly draftedAt?: number | undefined;
  readonly publishedBy: string;
  readonly publishedAt: number;
}

/** Every version of every rule, the newest version of each first. */
export async function readRules(read: Knex): Promise<Rule[]> {
  const rows = await read('rules').select('body').orderBy('id').orderBy('version', 'desc');
  return rows.map((row: { body: string }) => rule.parse(JSON.parse(row.body)));
}

/** Adds rules that are not there yet; a published version is never changed. */
export async function addRules(database: Database, rules: readonly Rule[], by: string, at: number): Promise<void> {
  await database.write(async (transaction: Transaction) => {
    for (const rule of rules) await addRule(transaction, { rule, publishedBy: by, publishedAt: at }, 'ignore');
  });
}

/** A version that is there already is an error, or left as it is. */
export async function addRule(transaction: Transaction, published: PublishedRule, twice?: 'ignore'): Promise<void> {
  const { id, version, validFrom, ...rest } = published.rule;
  const insert = transaction('rules').insert({
    ...{ id, version, valid_from: validFrom, body: JSON.stringify({ id, version, validFrom, ...rest }) },
    ...{ reason: published.reason ?? null, drafted_by: published.draftedBy ?? null },
    ...{ drafted_at: published.draftedAt ?? null },
    ...{ published_at: published.publishedAt, published_by: published.publishedBy },
  });
  await (twice === 'ignore' ? insert.onConflict(['id', 'version']).ignore() : insert);
}

/** Every published version of one rule, the newest first. */
export async function versionsOf(read: Knex, id: string): Promise<PublishedRule[]> {
  const rows: {
    body: string;
    reason: string | null;
    drafted_by: string | null;
    drafted_at: number | null;
    published_by: string;
    published_at: number;
  }[] = await read('rules').where({ id }).orderBy('version', 'desc');
  return rows.map((row) => ({
    rule: rule.parse(JSON.parse(row.body)),
    ...{ reason: row.reason ?? undefined, draftedBy: row.drafted_by ?? undefined },
    ...{ draftedAt: row.drafted_at ?? undefined, publishedBy: row.published_by, publishedAt: row.published_at },
  }));
}
