import type { Knex } from 'knex';
import type { DictionaryEntry } from '../../protocol/api/library.ts';
import type { Transaction } from '../database/database.ts';

interface Row {
  area_id: string;
  entries: string;
  changed_by: string;
  changed_at: number;
}

export async function loadDictionaries(read: Knex): Promise<Map<string, readonly DictionaryEntry[]>> {
  const rows: Row[] = await read<Row>('dictionaries').select();
  return new Map(rows.map(({ area_id, entries }) => [area_id, JSON.parse(entries)]));
}

export async function saveDictionary(
  transaction: Transaction,
  area: string,
  entries: readonly DictionaryEntry[],
  { by, at }: { by: string; at: number },
): Promise<void> {
  const row: Row = { area_id: area, entries: JSON.stringify(entries), changed_by: by, changed_at: at };
  await transaction<Row>('dictionaries').insert(row).onConflict('area_id').merge();
}
