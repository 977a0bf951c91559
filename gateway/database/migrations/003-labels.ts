import type { Knex } from 'knex';
import { ulid } from 'ulid';

interface ClaimRow {
  readonly sha256: string;
  readonly node_id: string;
  readonly created_by: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly used_at: number | null;
}

/** One table for every code that lets a device in: printed for an area, or made for a node that exists. */
export const labels = {
  name: '003-labels',
  async up(knex: Knex): Promise<void> {
    await knex.schema.createTable('labels', (t) => {
      t.text('id').primary();
      t.text('sha256').notNullable().unique();
      t.text('area_id').notNullable();
      t.text('created_by').notNullable();
      t.bigInteger('created_at').notNullable();
      t.bigInteger('expires_at').notNullable();
      t.text('node_id').index();
      t.text('confirmed_by');
      t.bigInteger('confirmed_at');
      t.text('device_key');
      t.text('device_firmware');
      t.text('device_address');
      t.bigInteger('device_since');
      t.bigInteger('device_called_at');
      t.integer('other_calls').notNullable().defaultTo(0);
      t.bigInteger('used_at');
      t.bigInteger('withdrawn_at');
    });
    const nodes: { id: string; hamlet_id: string; public_key: string | null }[] = await knex('nodes')
      .whereIn('id', knex('claim_codes').select('node_id'))
      .select('id', 'hamlet_id', 'public_key');
    const byId = new Map(nodes.map((node) => [node.id, node]));
    for (const claim of (await knex('claim_codes')) as ClaimRow[]) {
      const node = byId.get(claim.node_id);
      if (!node) continue;
      await knex('labels').insert({
        ...claim,
        id: ulid(claim.created_at),
        area_id: node.hamlet_id,
        confirmed_by: claim.created_by,
        confirmed_at: claim.created_at,
        device_key: claim.used_at === null ? null : node.public_key,
      });
    }
    await knex.schema.dropTable('claim_codes');
  },
};
