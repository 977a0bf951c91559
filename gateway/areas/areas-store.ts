import type { Knex } from 'knex';
import type { Area } from '../../protocol/api/areas.ts';
import { sortKey } from '../../protocol/vietnamese.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import { areaSearchKey } from './area-tree.ts';

const COLUMNS = {
  id: 'text',
  kind: 'text',
  unit: 'text',
  name: 'text',
  search_key: 'text',
  sort_key: 'text',
  code: 'text',
  parent_id: 'text',
  valid_from: 'text',
  valid_to: 'text',
  former_district: 'text',
  region: 'text',
  class: 'integer',
  floor_decision: 'text',
  households: 'integer',
  inhabitants: 'integer',
  latitude: 'real',
  longitude: 'real',
  outline: 'text',
} as const;

export async function saveAreas(transaction: Transaction, dialect: Dialect, areas: readonly Area[]): Promise<void> {
  const update = Object.keys(COLUMNS).filter((column) => column !== 'id');
  await upsertMany(transaction, dialect, 'areas', COLUMNS, ['id'], update, areas.map(rowOf));
  for (const area of areas) {
    await transaction('area_predecessors').where({ area_id: area.id }).delete();
    for (const predecessor_id of area.predecessors)
      await transaction('area_predecessors').insert({ area_id: area.id, predecessor_id });
  }
}

export async function loadAreas(read: Knex): Promise<Area[]> {
  const predecessors = new Map<string, string[]>();
  for (const row of await read('area_predecessors').orderBy('predecessor_id')) {
    predecessors.set(row.area_id, [...(predecessors.get(row.area_id) ?? []), row.predecessor_id]);
  }
  const rows = await read('areas');
  return rows.map((row) => areaOf(row, predecessors.get(row.id) ?? []));
}

function rowOf(area: Area): Record<keyof typeof COLUMNS, string | number | undefined> {
  return {
    id: area.id,
    kind: area.kind,
    unit: area.unit,
    name: area.name,
    search_key: areaSearchKey(area),
    sort_key: sortKey(area.name),
    code: area.code,
    parent_id: area.parent,
    valid_from: area.validFrom,
    valid_to: area.validTo,
    former_district: area.formerDistrict,
    region: area.region,
    class: area.class,
    floor_decision: area.floorDecision,
    households: area.households,
    inhabitants: area.inhabitants,
    latitude: area.latitude,
    longitude: area.longitude,
    outline: area.outline && JSON.stringify(area.outline),
  };
}

interface AreaRow {
  readonly id: string;
  readonly kind: Area['kind'];
  readonly name: string;
  readonly valid_from: string;
  readonly [column: string]: string | number | null;
}

function areaOf(row: AreaRow, predecessors: string[]): Area {
  const optional = {
    unit: row.unit,
    code: row.code,
    parent: row.parent_id,
    validTo: row.valid_to,
    formerDistrict: row.former_district,
    region: row.region,
    class: row.class,
    floorDecision: row.floor_decision,
    households: row.households,
    inhabitants: row.inhabitants,
    latitude: row.latitude,
    longitude: row.longitude,
    outline: typeof row.outline === 'string' ? JSON.parse(row.outline) : null,
  };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null));
  return { id: row.id, kind: row.kind, name: row.name, validFrom: row.valid_from, predecessors, ...present };
}
