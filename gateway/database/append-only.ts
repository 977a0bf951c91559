import type { Knex } from 'knex';
import type { Dialect } from './database.ts';

/** The database itself refuses to change or delete a row of the record (promise 4). */
export async function appendOnly(knex: Knex, dialect: Dialect, table: string): Promise<void> {
  if (dialect === 'sqlite') {
    for (const verb of ['UPDATE', 'DELETE']) {
      await knex.raw(
        `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
      );
    }
    return;
  }
  await knex.raw(
    `CREATE OR REPLACE FUNCTION ${table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${table} is append-only'; END $$`,
  );
  await knex.raw(
    `CREATE TRIGGER ${table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION ${table}_append_only()`,
  );
}
