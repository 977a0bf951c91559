import type { Knex } from 'knex';

/** Rows go whatever guards them: a database of a test is as new, and append-only tables are tested with their triggers on. */
const EMPTY = `DO $$
DECLARE one record;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT oid::regclass AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'knex%' AND pg_relation_size(oid) > 0
  LOOP
    EXECUTE format('DELETE FROM %s', one.name);
  END LOOP;
  FOR one IN SELECT format('%I', sequencename)::regclass AS name, start_value FROM pg_sequences
    WHERE last_value IS NOT NULL AND sequencename NOT LIKE 'knex%'
  LOOP
    PERFORM setval(one.name, one.start_value, false);
  END LOOP;
END $$`;

/** Every table, index, column, trigger, constraint and function. */
const SCHEMA = `SELECT md5(concat(
  (SELECT string_agg(concat_ws(' ', a.attrelid, a.attname, a.atttypid, a.attnotnull, a.atthasdef, a.attisdropped), ',' ORDER BY a.attrelid, a.attnum)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace),
  (SELECT string_agg(concat_ws(' ', oid, tgenabled), ',' ORDER BY oid) FROM pg_trigger),
  (SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_constraint),
  (SELECT string_agg(concat_ws(' ', oid, md5(prosrc)), ',' ORDER BY oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)
)) AS schema`;

const FILLED = `SELECT relname FROM pg_class
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'knex%' AND pg_relation_size(oid) > 0`;

/** The same for all clones of one template, until one is altered. */
export async function schemaOf(database: Knex): Promise<string> {
  const { rows } = await database.raw(SCHEMA);
  return rows[0].schema;
}

/** Only what migrations leave empty is as new once it is emptied. */
export async function beginsEmpty(database: Knex): Promise<boolean> {
  const { rows } = await database.raw(FILLED);
  return rows.length === 0;
}

/** Takes all rows out and begins all counters anew; false where that does not make it new, as its schema was altered. */
export async function emptied(database: Knex, schema: string): Promise<boolean> {
  if ((await schemaOf(database)) !== schema) return false;
  await database.raw(EMPTY);
  return true;
}
