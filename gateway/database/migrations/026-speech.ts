import type { Knex } from 'knex';

/** How an area reads its own words. */
export const speech = {
  name: '026-speech',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('dictionaries', (t) => {
      t.text('area_id').primary();
      /** JSON: written, spoken, exact. */
      t.text('entries').notNullable();
      t.text('changed_by').notNullable();
      t.bigInteger('changed_at').notNullable();
    });
  },
};
