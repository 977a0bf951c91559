import type { Knex } from 'knex';
import { appendOnly } from '../append-only.ts';
import type { Dialect } from '../database.ts';

/** Files with what cites them; inspections, the log kept by hand and licences, all append-only: a correction is a new row. */
export const inspections = {
  name: '015-inspections',
  async up(knex: Knex, dialect: Dialect): Promise<void> {
    await knex.schema.createTable('attachments', (t) => {
      t.text('sha256').primary();
      t.text('type').notNullable();
      t.integer('bytes').notNullable();
    });
    /** Who brought a file, and the areas of the account then; one file may be brought by several. */
    await knex.schema.createTable('attachment_uploads', (t) => {
      t.text('sha256').notNullable();
      t.text('by').notNullable();
      t.text('name').notNullable();
      t.text('areas').notNullable();
      t.bigInteger('at').notNullable();
      t.primary(['sha256', 'by']);
    });
    await knex.schema.createTable('attachment_citations', (t) => {
      t.text('sha256').notNullable();
      /** `inspection/{id}`, `licence/{id}`. */
      t.text('cited_by').notNullable();
      t.text('area_id').notNullable();
      t.primary(['sha256', 'cited_by', 'area_id']);
    });
    await knex.schema.createTable('inspections', (t) => {
      /** Made on the phone: sent twice it is one. */
      t.text('id').primary();
      /** Of all that was sent, to know the same record from another under its id. */
      t.text('content_hash').notNullable();
      t.text('commune_id').notNullable();
      t.bigInteger('at').notNullable().index();
      t.text('basis').notNullable();
      t.text('present').notNullable();
      t.boolean('unannounced').notNullable();
      t.boolean('from_outside').notNullable();
      t.double('frequency_mhz');
      t.text('licence');
      t.text('proposals').notNullable();
      t.text('conclusion').notNullable();
      t.text('round_id');
      /** Corrected once: the next correction names the newer record. */
      t.text('corrects').unique();
      t.text('by').notNullable();
      t.bigInteger('recorded_at').notNullable();
    });
    await knex.schema.createTable('inspection_lines', (t) => {
      t.text('inspection_id').notNullable();
      t.integer('position').notNullable();
      t.text('hamlet_id').notNullable().index();
      t.text('node_id');
      t.text('place').notNullable();
      t.double('latitude');
      t.double('longitude');
      t.text('technology').notNullable();
      t.integer('households');
      t.integer('horns_there').notNullable();
      t.integer('horns_sounding').notNullable();
      t.text('quality').notNullable();
      t.text('amplifier').notNullable();
      t.text('wiring').notNullable();
      t.text('power').notNullable();
      t.boolean('during_session').notNullable();
      t.text('photos').notNullable();
      t.text('shortcomings').notNullable();
      t.primary(['inspection_id', 'position']);
    });
    await knex.schema.createTable('inspection_confirmations', (t) => {
      t.text('inspection_id').notNullable();
      t.text('hamlet_id').notNullable();
      /** Given in the head's own account, not on paper. */
      t.boolean('own_account').notNullable();
      t.text('name').notNullable();
      t.boolean('agrees').notNullable();
      t.text('note').notNullable();
      t.text('photo');
      t.text('by').notNullable();
      t.bigInteger('at').notNullable();
      t.primary(['inspection_id', 'hamlet_id', 'own_account']);
    });
    await knex.schema.createTable('hand_log', (t) => {
      t.text('id').primary();
      t.text('content_hash').notNullable();
      t.text('commune_id').notNullable();
      /** JSON; null: all of the commune. */
      t.text('hamlets');
      t.text('day').notNullable().index();
      t.text('from_time').notNullable();
      t.text('to_time').notNullable();
      t.text('title').notNullable();
      t.text('field').notNullable();
      t.text('genre').notNullable();
      t.text('language').notNullable();
      t.text('relayed');
      t.text('on_duty').notNullable();
      t.text('note').notNullable();
      t.text('by').notNullable();
      t.bigInteger('recorded_at').notNullable();
    });
    await knex.schema.createTable('hand_log_cancellations', (t) => {
      t.text('entry_id').primary();
      t.text('reason').notNullable();
      t.text('by').notNullable();
      t.bigInteger('at').notNullable();
    });
    await knex.schema.createTable('licences', (t) => {
      t.text('id').primary();
      t.text('commune_id').notNullable().index();
      t.text('number').notNullable();
      t.double('frequency_mhz').notNullable();
      t.text('issued_by').notNullable();
      t.text('from_day').notNullable();
      t.text('to_day').notNullable();
      t.text('document');
      t.text('by').notNullable();
      t.bigInteger('recorded_at').notNullable();
    });
    for (const table of TABLES) await appendOnly(knex, dialect, table);
  },
};

const TABLES = [
  'attachments',
  'attachment_citations',
  'inspections',
  'inspection_lines',
  'inspection_confirmations',
  'hand_log',
  'hand_log_cancellations',
  'licences',
];
