import type { Knex } from 'knex';

/** Cookies change when a session is unlocked; and who gave an account its last way in is known when it is a second person. */
export const waysIn = {
  name: '042-ways-in',
  async up(knex: Knex): Promise<void> {
    await knex.schema.alterTable('web_sessions', (t) => {
      /** The cookie before the last unlocking, for what was on its way just then. */
      t.text('previous_sha256').index();
      t.bigInteger('previous_until');
    });
    await knex.schema.alterTable('accounts', (t) => {
      t.text('let_in_by');
      t.bigInteger('let_in_at');
    });
  },
};
