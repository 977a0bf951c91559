import type { Knex } from 'knex';
import { appendOnly } from '../append-only.ts';
import type { Dialect } from '../database.ts';

/** The timetable a commune registers ahead, and what it takes out of it again. */
export const timetable = {
  name: '012-timetable',
  async up(knex: Knex, dialect: Dialect): Promise<void> {
    await knex.schema.createTable('registered_sessions', (t) => {
      t.text('id').primary();
      t.text('area_id').notNullable().index();
      /** ISO weekdays, 1 Monday, as digits: `135`. */
      t.text('weekdays').notNullable();
      t.text('from_time').notNullable();
      t.text('to_time').notNullable();
      t.text('valid_from').notNullable();
      t.text('valid_to');
      t.text('registered_by').notNullable();
      t.bigInteger('registered_at').notNullable();
    });
    /** One row a hamlet: where it hung then is what counts. */
    await knex.schema.createTable('session_cancellations', (t) => {
      t.text('id').notNullable();
      t.text('hamlet_id').notNullable();
      t.text('day').notNullable();
      t.bigInteger('from_at').notNullable();
      t.bigInteger('to_at').notNullable();
      /** The run or the registered session that was taken off. */
      t.text('run_id');
      t.text('session_id');
      t.bigInteger('at').notNullable();
      t.text('by').notNullable();
      t.text('reason');
      /** At least an hour ahead, with a reason (DOMAIN §4.6). */
      t.boolean('in_time').notNullable();
      t.primary(['id', 'hamlet_id']);
      t.index(['day', 'hamlet_id']);
    });
    await appendOnly(knex, dialect, 'session_cancellations');
    /** Up to which day sessions of the timetable were marked for the roll-up, run or no run. */
    await knex.schema.createTable('timetable_marks', (t) => {
      t.integer('id').primary();
      t.text('day').notNullable();
    });
  },
};
