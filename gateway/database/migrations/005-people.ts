import type { Knex } from 'knex';

/** Second factors, trusted devices, one-time links, API tokens, erasure, and what waits for a second person. */
export const people = {
  name: '005-people',
  async up(knex: Knex): Promise<void> {
    await widenAccounts(knex);
    await widenSessions(knex);
    await proofs(knex);
    await confirmations(knex);
  },
};

/** Times and secrets of the authenticator are the account's own: one account, one authenticator. Sealed, never plain. */
async function widenAccounts(knex: Knex): Promise<void> {
  await knex.schema.alterTable('accounts', (t) => {
    t.bigInteger('valid_until');
    t.bigInteger('erased_at');
    t.text('totp_secret');
    t.text('totp_pending');
    t.bigInteger('totp_step');
  });
}

/** Sessions that were open before stay open, but locked: the acts that need a fresh proof ask for it. */
async function widenSessions(knex: Knex): Promise<void> {
  await knex.schema.alterTable('web_sessions', (t) => {
    t.text('id').notNullable().defaultTo('');
    t.text('stage').notNullable().defaultTo('done');
    t.bigInteger('unlocked_until').notNullable().defaultTo(0);
    t.text('device_id');
  });
  await knex('web_sessions').update({ id: knex.ref('sha256') });
}

async function proofs(knex: Knex): Promise<void> {
  await knex.schema.createTable('recovery_codes', (t) => {
    t.text('account_id').notNullable();
    t.text('digest').notNullable();
    t.primary(['account_id', 'digest']);
  });
  await knex.schema.createTable('trusted_devices', (t) => {
    t.text('id').primary();
    t.text('account_id').notNullable().index();
    t.text('name').notNullable();
    t.text('sha256').notNullable().unique();
    t.text('pin_hash').notNullable();
    t.integer('failures').notNullable().defaultTo(0);
    t.bigInteger('created_at').notNullable();
    t.bigInteger('seen_at').notNullable();
    t.bigInteger('expires_at').notNullable();
  });
  await knex.schema.createTable('account_links', (t) => {
    t.text('sha256').primary();
    t.text('account_id').notNullable().index();
    t.text('kind').notNullable();
    t.text('created_by').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('expires_at').notNullable();
    t.bigInteger('used_at');
  });
  await knex.schema.createTable('api_tokens', (t) => {
    t.text('id').primary();
    t.text('account_id').notNullable().index();
    t.text('name').notNullable();
    t.text('sha256').notNullable().unique();
    t.text('areas').notNullable();
    t.boolean('may_change').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('expires_at').notNullable();
    t.bigInteger('used_at');
  });
}

async function confirmations(knex: Knex): Promise<void> {
  await knex.schema.createTable('confirmations', (t) => {
    t.text('id').primary();
    t.text('action').notNullable();
    t.text('title').notNullable();
    t.text('areas').notNullable();
    t.text('communes').notNullable();
    t.integer('nodes').notNullable();
    t.text('order').notNullable();
    t.text('requested_by').notNullable();
    t.text('session_id').notNullable();
    t.text('device_id');
    t.bigInteger('requested_at').notNullable();
    t.bigInteger('expires_at').notNullable();
    t.text('state').notNullable().index();
    t.text('decided_by');
    t.bigInteger('decided_at');
    t.text('run_id').index();
  });
}
