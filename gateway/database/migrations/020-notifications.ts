import type { Knex } from 'knex';

/** Ways out to people, who wants to know what, the messages with what became of them, and the installation's own state. */
export const notifications = {
  name: '020-notifications',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('notification_channels', (t) => {
      t.text('id').primary();
      t.text('name').notNullable();
      /** JSON of what is not secret. */
      t.text('settings').notNullable();
      /** Sealed with the key beside the database. */
      t.text('secret');
      t.boolean('paused').notNullable();
      t.text('by').notNullable();
      t.bigInteger('changed_at').notNullable();
    });
    await knex.schema.createTable('notification_subscriptions', (t) => {
      t.text('id').primary();
      t.text('channel_id').notNullable();
      t.text('account_id');
      t.text('name').notNullable();
      t.text('to').notNullable();
      t.text('area_id').notNullable();
      /** JSON: severity, kinds, night, reminder, step. */
      t.text('wishes').notNullable();
      t.boolean('paused').notNullable();
      t.text('by').notNullable();
      t.bigInteger('changed_at').notNullable();
    });
    /** What people were told of and is not over: reminders and the next person depend on it. */
    await knex.schema.createTable('notification_incidents', (t) => {
      t.text('id').primary();
      /** JSON, the newest notice of it. */
      t.text('notice').notNullable();
      t.bigInteger('opened_at').notNullable();
      t.bigInteger('over_at').index();
    });
    await knex.schema.createTable('notifications', (t) => {
      t.text('id').primary();
      t.text('notice_id').notNullable();
      t.text('subscription_id').notNullable();
      t.text('step').notNullable();
      t.text('channel_id').notNullable().index();
      t.text('to').notNullable();
      t.text('to_name').notNullable();
      t.text('area_id');
      t.text('incident_id').index();
      t.text('subject').notNullable();
      t.text('text').notNullable();
      t.text('link').notNullable();
      /** JSON for a web hook. */
      t.text('payload').notNullable();
      /** held | waiting | sent | merged | failed */
      t.text('state').notNullable();
      t.bigInteger('created_at').notNullable();
      t.bigInteger('due_at').notNullable();
      t.bigInteger('sent_at');
      t.integer('tries').notNullable();
      /** A word, never an address: it may hold a secret. */
      t.text('failed');
      /** The digest that says it too. */
      t.text('digest_id').index();
      t.unique(['notice_id', 'subscription_id', 'step']);
      t.index(['state', 'due_at']);
    });
    /** One row that the installation writes again and again, to measure how long it takes. */
    await knex.schema.createTable('health_marks', (t) => {
      t.text('key').primary();
      t.bigInteger('at').notNullable();
    });
  },
};
