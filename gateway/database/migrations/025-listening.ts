import type { Knex } from 'knex';

/** Listening nodes: which hamlet each hears, since when, and what it said of each session. Apart from receipts and visits. */
export const listening = {
  name: '025-listening',
  async up(knex: Knex): Promise<void> {
    await knex.schema.alterTable('nodes', (t) => {
      t.text('listens_to');
    });
    // Who listened where, for ever: a late word counts for the hamlet it was set to then.
    await knex.schema.createTable('listeners', (t) => {
      t.text('node_id').notNullable();
      t.text('hamlet_id').notNullable().index();
      t.bigInteger('from_at').notNullable();
      t.bigInteger('until_at');
      t.text('by').notNullable();
      t.primary(['node_id', 'from_at']);
    });
    await knex.schema.createTable('listenings', (t) => {
      /** Place in the evidence log. */
      t.bigInteger('position').primary();
      t.text('node_id').notNullable();
      t.text('hamlet_id').notNullable();
      t.bigInteger('from_at').notNullable();
      t.bigInteger('to_at').notNullable();
      t.text('run_key');
      t.text('against').notNullable();
      t.text('result').notNullable();
      t.integer('due_ms').notNullable();
      t.integer('sound_ms').notNullable();
      t.integer('matched_ms').notNullable();
      t.double('level_db');
      t.double('noise_db');
      /** As JSON: the hashes compared with, and the stretches that matched. */
      t.text('content').notNullable();
      t.text('matched').notNullable();
      t.bigInteger('at').notNullable();
      /** trusted | floor | none: a time that nobody stands for is kept and not counted. */
      t.text('clock_state').notNullable();
      t.bigInteger('received_at').notNullable();
      t.index(['hamlet_id', 'from_at']);
      t.index(['node_id', 'from_at']);
    });
  },
};
