import type { Knex } from 'knex';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import type { Transaction } from '../database/database.ts';

/** Quiet windows, and the hours in which alone a commune may be spoken to. */
export type HoursKind = 'quiet-hours' | 'allowed-hours';

export async function loadHours<W extends QuietWindow>(
  read: Knex,
  kind: HoursKind,
): Promise<Map<string, readonly W[]>> {
  const prefix = `${kind}:`;
  const rows: { key: string; value: string }[] = await read('settings').where('key', 'like', `${prefix}%`);
  return new Map(rows.map(({ key, value }) => [key.slice(prefix.length), JSON.parse(value)]));
}

export async function saveHours(
  transaction: Transaction,
  kind: HoursKind,
  commune: string,
  windows: readonly QuietWindow[],
): Promise<void> {
  const row = { key: `${kind}:${commune}`, value: JSON.stringify(windows) };
  await transaction('settings').insert(row).onConflict('key').merge();
}
