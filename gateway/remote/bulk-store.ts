import type { Knex } from 'knex';
import type { BulkOrder } from '../../protocol/api/bulk.ts';
import type { Transaction } from '../database/database.ts';
import { type ActionRow, actionRows } from './actions-store.ts';

/** One order to many nodes, as it was reviewed. */
export interface StoredBulk {
  readonly id: string;
  readonly key: string;
  readonly by: string;
  readonly order: BulkOrder;
  readonly nodes: readonly string[];
  readonly askedAt: number;
}

export async function insertBulk(transaction: Transaction, bulk: StoredBulk): Promise<void> {
  const { id, key, by, order, nodes, askedAt } = bulk;
  const texts = { input: JSON.stringify(order), nodes: JSON.stringify(nodes) };
  await transaction('bulk_actions').insert({ id, key, asked_by: by, asked_at: askedAt, ...texts });
}

export async function bulkById(read: Knex, id: string): Promise<StoredBulk | undefined> {
  const row = await read('bulk_actions').where({ id }).first();
  return row && fromRow(row);
}

export async function bulkByKey(read: Knex, by: string, key: string): Promise<StoredBulk | undefined> {
  const row = await read('bulk_actions').where({ asked_by: by, key }).first();
  return row && fromRow(row);
}

/** The single actions that were made of it so far. */
export function actionsOfBulk(read: Knex, id: string): Promise<ActionRow[]> {
  return actionRows(read, (query) => query.where('a.bulk_id', id));
}

function fromRow(row: Record<string, unknown>): StoredBulk {
  return {
    ...{ id: String(row.id), key: String(row.key), by: String(row.asked_by), askedAt: Number(row.asked_at) },
    // Written by insertBulk alone.
    ...{ order: JSON.parse(String(row.input)) as BulkOrder, nodes: JSON.parse(String(row.nodes)) as string[] },
  };
}
