import type { Knex } from 'knex';

/** Somebody speaks now: each session with how it ended, which nodes can play a stream, and which runs were live. */
export const live = {
  name: '028-live',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('live_sessions', (t) => {
      /** Its run has the same id. */
      t.text('id').primary();
      t.text('key').notNullable().unique();
      t.text('by').notNullable();
      /** The browser that may bring the microphone. */
      t.text('session_id').notNullable();
      t.text('title').notNullable();
      t.text('class').notNullable();
      t.text('level').notNullable();
      t.text('area_id').notNullable().index();
      t.text('targets').notNullable();
      t.bigInteger('created_at').notNullable();
      t.bigInteger('starts_at').notNullable();
      t.bigInteger('ends_at').notNullable();
      /** Why what sounded there was silenced for it. */
      t.text('interrupt');
      t.bigInteger('ended_at').index();
      t.text('ended_how');
      t.bigInteger('duration_ms');
      t.text('recording');
    });
    // What a birth said; a gateway that starts anew hears no birth of nodes that stayed connected.
    await knex.schema.createTable('stream_nodes', (t) => {
      t.text('node_id').primary();
      t.boolean('able').notNullable();
    });
    await knex.schema.alterTable('runs', (t) => {
      t.boolean('live').notNullable().defaultTo(false);
    });
  },
};
