import type { Knex } from 'knex';

/** How a commune's loudspeakers speak, and in which order two programmes follow each other. */
export const conflicts = {
  name: '008-conflicts',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('broadcast_settings', (t) => {
      t.text('area_id').primary();
      t.text('settings').notNullable();
      t.text('reason').notNullable();
      t.text('changed_by').notNullable();
      t.bigInteger('changed_at').notNullable();
    });
    /** Where runs of both meet, `first` sounds and `then` waits for its end. One order a pair, whichever way round. */
    await knex.schema.createTable('programme_orders', (t) => {
      t.text('first_id').notNullable();
      t.text('then_id').notNullable().index();
      t.text('by').notNullable();
      t.bigInteger('at').notNullable();
      t.primary(['first_id', 'then_id']);
    });
  },
};
