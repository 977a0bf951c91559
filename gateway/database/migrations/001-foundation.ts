import type { Knex } from 'knex';
import { appendOnly } from '../append-only.ts';
import type { Dialect } from '../database.ts';

/** Instants are integer milliseconds UTC, days are Vietnamese days as text, identities are text. */
export const foundation = {
  name: '001-foundation',
  async up(knex: Knex, dialect: Dialect): Promise<void> {
    await knex.schema.createTable('settings', (t) => {
      t.text('key').primary();
      t.text('value').notNullable();
    });
    await areas(knex);
    await nodes(knex);
    await people(knex);
    await evidence(knex, dialect);
    await presence(knex);
    await broadcast(knex);
    await coverage(knex, dialect);
    await sortKeysByBytes(knex, dialect);
    for (const table of ['audit_entries', 'evidence_leaves', 'evidence_subtrees', 'evidence_checkpoints'])
      await appendOnly(knex, dialect, table);
  },
};

async function areas(knex: Knex): Promise<void> {
  await knex.schema.createTable('areas', (t) => {
    t.text('id').primary();
    t.text('kind').notNullable();
    t.text('unit');
    t.text('name').notNullable();
    t.text('search_key').notNullable();
    t.text('sort_key').notNullable();
    t.text('code');
    t.text('parent_id').index();
    t.text('valid_from').notNullable();
    t.text('valid_to');
    t.text('former_district');
    t.text('region');
    t.integer('households');
    t.integer('inhabitants');
  });
  await knex.schema.createTable('area_predecessors', (t) => {
    t.text('area_id').notNullable();
    t.text('predecessor_id').notNullable();
    t.primary(['area_id', 'predecessor_id']);
  });
  await knex.schema.createTable('stations', (t) => {
    t.text('area_id').primary();
    t.text('name').notNullable();
    t.text('upgrade').notNullable();
    t.text('technology');
    t.text('decision');
    t.text('licence');
    t.text('note');
  });
  await knex.schema.createTable('station_investments', (t) => {
    t.text('area_id').notNullable();
    t.integer('position').notNullable();
    t.integer('year').notNullable();
    t.text('source').notNullable();
    t.bigInteger('amount_vnd').notNullable();
    t.primary(['area_id', 'position']);
  });
}

async function nodes(knex: Knex): Promise<void> {
  await knex.schema.createTable('nodes', (t) => {
    t.text('id').primary();
    t.text('hamlet_id').notNullable().index();
    t.text('code').notNullable();
    t.text('place').notNullable();
    t.text('search_key').notNullable();
    t.text('sort_key').notNullable();
    t.text('technology').notNullable();
    t.integer('horns').notNullable();
    t.double('latitude');
    t.double('longitude');
    t.text('public_key');
    t.bigInteger('enrolled_at');
    t.text('firmware');
    t.text('sensor');
    t.bigInteger('created_at').notNullable();
    t.bigInteger('retired_at');
    /** Version of the roster in which this node last changed. */
    t.bigInteger('roster_version').notNullable().defaultTo(0).index();
    t.bigInteger('config_version').notNullable().defaultTo(0);
    t.integer('beat_ms');
  });
  await knex.schema.createTable('node_credentials', (t) => {
    t.text('sha256').primary();
    t.text('node_id').notNullable().index();
    t.bigInteger('valid_from').notNullable();
    t.bigInteger('valid_to');
  });
  await knex.schema.createTable('claim_codes', (t) => {
    t.text('sha256').primary();
    t.text('node_id').notNullable();
    t.text('created_by').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('expires_at').notNullable();
    t.bigInteger('used_at');
  });
}

async function people(knex: Knex): Promise<void> {
  await knex.schema.createTable('accounts', (t) => {
    t.text('id').primary();
    t.text('username').notNullable().unique();
    t.text('name').notNullable();
    t.text('role').notNullable();
    t.text('password_hash').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('disabled_at');
  });
  await knex.schema.createTable('account_areas', (t) => {
    t.text('account_id').notNullable();
    t.text('area_id').notNullable();
    t.primary(['account_id', 'area_id']);
  });
  await knex.schema.createTable('web_sessions', (t) => {
    t.text('sha256').primary();
    t.text('account_id').notNullable().index();
    t.text('csrf_token').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('seen_at').notNullable();
    t.bigInteger('expires_at').notNullable();
    t.text('address');
    t.text('agent');
  });
  await knex.schema.createTable('audit_entries', (t) => {
    t.increments('id');
    t.bigInteger('at').notNullable().index();
    t.text('by').notNullable();
    t.text('action').notNullable();
    t.text('subject');
    t.text('area_id');
    t.text('outcome').notNullable();
    t.text('before');
    t.text('after');
    t.text('address');
  });
}

