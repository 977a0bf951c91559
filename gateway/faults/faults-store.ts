import type { Knex } from 'knex';
import type { FaultKind, IncidentKind } from '../../protocol/faults.ts';
import { keyTable, upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';

export interface FaultRow {
  readonly id: string;
  readonly kind: FaultKind;
  readonly node?: string | undefined;
  /** Of a fault that belongs to a place and to no node. */
  readonly area?: string | undefined;
  readonly since: number;
  readonly detectedAt: number;
  readonly until?: number | undefined;
  readonly updatedAt: number;
  readonly count: number;
  readonly flaps: number;
  readonly detail?: string | undefined;
  readonly incident?: string | undefined;
  readonly maintenance?: string | undefined;
  /** `watch`: over when beats say so; `alarm`: over when it is settled. */
  readonly source: 'watch' | 'alarm';
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
      detected_at: 'integer',
      until_at: 'integer',
      updated_at: 'integer',
      count: 'integer',
      flaps: 'integer',
      detail: 'text',
      incident_id: 'text',
      maintenance_id: 'text',
      source: 'text',
    },
    ['id'],
    ['until_at', 'updated_at', 'count', 'flaps', 'detail', 'incident_id', 'maintenance_id'],
    faults.map((fault) => ({
      ...{ id: fault.id, kind: fault.kind, node_id: fault.node, area_id: fault.area, source: fault.source },
      ...{ since_at: fault.since, detected_at: fault.detectedAt, until_at: fault.until, updated_at: fault.updatedAt },
      ...{ count: fault.count, flaps: fault.flaps, detail: fault.detail },
      ...{ incident_id: fault.incident, maintenance_id: fault.maintenance },
    })),
  );
}

export async function openFaults(read: Knex): Promise<FaultRow[]> {
  return (await read('faults').whereNull('until_at')).map(toFault);
}

/** Those that were over after this instant. */
export async function faultsOverSince(read: Knex, since: number): Promise<FaultRow[]> {
  return (await read('faults').where('until_at', '>', since).where({ source: 'watch' })).map(toFault);
}

/** A fault with what kind of cause holds it. */
export interface ShownFault extends FaultRow {
  readonly incidentKind?: IncidentKind | undefined;
}

export interface FaultQuery {
  readonly open: boolean;
  readonly node?: string | undefined;
  readonly kind?: FaultKind | undefined;
  /** The hamlet of the node, or the place itself, is one of these; `undefined` asks for everything. */
  readonly places?: readonly string[] | undefined;
  /** Besides: what belongs to no place, as a stranger at the door and the installation itself. */
  readonly placeless?: boolean | undefined;
  /** Id of the last one shown. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Newest first, with how many there are in all. */
export async function readFaults(
  read: Knex,
  dialect: Dialect,
  query: FaultQuery,
): Promise<{ readonly rows: ShownFault[]; readonly total: number }> {
  const asked = () => {
    const rows = read('faults');
    if (query.open) rows.whereNull('faults.until_at');
    if (query.node !== undefined) rows.where('faults.node_id', query.node);
    if (query.kind !== undefined) rows.where('faults.kind', query.kind);
    if (query.places === undefined) return rows;
    const { sql, values } = keyTable(
      dialect,
      { id: 'text' },
      query.places.map((id) => [id]),
    );
    const place = 'COALESCE(nodes.hamlet_id, faults.area_id)';
    const besides = query.placeless ? ` OR ${place} IS NULL` : '';
    return rows.leftJoin('nodes', 'nodes.id', 'faults.node_id').whereRaw(`(${place} IN ${sql}${besides})`, values);
  };
  const page = asked()
    .leftJoin('incidents', 'incidents.id', 'faults.incident_id')
    .select('faults.*', 'incidents.kind AS incident_kind')
    .orderBy('faults.since_at', 'desc')
    .orderBy('faults.id', 'desc')
    .limit(query.limit);
  if (query.after !== undefined) {
    const last = await read('faults').where({ id: query.after }).first('since_at');
    if (!last) return { rows: [], total: 0 };
    page.where((older) =>
      older
        .where('faults.since_at', '<', last.since_at)
        .orWhere((same) => same.where('faults.since_at', last.since_at).where('faults.id', '<', query.after ?? '')),
    );
  }
  const [rows, counted] = await Promise.all([page, asked().count({ count: '*' }).first()]);
  return { rows: rows.map(toShown), total: Number(counted?.count ?? 0) };
}

function toShown(row: Record<string, unknown>): ShownFault {
  return { ...toFault(row), incidentKind: (row.incident_kind as IncidentKind | null) ?? undefined };
}

function toFault(row: Record<string, unknown>): FaultRow {
  const optional = <T>(value: unknown) => (value as T | null) ?? undefined;
  return {
    ...{ id: row.id as string, kind: row.kind as FaultKind, source: row.source as FaultRow['source'] },
    ...{ node: optional<string>(row.node_id), area: optional<string>(row.area_id) },
    ...{ since: row.since_at as number, detectedAt: (row.detected_at ?? row.since_at) as number },
    ...{ until: optional<number>(row.until_at), updatedAt: row.updated_at as number },
    ...{ count: row.count as number, flaps: row.flaps as number, detail: optional<string>(row.detail) },
    ...{ incident: optional<string>(row.incident_id), maintenance: optional<string>(row.maintenance_id) },
  };
}
