import { hash } from 'node:crypto';
import type { Knex } from 'knex';
import { upsertMany } from '../bulk.ts';
import type { Dialect } from '../database.ts';

/**
 * What is kept for every node and every hamlet-day of five years, in fewer bytes: a roll-up names its runs by number instead of by
 * ids of 41 characters and its rule by 8 letters instead of 44, and a presence period does not say what follows from its last beat.
 * What was rolled up before is rewritten hamlet by hamlet; not a verdict changes, and nothing has to be computed again.
 */
export const narrowRollUps = {
  name: '044-narrow-roll-ups',
  async up(knex: Knex, dialect: Dialect): Promise<void> {
    await numberRuns(knex);
    await createNarrow(knex, dialect);
    await rewriteDays(knex, dialect);
    await knex.schema.dropTable('hamlet_days');
    await knex.schema.renameTable(NARROW, 'hamlet_days');
    if (dialect === 'postgres')
      await knex.raw(`ALTER TABLE hamlet_days RENAME CONSTRAINT ${NARROW}_pkey TO hamlet_days_pkey`);
    for (const key of await keysOf(knex, 'hamlet_months'))
      await knex('hamlet_months')
        .where('rule_key', key)
        .update({ rule_key: shortened(key) });
    await knex('presence_periods')
      .whereRaw('hold_at = last_beat_at + 3 * (to_at - last_beat_at)')
      .update({ hold_at: null });
  },
};

const NARROW = 'hamlet_days_narrow';

/** In the order they were due. */
async function numberRuns(knex: Knex): Promise<void> {
  await knex.schema.alterTable('runs', (t) => {
    t.bigInteger('number').unique();
  });
  await knex.raw(
    `UPDATE runs SET number = k.number FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY due_at, id) AS number FROM runs) AS k
      WHERE runs.id = k.id`,
  );
}

/** Its rows lie in the order of their key where the database can: the key is then stored once, not twice. */
async function createNarrow(knex: Knex, dialect: Dialect): Promise<void> {
  const built = knex.schema.createTable(NARROW, (t) => {
    t.text('rule_key').notNullable();
    t.text('hamlet_id').notNullable();
    t.text('day').notNullable();
    t.text('states').notNullable();
    t.text('sessions').notNullable();
    t.text('marks').notNullable().defaultTo('');
    t.primary(['rule_key', 'hamlet_id', 'day']);
  });
  for (const { sql } of built.toSQL())
    await knex.raw(dialect === 'sqlite' && sql.startsWith('create table') ? `${sql} WITHOUT ROWID` : sql);
}

/** A hamlet at a time, in the order of the key, so that the pages are filled. */
async function rewriteDays(knex: Knex, dialect: Dialect): Promise<void> {
  const columns = { rule_key: 'text', hamlet_id: 'text', day: 'text', states: 'text', sessions: 'text', marks: 'text' };
  for (const key of await keysOf(knex, 'hamlet_days')) {
    for (let hamlet = await hamletAfter(knex, key, ''); hamlet !== undefined; ) {
      const rows: DayRow[] = await knex('hamlet_days').where({ rule_key: key, hamlet_id: hamlet }).orderBy('day');
      const unpacked = rows.map((row) => ({ ...row, wide: JSON.parse(row.sessions) as Wide[] }));
      const runs = new Set(unpacked.flatMap(({ wide }) => wide.flatMap(([, , , , own]) => own)));
      const numbers = await numbersOf(knex, [...runs]);
      const narrow = unpacked.map(({ day, states, marks, wide }) => ({
        ...{ rule_key: shortened(key), hamlet_id: hamlet as string, day, states, marks },
        sessions: JSON.stringify(
          wide.map(([a, b, c, d, own]) => [a, b, c, d, ...own.map((run) => numbers.get(run) ?? run)]),
        ),
      }));
      // A migration's connection is a transaction already.
      await upsertMany(knex as Knex.Transaction, dialect, NARROW, columns as Columns, [], [], narrow);
      hamlet = await hamletAfter(knex, key, hamlet);
    }
  }
}

type Columns = Parameters<typeof upsertMany>[3];
/** Part of the day, owed, heard at least, at most (ms), ids of runs. */
type Wide = [number, number, number, number, string[]];
interface DayRow {
  readonly day: string;
  readonly states: string;
  readonly sessions: string;
  readonly marks: string;
}

async function keysOf(knex: Knex, table: string): Promise<string[]> {
  return knex(table).distinct('rule_key').orderBy('rule_key').pluck('rule_key');
}

async function hamletAfter(knex: Knex, key: string, hamlet: string): Promise<string | undefined> {
  const row = await knex('hamlet_days')
    .where('rule_key', key)
    .andWhere('hamlet_id', '>', hamlet)
    .min({ next: 'hamlet_id' });
  return row[0]?.next ?? undefined;
}

async function numbersOf(knex: Knex, runs: readonly string[]): Promise<Map<string, number>> {
  const numbers = new Map<string, number>();
  for (let from = 0; from < runs.length; from += 5_000) {
    const rows = await knex('runs')
      .whereIn('id', runs.slice(from, from + 5_000))
      .select('id', 'number');
    for (const { id, number } of rows) numbers.set(id, Number(number));
  }
  return numbers;
}

/** As coverage/session-key.ts names a roll-up since then. */
function shortened(key: string): string {
  return hash('sha256', key, 'base64url').slice(0, 8);
}