async function evidence(knex: Knex, dialect: Dialect): Promise<void> {
  /** An INTEGER key is SQLite's own row number: no second tree for it. PostgreSQL's integer would end at 2^31. */
  const position = (t: Knex.CreateTableBuilder) =>
    (dialect === 'sqlite' ? t.integer('position') : t.bigInteger('position')).primary();
  /** Leaf hashes stay for ever; (node, log, seq) makes a replay change nothing. */
  await knex.schema.createTable('evidence_leaves', (t) => {
    position(t);
    t.text('leaf_hash').notNullable();
    t.text('node_id').notNullable();
    t.text('log_id').notNullable();
    t.bigInteger('seq').notNullable();
    t.text('kind').notNullable();
    t.bigInteger('entry_at').notNullable();
    t.bigInteger('received_at').notNullable();
    t.unique(['node_id', 'log_id', 'seq']);
  });
  /** The raw signed message as received; may be purged when no appraisal needs it (issue 5). */
  await knex.schema.createTable('evidence_bodies', (t) => {
    position(t);
    t.text('jws').notNullable();
  });
  /** Roots of complete subtrees of 256, 65,536, … leaves, so that a proof reads hundreds of rows and not millions. */
  await knex.schema.createTable('evidence_subtrees', (t) => {
    t.integer('height').notNullable();
    t.bigInteger('position').notNullable();
    t.text('hash').notNullable();
    t.primary(['height', 'position']);
  });
  /** How far each node's log is stored without a gap: every sequence below `below`. */
  await knex.schema.createTable('log_marks', (t) => {
    t.text('node_id').notNullable();
    t.text('log_id').notNullable();
    t.bigInteger('below').notNullable();
    t.primary(['node_id', 'log_id']);
  });
  await knex.schema.createTable('evidence_checkpoints', (t) => {
    t.bigInteger('size').primary();
    t.text('root_hash').notNullable();
    t.bigInteger('at').notNullable();
    t.text('note').notNullable();
  });
}

async function presence(knex: Knex): Promise<void> {
  await knex.schema.createTable('presence_periods', (t) => {
    t.text('node_id').notNullable();
    t.bigInteger('from_at').notNullable();
    /** Last beat plus one interval. */
    t.bigInteger('to_at').notNullable();
    t.bigInteger('last_beat_at').notNullable();
    /** A beat up to here belongs to the same period: three intervals after a beat; absent means after the last. */
    t.bigInteger('hold_at');
    t.primary(['node_id', 'from_at']);
  });
  await knex.schema.createTable('watch_periods', (t) => {
    t.bigInteger('from_at').primary();
    t.bigInteger('to_at').notNullable();
  });
  await knex.schema.createTable('node_states', (t) => {
    t.text('node_id').primary();
    t.bigInteger('beat_at').notNullable();
    t.text('session_id').notNullable();
    t.bigInteger('seq').notNullable();
    t.bigInteger('uptime_ms').notNullable();
    t.integer('beat_ms').notNullable();
    t.integer('rssi_dbm');
    t.double('mains_volts');
    t.text('power');
    t.double('celsius');
    t.integer('volume');
    t.double('output_watts');
    t.bigInteger('free_bytes');
    t.text('playing');
    t.text('boot_id');
    t.bigInteger('plan_version');
    t.text('clock_state');
  });
  await knex.schema.createTable('faults', (t) => {
    t.text('id').primary();
    t.text('kind').notNullable();
    t.text('node_id').index();
    t.bigInteger('since_at').notNullable();
    t.bigInteger('until_at');
    t.bigInteger('updated_at').notNullable();
    t.integer('count').notNullable();
    t.text('detail');
  });
}

