import type { Knex } from 'knex';

/** Photos of how a node hangs: of the place and not of the device, so they stay when the device is changed. */
export const nodePhotos = {
  name: '035-node-photos',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('node_photos', (t) => {
      t.text('node_id').notNullable();
      /** Made on the phone: sent twice it is one. */
      t.text('key').notNullable();
      /** Names of attachments, JSON. */
      t.text('photos').notNullable();
      t.bigInteger('at').notNullable();
      t.text('by').notNullable();
      t.primary(['node_id', 'key']);
    });
  },
};
