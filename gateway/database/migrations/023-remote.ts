import type { Knex } from 'knex';

/** Remote actions, what self-tests found, when they are made, and the lines that devices brought. */
export const remote = {
  name: '023-remote',
  async up(knex: Knex): Promise<void> {
    /** What became of an action is its command's row in `command_targets`. */
    await knex.schema.createTable('remote_actions', (t) => {
      t.text('id').primary();
      t.text('node_id').notNullable();
      t.text('type').notNullable();
      /** JSON of what was asked. */
      t.text('input').notNullable();
      t.text('command_id').notNullable().unique();
      t.text('asked_by').notNullable();
      /** The asker's own name for it: said twice, it is done once. */
      t.text('key').notNullable();
      t.bigInteger('asked_at').notNullable();
      t.bigInteger('expires_at').notNullable();
      t.unique(['asked_by', 'key']);
      t.index(['node_id', 'id']);
    });
    await knex.schema.createTable('self_tests', (t) => {
      /** Place in the evidence log. */
      t.bigInteger('position').primary();
      t.text('node_id').notNullable();
      t.bigInteger('tested_at').notNullable();
      t.text('mode').notNullable();
      t.integer('attempt').notNullable();
      t.text('result').notNullable();
      t.double('level_db');
      t.double('reference_db');
      t.text('command_id');
      t.index(['node_id', 'position']);
      t.index(['node_id', 'tested_at']);
    });
    await knex.schema.createTable('self_test_settings', (t) => {
      t.text('area_id').primary();
      t.boolean('enabled').notNullable();
      /** Vietnamese time of day, HH:MM. */
      t.text('at').notNullable();
      t.integer('volume').notNullable();
      t.integer('every_days').notNullable();
      t.integer('version').notNullable();
      t.text('changed_by').notNullable();
      t.bigInteger('changed_at').notNullable();
    });
    /** A node that is louder or quieter than its commune says. */
    await knex.schema.createTable('node_volumes', (t) => {
      t.text('node_id').primary();
      t.integer('percent').notNullable();
      t.text('set_by').notNullable();
      t.bigInteger('set_at').notNullable();
    });
    await knex.schema.createTable('device_logs', (t) => {
      t.text('action_id').primary();
      t.text('node_id').notNullable();
      t.bigInteger('received_at').notNullable();
      t.text('lines').notNullable();
      t.index(['node_id', 'received_at']);
    });
  },
};
