import type { Knex } from 'knex';
import type { Parent } from '../../protocol/api/faults.ts';
import type { ParentKind } from '../../protocol/faults.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';

export interface ParentRow extends Omit<Parent, 'nodes'> {
  readonly createdAt: number;
}
export interface ParentNode {
  readonly node: string;
  readonly kind: ParentKind;
  readonly parent: string;
}

export async function loadParents(read: Knex): Promise<{ parents: ParentRow[]; nodes: ParentNode[] }> {
  const [parents, nodes] = await Promise.all([read('parents'), read('parent_nodes')]);
  return {
    parents: parents.map((row) => ({
      ...{ id: row.id, kind: row.kind, name: row.name, area: row.area_id, createdAt: row.created_at },
    })),
    nodes: nodes.map((row) => ({ node: row.node_id, kind: row.kind, parent: row.parent_id })),
  };
}

export async function putParent(transaction: Transaction, parent: ParentRow): Promise<void> {
  const { id, kind, name, area, createdAt } = parent;
  await transaction('parents')
    .insert({ id, kind, name, area_id: area, created_at: createdAt })
    .onConflict('id')
    .merge(['name']);
}

/** A node hangs on one of each kind: it leaves the one before. */
export function hangNodes(transaction: Transaction, dialect: Dialect, nodes: readonly ParentNode[]): Promise<void> {
  return upsertMany(
    transaction,
    dialect,
    'parent_nodes',
    { node_id: 'text', kind: 'text', parent_id: 'text' },
    ['node_id', 'kind'],
    ['parent_id'],
    nodes.map(({ node, kind, parent }) => ({ node_id: node, kind, parent_id: parent })),
  );
}

export async function unhangNodes(transaction: Transaction, parent: string, nodes: readonly string[]): Promise<void> {
  // SQLite takes 32,766 bound values; the contract sends at most 2,000.
  if (nodes.length > 0)
    await transaction('parent_nodes').where({ parent_id: parent }).whereIn('node_id', nodes).delete();
}

export async function removeParent(transaction: Transaction, id: string): Promise<void> {
  await transaction('parent_nodes').where({ parent_id: id }).delete();
  await transaction('parents').where({ id }).delete();
}
