import type { Knex } from 'knex';

/** Emergencies and drills, what is prepared for them, and who was told to fall silent. */
export const emergencies = {
  name: '011-emergencies',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('emergencies', (t) => {
      /** Its run has the same id. */
      t.text('id').primary();
      /** Chosen by who sends it: sent twice it is one. */
      t.text('key').notNullable().unique();
      t.text('status').notNullable();
      t.text('event').notNullable();
      t.text('title').notNullable();
      t.text('text');
      t.text('area_id').notNullable().index();
      t.text('targets').notNullable();
      t.bigInteger('started_at').notNullable().index();
      t.bigInteger('speaks_at').notNullable();
      t.bigInteger('expires_at').notNullable();
      t.bigInteger('ended_at');
      t.text('ended_how');
      t.text('ended_by');
      t.text('created_by').notNullable();
      t.text('ordered_by');
      t.text('drill_id');
      /** The run that spoke the correction. */
      t.text('correction_run');
      t.bigInteger('review_due_at');
      t.bigInteger('reviewed_at');
      t.text('reviewed_by');
      t.text('review_note');
      t.boolean('reminded').notNullable().defaultTo(false);
    });
    await knex.schema.createTable('emergency_templates', (t) => {
      t.text('id').primary();
      t.text('status').notNullable();
      t.text('event').notNullable();
      t.text('title').notNullable();
      t.text('text').notNullable();
      t.text('recording').notNullable();
      t.integer('duration_ms').notNullable();
      t.text('area_id').notNullable().index();
      /** Which of those that come with LoaXã it was; a deleted one is not brought again. */
      t.text('shipped_as');
      t.boolean('changed').notNullable();
      t.text('created_by').notNullable();
      t.bigInteger('created_at').notNullable();
      t.bigInteger('deleted_at');
      t.unique(['area_id', 'shipped_as']);
    });
    await knex.schema.createTable('emergency_contacts', (t) => {
      t.text('area_id').notNullable();
      t.integer('position').notNullable();
      t.text('name').notNullable();
      t.text('role').notNullable();
      t.text('telephone').notNullable();
      t.primary(['area_id', 'position']);
    });
    await knex.schema.createTable('drills', (t) => {
      t.text('id').primary();
      t.text('title').notNullable();
      t.text('area_id').notNullable().index();
      t.text('day').notNullable();
      t.text('template_id').notNullable();
      t.text('note');
      t.text('created_by').notNullable();
      t.bigInteger('created_at').notNullable();
      t.text('emergency_id');
    });
    await knex.schema.createTable('stops', (t) => {
      t.text('command_id').primary();
      /** One stop may take a command for each area of an account; the first names them all. */
      t.text('stop_id').notNullable().index();
      t.bigInteger('at').notNullable();
      t.text('by').notNullable();
    });
    await knex.schema.alterTable('faults', (t) => {
      /** Of a fault that belongs to a place and to no node. */
      t.text('area_id');
    });
    await knex.schema.alterTable('runs', (t) => {
      /** When the last node that began in time is done, where that is not the due instant plus the length. */
      t.bigInteger('ends_at');
    });
  },
};
