import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';

const PURGED_BELOW = 'evidence.purged-below';

/** Messages are purged from the beginning on: those before this place are gone by rule, any other that is missing was taken. */
export async function readPurgedBelow(database: Knex): Promise<number> {
  const row = await database('settings').where({ key: PURGED_BELOW }).first();
  return row ? Number(row.value) : 0;
}

export async function writePurgedBelow(transaction: Transaction, position: number): Promise<void> {
  const value = String(position);
  await transaction('settings').insert({ key: PURGED_BELOW, value }).onConflict('key').merge();
}

/** The oldest messages still here that lie before `below`, with when they came. */
export async function oldestBodies(
  database: Knex,
  below: number,
  limit: number,
): Promise<{ position: number; receivedAt: number }[]> {
  const rows = await database('evidence_bodies as b')
    .join('evidence_leaves as l', 'l.position', 'b.position')
    .where('b.position', '<', below)
    .orderBy('b.position')
    .limit(limit)
    .select('b.position', 'l.received_at');
  return rows.map((row) => ({ position: row.position, receivedAt: row.received_at }));
}

export async function deleteBodiesBelow(transaction: Transaction, position: number): Promise<void> {
  await transaction('evidence_bodies').where('position', '<', position).delete();
}
