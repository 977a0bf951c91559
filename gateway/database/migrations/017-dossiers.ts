import type { Knex } from 'knex';

/** Dossiers that were ordered: the queue of those still to be made, and what was made of the others. */
export const dossiers = {
  name: '017-dossiers',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('dossiers', (t) => {
      t.text('id').primary();
      t.text('area_id').notNullable();
      t.integer('year').notNullable();
      /** Counted by area and year. */
      t.integer('sequence').notNullable();
      t.text('from_day').notNullable();
      t.text('to_day').notNullable();
      /** The rule that judged, known once it is chosen: id, version and name. */
      t.text('rule_id').notNullable();
      t.integer('rule_version').notNullable();
      t.text('rule_name').notNullable();
      t.text('period_id');
      t.text('round_id');
      /** As JSON: what it is to contain. */
      t.text('parts').notNullable();
      t.text('state').notNullable();
      t.double('progress').notNullable();
      t.text('step').notNullable();
      t.integer('hamlets').notNullable();
      t.integer('receipts');
      t.text('error');
      /** Printed under the QR; absent until its contents are known. */
      t.text('code').unique();
      /** As JSON: what can be fetched, and what `GET /verification` says. */
      t.text('files');
      t.text('verification');
      t.text('by').notNullable();
      t.bigInteger('created_at').notNullable();
      t.bigInteger('ready_at');
      t.unique(['area_id', 'year', 'sequence']);
      t.index(['state', 'id']);
    });
  },
};
