import type { Knex } from 'knex';
import { appendOnly } from '../append-only.ts';
import type { Dialect } from '../database.ts';

/** Appraisal rounds. What the council writes in them is append-only: a correction is a new row. */
export const appraisalRounds = {
  name: '006-appraisal-rounds',
  async up(knex: Knex, dialect: Dialect): Promise<void> {
    await knex.schema.createTable('appraisal_rounds', (t) => {
      t.text('id').primary();
      t.integer('year').notNullable();
      t.text('level').notNullable();
      t.text('kind').notNullable();
      t.text('title').notNullable();
      t.bigInteger('from_at').notNullable();
      t.bigInteger('until_at').notNullable();
      t.text('created_by').notNullable();
      t.bigInteger('created_at').notNullable();
      t.bigInteger('closed_at');
    });
    await knex.schema.createTable('appraisal_communes', (t) => {
      t.text('round_id').notNullable();
      t.text('area_id').notNullable();
      t.primary(['round_id', 'area_id']);
    });
    await knex.schema.createTable('appraisal_members', (t) => {
      t.text('round_id').notNullable();
      t.text('account_id').notNullable();
      t.primary(['round_id', 'account_id']);
    });
    await knex.schema.createTable('appraisal_visits', (t) => {
      t.text('id').primary();
      t.text('round_id').notNullable().index();
      t.text('hamlet_id').notNullable();
      t.bigInteger('at').notNullable();
      t.integer('horns_there').notNullable();
      t.integer('horns_sounding').notNullable();
      t.boolean('during_session').notNullable();
      t.boolean('unannounced').notNullable();
      t.text('note').notNullable();
      /** Corrected once: the next correction names the newer visit. */
      t.text('corrects').unique();
      t.text('by').notNullable();
      t.bigInteger('recorded_at').notNullable();
    });
    await knex.schema.createTable('appraisal_conclusions', (t) => {
      t.text('round_id').notNullable();
      t.text('area_id').notNullable();
      t.integer('version').notNullable();
      t.text('verdict').notNullable();
      t.text('text').notNullable();
      t.text('by').notNullable();
      t.bigInteger('at').notNullable();
      t.primary(['round_id', 'area_id', 'version']);
    });
    for (const table of ['appraisal_visits', 'appraisal_conclusions']) await appendOnly(knex, dialect, table);
  },
};
