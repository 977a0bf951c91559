import type { Knex } from 'knex';

/** Programmes that follow groups, and what is due found without walking every run ever planned. */
export const followedGroups = {
  name: '038-followed-groups',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('programme_groups', (t) => {
      t.text('programme_id').notNullable();
      t.integer('position').notNullable();
      t.text('group_id').notNullable().index();
      t.primary(['programme_id', 'position']);
    });
    /** Here because of a group alone; the others were named one by one. */
    await knex.schema.alterTable('programme_targets', (t) => {
      t.boolean('of_group').notNullable().defaultTo(false);
    });
    await knex.schema.alterTable('runs', (t) => t.index(['state', 'due_at', 'id']));
  },
};
