import type { Knex } from 'knex';
import type { ChannelSettings } from '../../protocol/api/notify.ts';
import { channelSettings } from '../../protocol/api/notify.ts';
import type { Transaction } from '../database/database.ts';

export interface StoredChannel {
  readonly id: string;
  readonly name: string;
  readonly settings: ChannelSettings;
  /** Sealed. */
  readonly secret?: string | undefined;
  readonly paused: boolean;
}

export async function putChannel(
  transaction: Transaction,
  channel: StoredChannel,
  by: { id: string; at: number },
): Promise<void> {
  const row = {
    ...{ id: channel.id, name: channel.name, settings: JSON.stringify(channel.settings) },
    ...{ secret: channel.secret ?? null, paused: channel.paused, by: by.id, changed_at: by.at },
  };
  await transaction('notification_channels').insert(row).onConflict('id').merge();
}

export async function deleteChannel(transaction: Transaction, id: string): Promise<void> {
  await transaction('notification_channels').where({ id }).delete();
}

export async function allChannels(read: Knex): Promise<StoredChannel[]> {
  return (await read('notification_channels').orderBy('id')).map((row) => ({
    ...{ id: row.id, name: row.name, settings: channelSettings.parse(JSON.parse(row.settings)) },
    ...{ paused: Boolean(row.paused), ...(row.secret === null ? {} : { secret: row.secret }) },
  }));
}
