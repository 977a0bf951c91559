import type { Knex } from 'knex';

/** Which words are spoken already, lists of places under a name, and what the province asks its communes to air. */
export const speechGroupsCampaigns = {
  name: '010-speech-groups-campaigns',

  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('spoken_texts', (t) => {
      /** SHA-256 of engine, words, voice and speed. */
      t.text('key').primary();
      t.text('recording').notNullable();
      t.bigInteger('created_at').notNullable();
    });
    await knex.schema.createTable('target_groups', (t) => {
      t.text('id').primary();
      t.text('name').notNullable();
      t.text('area_id').notNullable().index();
      /** JSON: areas and nodes, as in a programme. */
      t.text('targets').notNullable();
      t.text('created_by').notNullable();
      t.bigInteger('created_at').notNullable();
    });
    await knex.schema.createTable('campaigns', (t) => {
      t.text('id').primary();
      t.text('title').notNullable();
      t.text('topic');
      t.text('area_id').notNullable().index();
      /** Vietnamese days, both included. */
      t.text('from_day').notNullable();
      t.text('deadline').notNullable();
      t.integer('airings').notNullable();
      t.text('created_by').notNullable();
      t.bigInteger('created_at').notNullable();
      t.text('cancelled_by');
      t.bigInteger('cancelled_at');
      t.text('cancel_reason');
    });
    await knex.schema.createTable('campaign_bulletins', (t) => {
      t.text('campaign_id').notNullable();
      t.integer('position').notNullable();
      t.text('bulletin_id').notNullable().index();
      t.primary(['campaign_id', 'bulletin_id']);
    });
    await knex.schema.createTable('campaign_communes', (t) => {
      t.text('campaign_id').notNullable();
      t.text('commune_id').notNullable().index();
      t.primary(['campaign_id', 'commune_id']);
    });
    /** Who says a bulletin is asked for each campaign and each item of the inbox. */
    await knex.schema.alterTable('programme_bulletins', (t) => {
      t.index(['bulletin_id']);
    });
  },
};