async function broadcast(knex: Knex): Promise<void> {
  await knex.schema.createTable('recordings', (t) => {
    t.text('sha256').primary();
    t.text('title').notNullable();
    t.text('search_key').notNullable();
    t.integer('duration_ms').notNullable();
    t.double('loudness_before').notNullable();
    t.double('loudness_after').notNullable();
    t.text('format').notNullable();
    t.bigInteger('bytes').notNullable();
    t.text('opus').notNullable().index();
    t.text('mp3').notNullable().index();
    t.text('area_id').notNullable();
    t.text('uploaded_by').notNullable();
    t.bigInteger('uploaded_at').notNullable();
  });
  await knex.schema.createTable('bulletins', (t) => {
    t.text('id').primary();
    t.text('title').notNullable();
    t.text('search_key').notNullable();
    t.text('class').notNullable();
    t.text('field').notNullable();
    t.text('language').notNullable();
    t.text('recording').notNullable();
    t.text('text');
    t.text('area_id').notNullable();
    t.text('state').notNullable();
    t.text('content_hash').notNullable();
    t.text('approved_by');
    t.bigInteger('approved_at');
    t.text('approved_hash');
    t.text('created_by').notNullable();
    /** Who edited it last: neither may approve it. */
    t.text('changed_by').notNullable();
    t.bigInteger('created_at').notNullable();
  });
  await knex.schema.createTable('programmes', (t) => {
    t.text('id').primary();
    t.text('title').notNullable();
    t.text('search_key').notNullable();
    t.text('class').notNullable();
    t.text('level').notNullable();
    t.text('resume').notNullable();
    t.integer('volume');
    t.boolean('registered').notNullable();
    t.text('area_id').notNullable();
    t.text('recurrence').notNullable();
    t.text('state').notNullable();
    t.text('content_hash').notNullable();
    t.text('approved_by');
    t.bigInteger('approved_at');
    t.text('approved_hash');
    t.text('created_by').notNullable();
    /** Who edited it last: neither may approve it. */
    t.text('changed_by').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('ended_at');
  });
  await knex.schema.createTable('programme_bulletins', (t) => {
    t.text('programme_id').notNullable();
    t.integer('position').notNullable();
    t.text('bulletin_id').notNullable();
    t.primary(['programme_id', 'position']);
  });
  await knex.schema.createTable('programme_targets', (t) => {
    t.text('programme_id').notNullable();
    t.integer('position').notNullable();
    t.text('area_id');
    t.text('node_id');
    t.primary(['programme_id', 'position']);
  });
  await knex.schema.createTable('runs', (t) => {
    /** A ULID, or `{programme}@{due}`. */
    t.text('id').primary();
    t.text('programme_id');
    t.text('bulletin_id');
    t.text('title').notNullable();
    t.text('class').notNullable();
    t.text('level').notNullable();
    t.bigInteger('due_at').notNullable().index();
    t.integer('duration_ms').notNullable();
    t.integer('lateness_ms').notNullable();
    t.text('state').notNullable().index();
    /** JSON: the parts in order, with titles. */
    t.text('content').notNullable();
    t.boolean('registered').notNullable();
    t.text('area_id').notNullable();
    t.text('created_by').notNullable();
    /** Who took it off by hand; it is not planned again. */
    t.text('stopped_by');
    t.bigInteger('created_at').notNullable();
    t.unique(['programme_id', 'due_at']);
  });
  await knex.schema.createTable('deliveries', (t) => {
    t.text('run_id').notNullable();
    t.text('node_id').notNullable();
    /** Frozen at the due instant: where the node hung and how many horns it carried. */
    t.text('hamlet_id').notNullable();
    t.integer('horns').notNullable();
    t.bigInteger('due_at').notNullable();
    /** False for what was cancelled and played all the same: recorded, not due. */
    t.boolean('due').notNullable().defaultTo(true);
    t.boolean('registered').notNullable();
    t.text('state').notNullable();
    t.boolean('final').notNullable().defaultTo(false);
    t.text('reason');
    t.text('command_id');
    t.bigInteger('started_at');
    t.bigInteger('ended_at');
    t.integer('played_ms');
    t.integer('expected_ms').notNullable();
    t.integer('heard_ms');
    t.text('heard_by');
    t.text('clock_state');
    t.bigInteger('received_at');
    t.bigInteger('evidence_position');
    t.primary(['run_id', 'node_id']);
    t.index(['hamlet_id', 'due_at']);
    t.index(['final', 'due_at']);
  });
  await knex.schema.createTable('plans', (t) => {
    t.text('node_id').primary();
    t.bigInteger('version').notNullable();
    t.text('sha256').notNullable().index();
    t.text('body').notNullable();
    t.bigInteger('from_at').notNullable();
    t.bigInteger('to_at').notNullable();
    t.bigInteger('created_at').notNullable();
    /** Version the node said it holds. */
    t.bigInteger('held_version');
  });
  await knex.schema.createTable('commands', (t) => {
    t.text('id').primary();
    t.text('type').notNullable();
    t.text('class').notNullable();
    t.text('audience_node');
    t.text('audience_group');
    t.text('jws').notNullable();
    t.text('run_id');
    t.text('created_by').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('not_before').notNullable().defaultTo(0);
    t.bigInteger('expires_at').notNullable().index();
  });
  await knex.schema.createTable('command_targets', (t) => {
    t.text('command_id').notNullable();
    t.text('node_id').notNullable();
    /** queued | sent | received | accepted | rejected | done | expired */
    t.text('state').notNullable();
    t.text('reason');
    t.integer('sends').notNullable().defaultTo(0);
    t.bigInteger('sent_at');
    t.bigInteger('expires_at').notNullable();
    t.bigInteger('updated_at').notNullable();
    t.primary(['command_id', 'node_id']);
    t.index(['node_id', 'state']);
    t.index(['state', 'expires_at']);
  });
}

