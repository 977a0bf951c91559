import type { Knex } from 'knex';

/** Signed firmware, and its way to the nodes in stages. */
export const firmware = {
  name: '024-firmware',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('firmwares', (t) => {
      t.text('sha256').primary();
      /** SHA-256 of the manifest as signed: what nodes call it by in their entries. */
      t.text('manifest_sha256').notNullable().unique();
      t.text('manifest').notNullable();
      t.bigInteger('uploaded_at').notNullable();
      t.text('uploaded_by').notNullable();
    });
    await knex.schema.createTable('rollouts', (t) => {
      t.text('id').primary();
      t.text('firmware').notNullable().references('sha256').inTable('firmwares');
      t.text('area_id').notNullable();
      /** Shares in percent, JSON. */
      t.text('stages').notNullable();
      t.bigInteger('pause_ms').notNullable();
      t.integer('stage').notNullable();
      t.text('state').notNullable();
      t.bigInteger('state_at').notNullable();
      t.text('reason');
      t.bigInteger('next_at');
      t.bigInteger('created_at').notNullable();
      t.text('created_by').notNullable();
    });
    await knex.schema.createTable('rollout_nodes', (t) => {
      t.text('rollout_id').notNullable().references('id').inTable('rollouts');
      t.text('node_id').notNullable();
      t.integer('stage').notNullable();
      /** Order within the roll-out. */
      t.integer('place').notNullable();
      t.text('state').notNullable();
      t.text('reason');
      t.text('command_id');
      t.integer('tries').notNullable();
      t.bigInteger('changed_at').notNullable();
      /** Failed before somebody said: go on all the same. */
      t.boolean('set_aside').notNullable();
      t.primary(['rollout_id', 'node_id']);
    });
  },
};
