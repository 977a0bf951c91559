import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';
import type { PlaceSettings } from './broadcast-settings.ts';

interface Row {
  area_id: string;
  settings: string;
  reason: string;
  changed_by: string;
  changed_at: number;
}

export async function loadSettings(read: Knex): Promise<Map<string, PlaceSettings>> {
  const rows: Row[] = await read<Row>('broadcast_settings').select();
  return new Map(rows.map(({ area_id, settings }) => [area_id, JSON.parse(settings)]));
}

export async function saveSettings(
  transaction: Transaction,
  area: string,
  settings: PlaceSettings,
  { by, at, reason }: { by: string; at: number; reason: string },
): Promise<void> {
  const row = { area_id: area, settings: JSON.stringify(settings), reason, changed_by: by, changed_at: at };
  await transaction('broadcast_settings').insert(row).onConflict('area_id').merge();
}
