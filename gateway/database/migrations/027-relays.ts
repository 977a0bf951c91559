import type { Knex } from 'knex';

/** Stations that are passed on, what happened to them, bulletins that are a relay, and what nodes said of a stream. */
export const relays = {
  name: '027-relays',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('relay_stations', (t) => {
      t.text('id').primary();
      t.text('name').notNullable();
      t.text('url').notNullable();
      /** auto | icecast | hls */
      t.text('format').notNullable();
      /** gateway | direct */
      t.text('way').notNullable();
      t.text('area_id').notNullable().index();
      t.text('fallback');
      /** unknown | ok | silent | lost, by the newest check or pull. */
      t.text('state').notNullable();
      t.bigInteger('checked_at');
      /** As JSON: codec, kbps, levelDb. */
      t.text('found');
      t.text('why');
      t.text('created_by').notNullable();
      t.bigInteger('created_at').notNullable();
    });
    // Outlives its station: it is the log of runs that were.
    await knex.schema.createTable('relay_events', (t) => {
      t.text('id').primary();
      t.text('station_id').notNullable();
      t.bigInteger('at').notNullable().index();
      /** checked | lost | silent | back | began | ended */
      t.text('what').notNullable();
      t.text('why');
      t.text('run_id').index();
      t.index(['station_id', 'id']);
    });
    await knex.schema.alterTable('bulletins', (t) => {
      t.text('relay_station').index();
      t.integer('relay_minutes');
      /** Hash of the address that was meant. */
      t.text('relay_source');
    });
    await knex.schema.alterTable('deliveries', (t) => {
      /** Of parts that were a stream: how long it sounded itself, how long its fallback, and (JSON) when it was away. */
      t.bigInteger('relay_ms');
      t.bigInteger('fallback_ms');
      t.text('stream_breaks');
    });
  },
};
