import type { Knex } from 'knex';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import type { Transaction } from '../database/database.ts';

const PREFIX = 'quiet-hours:';

export async function loadQuietWindows(read: Knex): Promise<Map<string, readonly QuietWindow[]>> {
  const rows: { key: string; value: string }[] = await read('settings').where('key', 'like', `${PREFIX}%`);
  return new Map(rows.map(({ key, value }) => [key.slice(PREFIX.length), JSON.parse(value)]));
}

export async function saveQuietWindows(
  transaction: Transaction,
  commune: string,
  windows: readonly QuietWindow[],
): Promise<void> {
  const row = { key: PREFIX + commune, value: JSON.stringify(windows) };
  await transaction('settings').insert(row).onConflict('key').merge();
}
