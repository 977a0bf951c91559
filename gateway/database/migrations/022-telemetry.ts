import type { Knex } from 'knex';
import type { Dialect } from '../database.ts';

/** What nodes measured over hours and months, and what they used of their SIM. */
export const telemetry = {
  name: '022-telemetry',
  async up(knex: Knex, dialect: Dialect): Promise<void> {
    /** Two weeks of points on change. A column is null where its value is as before; at the first point of an hour: not measured. */
    await byKey(knex, dialect, 'telemetry_points', (t) => {
      t.text('node_id').notNullable();
      t.bigInteger('at').notNullable();
      for (const field of ['rssi_dbm', 'mains_volts', 'celsius', 'level_db', 'free_bytes', 'output_watts'])
        t.double(field);
      t.double('clock_error_ms');
      t.primary(['node_id', 'at']);
    });
    /** Older ones: a node's day as steps of an hour, later as one step (gateway/telemetry/day-codec.ts). */
    await byKey(knex, dialect, 'telemetry_days', (t) => {
      t.text('node_id').notNullable();
      t.text('day').notNullable();
      t.integer('step_ms').notNullable();
      t.binary('steps').notNullable();
      t.primary(['node_id', 'day']);
    });
    /** Bytes over the mobile network by Vietnamese month (YYYY-MM); `told` is the level of the budget that was told of. */
    await byKey(knex, dialect, 'data_use', (t) => {
      t.text('node_id').notNullable();
      t.text('month').notNullable();
      t.bigInteger('sent_bytes').notNullable();
      t.bigInteger('received_bytes').notNullable();
      t.integer('told').notNullable();
      t.primary(['node_id', 'month']);
    });
    /** The counters that were counted last, so that a restarted gateway counts on. */
    await byKey(knex, dialect, 'data_counters', (t) => {
      t.text('node_id').notNullable();
      t.bigInteger('at').notNullable();
      t.bigInteger('uptime_ms').notNullable();
      t.bigInteger('sent_bytes').notNullable();
      t.bigInteger('received_bytes').notNullable();
      t.primary(['node_id']);
    });
  },
};

/** Rows lie in the order of their key, where the database can. */
async function byKey(
  knex: Knex,
  dialect: Dialect,
  table: string,
  build: (t: Knex.CreateTableBuilder) => void,
): Promise<void> {
  for (const { sql } of knex.schema.createTable(table, build).toSQL())
    await knex.raw(dialect === 'sqlite' && sql.startsWith('create table') ? `${sql} WITHOUT ROWID` : sql);
}
