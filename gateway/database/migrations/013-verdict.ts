import type { Knex } from 'knex';

/** What the verdict needs to know of a place: its floor, where its nodes hung and when, and what its letters cannot say. */
export const verdict = {
  name: '013-verdict',
  async up(knex: Knex): Promise<void> {
    await knex.schema.alterTable('areas', (t) => {
      /** Class of a commune for grants, 1 to 3. */
      t.integer('class');
      /** The decision of the province that lowers its floor of sessions. */
      t.text('floor_decision');
    });
    /** Where a node hung, what it was and how many horns it drove; a row ends where the next begins or the node is taken down. */
    await knex.schema.createTable('node_places', (t) => {
      t.text('node_id').notNullable();
      t.bigInteger('from_at').notNullable();
      t.bigInteger('until_at');
      t.text('hamlet_id').notNullable();
      t.text('technology').notNullable();
      t.integer('horns').notNullable();
      t.primary(['node_id', 'from_at']);
      t.index(['hamlet_id', 'technology']);
    });
    await knex.raw(
      'INSERT INTO node_places (node_id, from_at, until_at, hamlet_id, technology, horns) SELECT id, created_at, retired_at, hamlet_id, technology, horns FROM nodes',
    );
    /** Two signs a part of the day (coverage/day-marks.ts); empty where there is nothing to say. */
    await knex.schema.alterTable('hamlet_days', (t) => t.text('marks').notNullable().defaultTo(''));
    await knex.schema.alterTable('hamlet_months', (t) => t.text('marks').notNullable().defaultTo(''));
  },
};
