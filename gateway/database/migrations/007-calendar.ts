import type { Knex } from 'knex';
import { appendOnly } from '../append-only.ts';
import type { Dialect } from '../database.ts';

/** Single runs moved, skipped and replaced; silences; every version of a programme. */
export const calendar = {
  name: '007-calendar',
  async up(knex: Knex, dialect: Dialect): Promise<void> {
    await knex.schema.alterTable('runs', (t) => {
      /** The instant that names a scheduled run; `due_at` is another one when it was moved. */
      t.bigInteger('original_at');
      /** The silence because of which it is cancelled. */
      t.text('silenced_by');
    });
    await knex('runs')
      .whereNotNull('programme_id')
      .update({ original_at: knex.ref('due_at') });
    // Two runs of a programme may be moved to one instant; what is unique is the original one.
    await knex.schema.alterTable('runs', (t) => t.dropUnique(['programme_id', 'due_at']));
    await knex.schema.alterTable('runs', (t) => t.unique(['programme_id', 'original_at']));
    await knex.schema.alterTable('programmes', (t) => {
      t.integer('version').notNullable().defaultTo(1);
    });
    /** Bulletins that single runs say instead. */
    await knex.schema.createTable('programme_replacements', (t) => {
      t.text('programme_id').notNullable();
      t.bigInteger('at').notNullable();
      t.integer('position').notNullable();
      t.text('bulletin_id').notNullable().index();
      t.primary(['programme_id', 'at', 'position']);
    });
    await knex.schema.createTable('programme_versions', (t) => {
      t.text('programme_id').notNullable();
      t.integer('version').notNullable();
      t.bigInteger('at').notNullable();
      t.text('by').notNullable();
      t.text('action').notNullable();
      /** JSON: the whole programme as it was from then on. */
      t.text('snapshot').notNullable();
      /** The programme that the same act made, of a timetable that was split. */
      t.text('made_id');
      t.primary(['programme_id', 'version']);
    });
    await appendOnly(knex, dialect, 'programme_versions');
    await knex.schema.createTable('silences', (t) => {
      t.text('id').primary();
      t.text('area_id').notNullable();
      t.bigInteger('from_at').notNullable();
      t.bigInteger('to_at').notNullable();
      t.text('reason').notNullable();
      t.text('created_by').notNullable();
      t.bigInteger('created_at').notNullable();
      t.bigInteger('lifted_at');
    });
  },
};
