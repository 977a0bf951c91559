import type { Knex } from 'knex';

/** What a source may pass on and how it is told of it, streams that are a source's own, places of hamlets, messages nobody could read. */
export const above = {
  name: '034-above',
  async up(knex: Knex): Promise<void> {
    await knex.schema.alterTable('sources', (t) => {
      /** JSON: hosts it may name streams of, what its log counts, what its alerts become. */
      t.text('settings').notNullable().defaultTo('{}');
      /** Runs that were over by then are among its sums (ms UTC, the run after it), as `instant id`. */
      t.text('sums_position');
    });
    await knex.schema.alterTable('relay_stations', (t) => {
      /** Of a bulletin from above, and no station of a place. */
      t.text('source_id').index();
      /** live | relay: as what the source sent it. */
      t.text('source_content');
    });
    await knex.schema.alterTable('areas', (t) => {
      t.double('latitude');
      t.double('longitude');
      /** JSON: the points of a ring, as `[latitude, longitude]`. */
      t.text('outline');
    });
    await knex.schema.createTable('unreadable_alerts', (t) => {
      t.text('id').primary();
      t.text('source_id').notNullable();
      t.text('source_name').notNullable();
      /** JSON: the areas of the source then. */
      t.text('areas').notNullable();
      t.bigInteger('received_at').notNullable();
      t.text('reason').notNullable();
      t.text('detail').notNullable();
      t.integer('bytes').notNullable();
      t.text('sha256').notNullable();
      /** Its first characters. */
      t.text('begins').notNullable();
      t.index(['source_id', 'id']);
    });
  },
};
