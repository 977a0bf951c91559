import type { Knex } from 'knex';

/** How fetching the alerts of a source goes, and which of what its index names is done. */
export const capFeeds = {
  name: '041-cap-feeds',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('cap_feeds', (t) => {
      t.text('source_id').primary();
      /** Of another address none of this is true. */
      t.text('url').notNullable();
      /** Of the index whose every alert was taken; none while something of it is missing. */
      t.text('etag');
      t.text('last_modified');
      t.bigInteger('tried_at');
      t.bigInteger('fetched_at');
      t.bigInteger('due_at').notNullable();
      t.integer('waiting').notNullable();
      t.text('failure');
      t.bigInteger('failing_since');
      t.integer('failures').notNullable();
    });
    await knex.schema.createTable('cap_feed_entries', (t) => {
      t.text('source_id').notNullable();
      /** SHA-256 of address and version. */
      t.text('key').notNullable();
      /** done | given-up | waiting: was tried in vain */
      t.text('state').notNullable();
      t.integer('tries').notNullable();
      t.primary(['source_id', 'key']);
    });
  },
};
