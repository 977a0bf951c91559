import type { Knex } from 'knex';
import type { Fault } from '../../protocol/api/faults.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';

export interface FaultRow {
  readonly id: string;
  readonly kind: Fault['kind'];
  readonly node?: string;
  /** Of a fault that belongs to a place and to no node. */
  readonly area?: string;
  readonly since: number;
  readonly until?: number;
  readonly updatedAt: number;
  readonly count: number;
  readonly detail?: string;
}

export function putFaults(transaction: Transaction, dialect: Dialect, faults: readonly FaultRow[]): Promise<void> {
  return upsertMany(
    transaction,
    dialect,
    'faults',
    {
      id: 'text',
      kind: 'text',
      node_id: 'text',
      area_id: 'text',
      since_at: 'integer',
      until_at: 'integer',
      updated_at: 'integer',
      count: 'integer',
      detail: 'text',
    },
    ['id'],
    ['until_at', 'updated_at', 'count', 'detail'],
    faults.map((fault) => ({
      id: fault.id,
      kind: fault.kind,
      node_id: fault.node,
      area_id: fault.area,
      since_at: fault.since,
      until_at: fault.until,
      updated_at: fault.updatedAt,
      count: fault.count,
      detail: fault.detail,
    })),
  );
}

export async function openFaults(read: Knex): Promise<FaultRow[]> {
  return (await read('faults').whereNull('until_at')).map(toFault);
}

/** Newest first. */
export async function readFaults(
  read: Knex,
  query: { open: boolean; node?: string; limit: number },
): Promise<FaultRow[]> {
  const rows = read('faults').orderBy('since_at', 'desc').orderBy('id', 'desc').limit(query.limit);
  if (query.open) rows.whereNull('until_at');
  if (query.node !== undefined) rows.where('node_id', query.node);
  return (await rows).map(toFault);
}

function toFault(row: Record<string, unknown>): FaultRow {
  return {
    id: row.id as string,
    kind: row.kind as Fault['kind'],
    node: (row.node_id as string | null) ?? undefined,
    area: (row.area_id as string | null) ?? undefined,
    since: row.since_at as number,
    until: (row.until_at as number | null) ?? undefined,
    updatedAt: row.updated_at as number,
    count: row.count as number,
    detail: (row.detail as string | null) ?? undefined,
  };
}
