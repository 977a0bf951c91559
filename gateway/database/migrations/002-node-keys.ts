import type { Knex } from 'knex';

/** Which version of the key list each node said it holds. */
export const nodeKeys = {
  name: '002-node-keys',

  async up(knex: Knex): Promise<void> {
    await knex.schema.alterTable('nodes', (t) => {
      t.bigInteger('keys_version');
    });
  },
};
