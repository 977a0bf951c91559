import type { Knex } from 'knex';

/** Client certificates of nodes, and the changes of credentials that are under way. */
export const nodeCertificates = {
  name: '004-node-certificates',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('node_certificates', (t) => {
      /** SHA-256 of the DER: what the broker's roster carries. */
      t.text('fingerprint').primary();
      t.text('node_id').notNullable().index();
      t.text('serial').notNullable();
      t.bigInteger('issued_at').notNullable();
      t.bigInteger('not_after').notNullable();
      t.bigInteger('ended_at');
    });
    /** One row a node that was ever told to change, or asked to. */
    await knex.schema.createTable('node_rotations', (t) => {
      t.text('node_id').primary();
      /** When it was told; empty when it is finished, or when the node asked by itself. */
      t.bigInteger('ordered_at');
      t.text('ordered_by');
      /** Newest proof accepted: an older one is a repetition. */
      t.bigInteger('proof_at');
      /** What was given out and is not confirmed. */
      t.bigInteger('issued_at');
      t.text('sha256');
      t.text('fingerprint');
    });
  },
};
