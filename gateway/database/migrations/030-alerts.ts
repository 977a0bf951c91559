import type { Knex } from 'knex';

/** Messages of CAP as they came, what was made of them, and what each refers to. */
export const alerts = {
  name: '030-alerts',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('alerts', (t) => {
      t.text('id').primary();
      t.text('source_id').notNullable();
      t.text('source_name').notNullable();
      /** Source, sender, identifier and sent in one: a message taken twice is one. None for what was refused. */
      t.text('message_key').unique();
      t.text('identifier').notNullable();
      t.text('sender').notNullable();
      t.bigInteger('sent_at').notNullable();
      t.bigInteger('received_at').notNullable();
      t.text('status').notNullable();
      t.text('message_type').notNullable();
      t.boolean('signed').notNullable();
      t.bigInteger('expires_at');
      t.text('state').notNullable();
      t.text('reason');
      t.text('detail');
      /** `air`: is to be put on the air at `due_at`, and was not yet; `end`: what it ends goes on. */
      t.text('pending');
      t.bigInteger('due_at');
      t.bigInteger('aired_until');
      t.text('decided_by');
      t.bigInteger('decided_at');
      /** As JSON: headline, event and the like; what is spoken where; emergencies it became; what it ends. */
      t.text('content').notNullable();
      /** As JSON, of the length of the message. */
      t.text('infos').notNullable();
      /** As it came, and its SHA-256; `content_hash` is that of what is read of it. */
      t.text('xml').notNullable();
      t.text('xml_sha256').notNullable();
      t.text('content_hash').notNullable();
      t.index(['received_at', 'id']);
      t.index(['source_id', 'sender', 'identifier']);
      t.index(['state']);
      t.index(['pending']);
    });
    await knex.schema.createTable('alert_references', (t) => {
      t.text('alert_id').notNullable().references('alerts.id').onDelete('CASCADE');
      t.text('sender').notNullable();
      t.text('identifier').notNullable();
      t.bigInteger('sent_at').notNullable();
      t.primary(['alert_id', 'sender', 'identifier', 'sent_at']);
      t.index(['identifier', 'sent_at']);
    });
    /** Whose it is: the areas it speaks to, or those of its source when it speaks nowhere. */
    await knex.schema.createTable('alert_areas', (t) => {
      t.text('alert_id').notNullable().references('alerts.id').onDelete('CASCADE');
      t.text('area_id').notNullable();
      t.primary(['alert_id', 'area_id']);
      t.index(['area_id']);
    });
  },
};
