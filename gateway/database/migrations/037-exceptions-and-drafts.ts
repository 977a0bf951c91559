import type { Knex } from 'knex';

/** Leave to sound in quiet hours, and forms that somebody has begun. */
export const exceptionsAndDrafts = {
  name: '037-exceptions-and-drafts',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('quiet_exceptions', (t) => {
      t.text('id').primary();
      t.text('programme_id').notNullable().index();
      t.text('area_id').notNullable();
      /** What it is given to; with any other content of the programme it holds no more. */
      t.text('content_hash').notNullable();
      t.text('reason').notNullable();
      /** JSON: the runs, each with its instants and what it says. */
      t.text('runs').notNullable();
      /** The end of the last of them. */
      t.bigInteger('until').notNullable();
      t.text('asked_by').notNullable();
      t.bigInteger('asked_at').notNullable();
      t.text('first_by');
      t.bigInteger('first_at');
      t.text('second_by');
      t.bigInteger('second_at');
      t.boolean('void').notNullable().defaultTo(false);
    });
    await knex.schema.createTable('form_drafts', (t) => {
      t.text('account_id').notNullable();
      /** `new`, or the programme that is changed. */
      t.text('of').notNullable();
      t.text('body').notNullable();
      /** Grows with every change, so that two devices see each other. */
      t.integer('version').notNullable();
      t.bigInteger('changed_at').notNullable().index();
      t.primary(['account_id', 'of']);
    });
  },
};
