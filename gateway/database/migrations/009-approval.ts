import type { Knex } from 'knex';
import { foldForSearch } from '../../../protocol/vietnamese.ts';

/** Listening as a part of approval, returning, deputies; a library that is searched by its texts and forgets what expired. */
export const approval = {
  name: '009-approval',
  async up(knex: Knex): Promise<void> {
    for (const table of ['bulletins', 'programmes'])
      await knex.schema.alterTable(table, (t) => {
        /** In whose place a deputy approved. */
        t.text('approved_for');
        /** JSON: when, by whom, why it was sent back. */
        t.text('returned');
        /** JSON: hashes of the parts of what an approver judged last. */
        t.text('judged');
        t.index(['state', 'area_id']);
      });
    await knex.schema.alterTable('bulletins', (t) => {
      t.text('expires_on');
      t.index('recording');
    });
    await knex.schema.alterTable('programme_bulletins', (t) => t.index('bulletin_id'));
    await searchTexts(knex);
    await listening(knex);
    await deputies(knex);
  },
};

/** The key held only the title; it holds the text too. */
async function searchTexts(knex: Knex): Promise<void> {
  const rows: { id: string; title: string; text: string }[] = await knex('bulletins')
    .whereNotNull('text')
    .select('id', 'title', 'text');
  for (const { id, title, text } of rows)
    await knex('bulletins')
      .where({ id })
      .update({ search_key: foldForSearch(`${title} ${text}`) });
}

async function listening(knex: Knex): Promise<void> {
  await knex.schema.createTable('listened', (t) => {
    t.text('account_id').notNullable();
    t.text('recording').notNullable();
    /** JSON: [from, to] in ms, joined and in order. */
    t.text('stretches').notNullable();
    t.primary(['account_id', 'recording']);
  });
  /** How much an account may claim to have heard: one pace for all recordings, since nobody listens to two at once. */
  await knex.schema.createTable('listening_paces', (t) => {
    t.text('account_id').primary();
    t.bigInteger('at').notNullable();
    t.integer('slack_ms').notNullable();
  });
  await knex.schema.createTable('waveforms', (t) => {
    t.text('recording').primary();
    t.text('peaks').notNullable();
  });
}

async function deputies(knex: Knex): Promise<void> {
  await knex.schema.createTable('deputies', (t) => {
    t.text('id').primary();
    t.text('account_id').notNullable().index();
    t.text('for_account').notNullable().index();
    t.text('area_id').notNullable();
    t.text('from_day').notNullable();
    t.text('to_day').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('ended_at');
  });
}
