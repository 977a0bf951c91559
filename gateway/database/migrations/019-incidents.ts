import type { Knex } from 'knex';

/** Faults know when they were shown, how often they came and went, and which common cause holds them. */
export const incidents = {
  name: '019-incidents',
  async up(knex: Knex): Promise<void> {
    await knex.schema.alterTable('faults', (t) => {
      t.bigInteger('detected_at');
      t.integer('flaps').notNullable().defaultTo(0);
      /** The incident that holds it now. */
      t.text('incident_id').index();
      /** The maintenance window that holds it. */
      t.text('maintenance_id');
      /** `watch`: seen in beats and silence, and over when they say so; `alarm`: until somebody settles it. */
      t.text('source').notNullable().defaultTo('alarm');
      t.index(['since_at', 'id']);
      t.index(['until_at']);
    });
    await knex('faults').update({ detected_at: knex.ref('since_at') });
    await knex('faults').where({ kind: 'offline' }).update({ kind: 'network-lost', source: 'watch' });
    await knex.schema.createTable('incidents', (t) => {
      t.text('id').primary();
      /** uplink, feeder, commune, node, place, system. */
      t.text('kind').notNullable();
      /** The faults it may hold: `silent`, `mute`, or one kind. */
      t.text('class').notNullable();
      /** Id of the mast, feeder, commune, node or place. */
      t.text('subject').notNullable();
      t.text('cause').notNullable();
      t.text('name').notNullable();
      t.text('area_id').index();
      t.text('node_id');
      t.bigInteger('since_at').notNullable();
      t.bigInteger('until_at');
      t.bigInteger('opened_at').notNullable();
      /** How many nodes people were told of, and when that it grew. */
      t.integer('told_nodes').notNullable();
      t.bigInteger('grew_at');
      t.text('detail');
      t.index(['since_at', 'id']);
      t.index(['until_at']);
    });
    /** Every node it ever held. */
    await knex.schema.createTable('incident_nodes', (t) => {
      t.text('incident_id').notNullable();
      t.text('node_id').notNullable().index();
      t.primary(['incident_id', 'node_id']);
    });
    /** What many nodes hang on, named by people. */
    await knex.schema.createTable('parents', (t) => {
      t.text('id').primary();
      t.text('kind').notNullable();
      t.text('name').notNullable();
      t.text('area_id').notNullable().index();
      t.bigInteger('created_at').notNullable();
    });
    /** One mast and one feeder a node. */
    await knex.schema.createTable('parent_nodes', (t) => {
      t.text('node_id').notNullable();
      t.text('kind').notNullable();
      t.text('parent_id').notNullable().index();
      t.primary(['node_id', 'kind']);
    });
  },
};