async function coverage(knex: Knex, dialect: Dialect): Promise<void> {
  await knex.schema.createTable('rules', (t) => {
    t.text('id').notNullable();
    t.integer('version').notNullable();
    t.text('body').notNullable();
    t.text('valid_from').notNullable();
    t.bigInteger('published_at').notNullable();
    t.text('published_by').notNullable();
    t.primary(['id', 'version']);
  });
  /** One row a hamlet and Vietnamese day: three letters for morning, afternoon, evening (coverage/roll-up.ts). */
  await createByKey(knex, dialect, 'hamlet_days', (t) => {
    t.text('rule_key').notNullable();
    t.text('hamlet_id').notNullable();
    t.text('day').notNullable();
    t.text('states').notNullable();
    t.text('sessions').notNullable();
    t.bigInteger('computed_at').notNullable();
    t.primary(['rule_key', 'hamlet_id', 'day']);
  });
  /** The same letters, one row a hamlet and month, three a day: a province's 90 days are a few thousand rows (coverage/months-store.ts). */
  await createByKey(knex, dialect, 'hamlet_months', (t) => {
    t.text('rule_key').notNullable();
    t.text('hamlet_id').notNullable();
    t.text('month').notNullable();
    t.text('states').notNullable();
    t.primary(['rule_key', 'month', 'hamlet_id']);
  });
  /** Days to be computed again because evidence came, a run became due or was cancelled. */
  await knex.schema.createTable('dirty_hamlet_days', (t) => {
    t.text('hamlet_id').notNullable();
    t.text('day').notNullable();
    t.bigInteger('since_at').notNullable();
    t.primary(['hamlet_id', 'day']);
  });
}

/** A table whose rows lie in the order of their key, where the database can: the key is then stored once, not twice. */
async function createByKey(
  knex: Knex,
  dialect: Dialect,
  table: string,
  build: (t: Knex.CreateTableBuilder) => void,
): Promise<void> {
  for (const { sql } of knex.schema.createTable(table, build).toSQL())
    await knex.raw(dialect === 'sqlite' && sql.startsWith('create table') ? `${sql} WITHOUT ROWID` : sql);
}

/** PostgreSQL would sort by the server's language; our sort keys are made for byte order. */
async function sortKeysByBytes(knex: Knex, dialect: Dialect): Promise<void> {
  if (dialect === 'postgres') {
    for (const table of ['areas', 'nodes'])
      await knex.raw(`ALTER TABLE ${table} ALTER COLUMN sort_key TYPE text COLLATE "C"`);
  }
  for (const table of ['areas', 'nodes']) await knex.raw(`CREATE INDEX ${table}_by_name ON ${table} (sort_key)`);
}
