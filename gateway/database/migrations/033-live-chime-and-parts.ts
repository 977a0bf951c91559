import type { Knex } from 'knex';

/** When the nodes begin (with the chime, before the first word), and which parts of a session were silenced while it went on. */
export const liveChimeAndParts = {
  name: '033-live-chime-and-parts',
  async up(knex: Knex): Promise<void> {
    await knex.schema.alterTable('live_sessions', (t) => {
      /** Null: with the first word. */
      t.bigInteger('sounds_at');
      /** JSON: who silenced which hamlets and nodes when. */
      t.text('parts_stopped');
    });
  },
};
