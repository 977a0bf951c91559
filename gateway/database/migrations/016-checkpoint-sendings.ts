import type { Knex } from 'knex';

/** Where each checkpoint goes outside the house, and what came of it. */
export const checkpointSendings = {
  name: '016-checkpoint-sendings',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('checkpoint_sendings', (t) => {
      t.bigInteger('size').notNullable();
      /** file | mail | web-hook */
      t.text('to').notNullable();
      t.integer('tries').notNullable();
      t.bigInteger('next_at').notNullable().index();
      t.bigInteger('tried_at');
      t.bigInteger('done_at');
      /** A word, never an address: both may hold a secret. */
      t.text('failed');
      t.primary(['size', 'to']);
    });
  },
};
