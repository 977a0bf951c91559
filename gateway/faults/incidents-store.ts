import type { Knex } from 'knex';
import type { FaultKind, IncidentKind } from '../../protocol/faults.ts';
import { keyTable, upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import type { FaultClass } from './classes.ts';
import type { Incident } from './incident.ts';

export async function putIncidents(
  transaction: Transaction,
  dialect: Dialect,
  incidents: readonly Incident[],
): Promise<void> {
  await upsertMany(
    transaction,
    dialect,
    'incidents',
    {
      ...{ id: 'text', kind: 'text', class: 'text', subject: 'text', cause: 'text', name: 'text', area_id: 'text' },
      ...{ node_id: 'text', since_at: 'integer', until_at: 'integer', opened_at: 'integer', told_nodes: 'integer' },
      ...{ grew_at: 'integer', detail: 'text' },
    },
    ['id'],
    ['cause', 'name', 'area_id', 'since_at', 'until_at', 'told_nodes', 'grew_at', 'detail'],
    incidents.map((one) => ({
      ...{ id: one.id, kind: one.kind, class: one.class, subject: one.subject, cause: one.cause, name: one.name },
      ...{ area_id: one.area, node_id: one.node, since_at: one.since, until_at: one.until, opened_at: one.openedAt },
      ...{ told_nodes: one.told, grew_at: one.grewAt, detail: one.detail },
    })),
  );
  const nodes = incidents.flatMap(({ id, nodes: held }) => held.map((node) => ({ incident_id: id, node_id: node })));
  const columns = { incident_id: 'text', node_id: 'text' } as const;
  await upsertMany(transaction, dialect, 'incident_nodes', columns, ['incident_id', 'node_id'], [], nodes);
}

export async function openIncidents(read: Knex, dialect: Dialect): Promise<Incident[]> {
  return withNodes(read, dialect, await read('incidents').whereNull('until_at'));
}

export interface IncidentQuery {
  readonly open: boolean;
  /** It lies in one of these; `undefined` asks for everything. */
  readonly places?: readonly string[] | undefined;
  /** Besides: what belongs to no place. */
  readonly placeless?: boolean | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Newest first, with how many there are in all. */
export async function readIncidents(
  read: Knex,
  dialect: Dialect,
  { open, places, placeless, after, limit }: IncidentQuery,
): Promise<{ readonly incidents: Incident[]; readonly total: number }> {
  const asked = () => {
    const rows = read('incidents');
    if (open) rows.whereNull('until_at');
    if (places === undefined) return rows;
    const { sql, values } = keyTable(
      dialect,
      { id: 'text' },
      places.map((id) => [id]),
    );
    return rows.whereRaw(`(area_id IN ${sql}${placeless ? ' OR area_id IS NULL' : ''})`, values);
  };
  const page = asked().orderBy('since_at', 'desc').orderBy('id', 'desc').limit(limit);
  if (after !== undefined) {
    const last = await read('incidents').where({ id: after }).first('since_at');
    if (!last) return { incidents: [], total: 0 };
    page.where((older) =>
      older
        .where('since_at', '<', last.since_at)
        .orWhere((same) => same.where('since_at', last.since_at).where('id', '<', after)),
    );
  }
  const [rows, counted] = await Promise.all([page, asked().count({ count: '*' }).first()]);
  return { incidents: await withNodes(read, dialect, rows), total: Number(counted?.count ?? 0) };
}

async function withNodes(read: Knex, dialect: Dialect, rows: readonly Record<string, unknown>[]): Promise<Incident[]> {
  if (rows.length === 0) return [];
  const { sql, values } = keyTable(
    dialect,
    { id: 'text' },
    rows.map((row) => [row.id as string]),
  );
  const held = new Map<string, string[]>();
  const members = read('incident_nodes').whereRaw(`incident_id IN ${sql}`, values).orderBy('node_id');
  for (const { incident_id, node_id } of await members) {
    const nodes = held.get(incident_id);
    if (nodes) nodes.push(node_id);
    else held.set(incident_id, [node_id]);
  }
  return rows.map((row) => toIncident(row, held.get(row.id as string) ?? []));
}

function toIncident(row: Record<string, unknown>, nodes: readonly string[]): Incident {
  const given = <K extends string, T>(key: K, value: unknown) =>
    (value === null || value === undefined ? {} : { [key]: value }) as { [key in K]?: T };
  return {
    ...{ id: row.id as string, kind: row.kind as IncidentKind, class: row.class as FaultClass },
    ...{ subject: row.subject as string, cause: row.cause as FaultKind, name: row.name as string },
    ...{ since: row.since_at as number, openedAt: row.opened_at as number, told: row.told_nodes as number, nodes },
    ...given<'area', string>('area', row.area_id),
    ...given<'node', string>('node', row.node_id),
    ...given<'until', number>('until', row.until_at),
    ...given<'grewAt', number>('grewAt', row.grew_at),
    ...given<'detail', string>('detail', row.detail),
  };
}
