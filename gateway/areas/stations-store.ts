import type { Knex } from 'knex';
import type { Station } from '../../protocol/api/areas.ts';
import type { Transaction } from '../database/database.ts';

interface StationRow {
  readonly area_id: string;
  readonly name: string;
  readonly upgrade: Station['upgrade'];
  readonly technology: Station['technology'] | null;
  readonly decision: string | null;
  readonly regulation: string | null;
  readonly licence: string | null;
  readonly note: string | null;
}

export async function loadStations(read: Knex): Promise<Station[]> {
  const investments = new Map<string, Station['investments']>();
  for (const row of await read('station_investments').orderBy(['area_id', 'position'])) {
    const list = investments.get(row.area_id) ?? [];
    list.push({ year: row.year, source: row.source, amountVnd: row.amount_vnd });
    investments.set(row.area_id, list);
  }
  const rows: StationRow[] = await read('stations');
  return rows.map((row) => stationOf(row, investments.get(row.area_id) ?? []));
}

export async function saveStation(transaction: Transaction, station: Station): Promise<void> {
  const { area, investments, name, upgrade, technology, decision, regulation, licence, note } = station;
  const row: StationRow = {
    area_id: area,
    name,
    upgrade,
    technology: technology ?? null,
    decision: decision ?? null,
    regulation: regulation ?? null,
    licence: licence ?? null,
    note: note ?? null,
  };
  await transaction('stations').insert(row).onConflict('area_id').merge();
  await transaction('station_investments').where({ area_id: area }).delete();
  for (const [position, { year, source, amountVnd }] of investments.entries())
    await transaction('station_investments').insert({ area_id: area, position, year, source, amount_vnd: amountVnd });
}

function stationOf(row: StationRow, investments: Station['investments']): Station {
  return {
    area: row.area_id,
    name: row.name,
    upgrade: row.upgrade,
    ...(row.technology === null ? {} : { technology: row.technology }),
    ...(row.decision === null ? {} : { decision: row.decision }),
    ...(row.regulation === null ? {} : { regulation: row.regulation }),
    ...(row.licence === null ? {} : { licence: row.licence }),
    ...(row.note === null ? {} : { note: row.note }),
    investments,
  };
}
