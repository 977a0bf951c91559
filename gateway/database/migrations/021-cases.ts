import type { Knex } from 'knex';
import { appendOnly } from '../append-only.ts';
import type { Dialect } from '../database.ts';

/** The technician's workbench: cases with their events, maintenance windows, assets, and which devices hung where. */
export const cases = {
  name: '021-cases',
  async up(knex: Knex, dialect: Dialect): Promise<void> {
    await caseTables(knex, dialect);
    await maintenanceTables(knex);
    await assetTables(knex);
    await deviceTable(knex);
  },
};

async function caseTables(knex: Knex, dialect: Dialect): Promise<void> {
  await knex.schema.createTable('cases', (t) => {
    t.text('id').primary();
    /** SC-{year}-{serial}, counted in each commune and year. */
    t.text('commune_id').notNullable();
    t.integer('year').notNullable();
    t.integer('serial').notNullable();
    t.text('state').notNullable();
    t.text('kind').notNullable();
    t.text('severity').notNullable();
    /** Which kind on what: the same one again within a day is the same case. */
    t.text('about').notNullable().index();
    t.text('node_id');
    t.text('hamlet_id');
    t.text('incident_id').index();
    t.text('incident_name');
    t.integer('nodes').notNullable();
    t.bigInteger('since_at').notNullable();
    t.bigInteger('fault_until');
    t.text('detail');
    t.text('reporter');
    t.bigInteger('opened_at').notNullable();
    t.text('opened_by').notNullable();
    t.bigInteger('acknowledged_at');
    t.text('acknowledged_by');
    t.bigInteger('resolved_at');
    t.text('resolved_by');
    t.bigInteger('closed_at');
    t.text('closed_by');
    t.integer('reopened').notNullable();
    t.text('assignee');
    t.text('cause');
    t.text('measure').notNullable();
    t.text('parts').notNullable();
    t.bigInteger('cost_vnd');
    t.integer('work_minutes');
    t.boolean('sound_heard');
    t.bigInteger('confirmed_at');
    t.text('confirmed_by');
    t.integer('version').notNullable();
    t.unique(['commune_id', 'year', 'serial']);
    t.index(['state']);
    t.index(['since_at']);
  });
  /** Hamlets a case touches and, where it is known, with which node; an empty node for the hamlet alone. */
  await knex.schema.createTable('case_places', (t) => {
    t.text('case_id').notNullable();
    t.text('hamlet_id').notNullable().index();
    t.text('node_id').notNullable().index();
    t.primary(['case_id', 'hamlet_id', 'node_id']);
  });
  /** Everything that ever happened to it. `key` is made by who sends: the same word twice is one row. */
  await knex.schema.createTable('case_events', (t) => {
    t.text('case_id').notNullable();
    t.text('key').notNullable();
    t.bigInteger('at').notNullable();
    t.text('by').notNullable();
    t.bigInteger('happened_at').notNullable();
    t.text('kind').notNullable();
    t.text('note').notNullable();
    t.text('photos').notNullable();
    /** What was sent, as canonical JSON, to tell a word said twice from two words with one key. */
    t.text('body').notNullable();
    t.primary(['case_id', 'key']);
    t.index(['key']);
  });
  await appendOnly(knex, dialect, 'case_events');
}

async function maintenanceTables(knex: Knex): Promise<void> {
  await knex.schema.createTable('maintenance_slips', (t) => {
    t.text('id').primary();
    t.text('key').notNullable().unique();
    t.text('areas').notNullable();
    t.text('nodes').notNullable();
    t.text('title').notNullable();
    t.bigInteger('from_at').notNullable();
    t.bigInteger('to_at').notNullable();
    t.text('state').notNullable();
    t.text('reason').notNullable();
    t.text('note').notNullable();
    t.bigInteger('created_at').notNullable();
    t.text('created_by').notNullable();
    t.bigInteger('started_at');
    t.bigInteger('ended_at');
    t.text('excusal').notNullable();
    t.text('asked_by');
    t.bigInteger('excusal_at');
    t.text('excusal_by');
    t.integer('node_count').notNullable();
    /** Sessions owed within it, as they were known at the last change. */
    t.text('sessions').notNullable();
    t.integer('version').notNullable();
    t.index(['to_at']);
  });
  await knex.schema.createTable('maintenance_steps', (t) => {
    t.text('slip_id').notNullable();
    t.text('key').notNullable();
    t.text('kind').notNullable();
    t.text('note').notNullable();
    t.bigInteger('at').notNullable();
    t.text('by').notNullable();
    t.primary(['slip_id', 'key']);
  });
  /** Sessions of approved slips: counted apart, never taken out of the ratio (DOMAIN §4.7). */
  await knex.schema.createTable('maintenance_sessions', (t) => {
    t.text('slip_id').notNullable();
    t.text('hamlet_id').notNullable();
    t.text('day').notNullable();
    t.text('part').notNullable();
    t.primary(['hamlet_id', 'day', 'part', 'slip_id']);
  });
}

async function assetTables(knex: Knex): Promise<void> {
  await knex.schema.createTable('node_assets', (t) => {
    t.text('node_id').primary();
    t.text('asset_number').notNullable();
    t.text('serial').notNullable();
    t.text('model').notNullable();
    t.text('supply');
    t.text('keeper_name');
    t.text('keeper_phone');
    t.text('sim_iccid');
    t.text('sim_phone');
    t.text('sim_operator');
    t.integer('sim_monthly_mb');
    t.text('installed_on');
    t.text('warranty_to');
    t.integer('every_months');
    t.text('serviced_on');
    t.text('note').notNullable();
    t.integer('version').notNullable();
  });
  await knex.schema.createTable('asset_services', (t) => {
    t.text('node_id').notNullable();
    t.text('key').notNullable();
    t.text('on_day').notNullable();
    t.text('note').notNullable();
    t.text('photos').notNullable();
    t.bigInteger('at').notNullable();
    t.text('by').notNullable();
    t.primary(['node_id', 'key']);
  });
}

/** A device is told from another by the key it made; those that hang there now are taken over. */
async function deviceTable(knex: Knex): Promise<void> {
  await knex.schema.createTable('place_devices', (t) => {
    t.text('node_id').notNullable();
    t.bigInteger('from_at').notNullable();
    t.bigInteger('to_at');
    t.text('public_key').notNullable();
    t.text('serial').notNullable();
    t.text('firmware');
    t.primary(['node_id', 'from_at']);
  });
  await knex.raw(
    `INSERT INTO place_devices (node_id, from_at, to_at, public_key, serial, firmware)
     SELECT id, enrolled_at, NULL, public_key, '', firmware FROM nodes
     WHERE enrolled_at IS NOT NULL AND public_key IS NOT NULL`,
  );
}
