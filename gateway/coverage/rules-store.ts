import type { Knex } from 'knex';
import { type Rule, rule } from '../../protocol/api/coverage.ts';
import type { Database, Transaction } from '../database/database.ts';

/** Every version of every rule, the newest version of each first. */
export async function readRules(read: Knex): Promise<Rule[]> {
  const rows = await read('rules').select('body').orderBy('id').orderBy('version', 'desc');
  return rows.map((row: { body: string }) => rule.parse(JSON.parse(row.body)));
}

/** Adds rules that are not there yet; a published version is never changed. */
export async function addRules(database: Database, rules: readonly Rule[], by: string, at: number): Promise<void> {
  await database.write(async (transaction: Transaction) => {
    for (const { id, version, validFrom, ...rest } of rules) {
      await transaction('rules')
        .insert({
          id,
          version,
          body: JSON.stringify({ id, version, validFrom, ...rest }),
          valid_from: validFrom,
          published_at: at,
          published_by: by,
        })
        .onConflict(['id', 'version'])
        .ignore();
    }
  });
}
