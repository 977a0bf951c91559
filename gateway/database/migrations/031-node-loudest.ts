import type { Knex } from 'knex';

/** A node that stands close to somebody's window has a limit of its own on loudness; percent, none when empty. */
export const nodeLoudest = {
  name: '031-node-loudest',
  async up(knex: Knex): Promise<void> {
    await knex.schema.alterTable('nodes', (t) => {
      t.integer('loudest');
    });
  },
};
