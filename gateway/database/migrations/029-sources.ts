import type { Knex } from 'knex';

/** Systems above the communes: who they are, what they sent and asked for, what is reported to them and has not arrived yet. */
export const sources = {
  name: '029-sources',
  async up(knex: Knex): Promise<void> {
    await whoTheyAre(knex);
    await whatTheySent(knex);
    await whatTheyAreTold(knex);
  },
};

async function whoTheyAre(knex: Knex): Promise<void> {
  await knex.schema.createTable('sources', (t) => {
    t.text('id').primary();
    t.text('kind').notNullable();
    t.text('name').notNullable();
    t.text('level').notNullable();
    /** JSON: ids. */
    t.text('areas').notNullable();
    t.text('mapping').notNullable();
    t.text('report_url');
    /** Sealed with the key beside the database. */
    t.text('report_secret');
    t.integer('status_every_seconds').notNullable();
    /** JSON: PEM of each. */
    t.text('signers').notNullable();
    /** SHA-256 of 256 random bits. */
    t.text('secret_hash').notNullable().unique();
    t.text('state').notNullable();
    t.bigInteger('last_called_at');
    t.bigInteger('last_report_at');
    /** A word why reports do not arrive; null while they do. */
    t.text('failure');
    /** Receipts up to this place of the evidence log are among its reports. */
    t.bigInteger('log_position').notNullable();
    t.text('created_by').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('ended_at');
  });
  await knex.schema.createTable('source_tokens', (t) => {
    t.text('hash').primary();
    t.text('source_id').notNullable().index();
    t.bigInteger('expires_at').notNullable();
  });
  await knex.schema.createTable('source_calls', (t) => {
    t.text('id').primary();
    t.text('source_id').notNullable();
    t.bigInteger('at').notNullable();
    t.text('what').notNullable();
    t.text('subject');
    t.text('outcome').notNullable();
    t.text('detail');
    t.index(['source_id', 'id']);
  });
  /** By which name a source knows a node. */
  await knex.schema.createTable('source_nodes', (t) => {
    t.text('source_id').notNullable();
    t.text('name').notNullable();
    t.text('node_id').notNullable();
    t.bigInteger('at').notNullable();
    t.primary(['source_id', 'name']);
    t.unique(['source_id', 'node_id']);
  });
}

async function whatTheySent(knex: Knex): Promise<void> {
  await knex.schema.createTable('source_bulletins', (t) => {
    t.text('source_id').notNullable();
    /** Its own name for it. */
    t.text('reference').notNullable();
    t.text('bulletin_id').notNullable().unique();
    /** The programme of a priority one. */
    t.text('programme_id').index();
    /** JSON. */
    t.text('targets').notNullable();
    /** JSON: days and times at which it asks to sound. */
    t.text('wish');
    /** active | cancelled */
    t.text('state').notNullable();
    t.bigInteger('received_at').notNullable();
    t.bigInteger('changed_at').notNullable();
    t.primary(['source_id', 'reference']);
  });
  /** In whose inbox it lies: the areas addressed, and the hamlets of the nodes that are. */
  await knex.schema.createTable('source_bulletin_areas', (t) => {
    t.text('bulletin_id').notNullable();
    t.text('area_id').notNullable().index();
    t.primary(['bulletin_id', 'area_id']);
  });
}

async function whatTheyAreTold(knex: Knex): Promise<void> {
  await knex.schema.createTable('source_reports', (t) => {
    t.text('id').primary();
    t.text('source_id').notNullable();
    t.text('kind').notNullable();
    /** What it tells of, once for each source: a run on a node, a minute and its part. */
    t.text('subject').notNullable();
    t.bigInteger('at').notNullable();
    /** waiting | sent | given-up */
    t.text('state').notNullable();
    t.integer('tries').notNullable();
    t.bigInteger('sent_at');
    t.text('why');
    /** Of a log entry its JSON; of a status batch deflated, base64. Empty once it was taken. */
    t.text('body').notNullable();
    t.unique(['source_id', 'kind', 'subject']);
    t.index(['source_id', 'kind', 'state', 'id']);
  });
  await knex.schema.alterTable('deliveries', (t) => {
    t.index(['evidence_position']);
  });
}
