import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';
import type { Wish } from './wishes.ts';

export async function putSubscription(
  transaction: Transaction,
  { id, channel, account, name, to, area, paused, changedAt, ...wishes }: Wish,
  by: string,
): Promise<void> {
  const row = {
    ...{ id, channel_id: channel, account_id: account ?? null, name, to, area_id: area },
    ...{ wishes: JSON.stringify(wishes), paused, by, changed_at: changedAt },
  };
  await transaction('notification_subscriptions').insert(row).onConflict('id').merge();
}

export async function deleteSubscription(transaction: Transaction, id: string): Promise<void> {
  await transaction('notification_subscriptions').where({ id }).delete();
  await transaction('notifications')
    .where({ subscription_id: id })
    .whereIn('state', ['held', 'waiting'])
    .update({ state: 'failed', failed: 'no-subscription' });
}

/** Deletes an account's, and takes its addresses out of what was sent to them. */
export async function forgetSubscriber(transaction: Transaction, account: string): Promise<void> {
  const ids: string[] = await transaction('notification_subscriptions').where({ account_id: account }).pluck('id');
  for (const id of ids) await deleteSubscription(transaction, id);
  await transaction('notifications').whereIn('subscription_id', ids).update({ to: '', to_name: '' });
}

export async function allSubscriptions(read: Knex): Promise<Wish[]> {
  return (await read('notification_subscriptions').orderBy('id')).map((row) => ({
    // Written by putSubscription alone.
    ...(JSON.parse(row.wishes) as Pick<
      Wish,
      'minSeverity' | 'kinds' | 'system' | 'night' | 'remindHours' | 'afterMinutes'
    >),
    ...{ id: row.id, channel: row.channel_id, name: row.name, to: row.to, area: row.area_id },
    ...(row.account_id === null ? {} : { account: row.account_id }),
    ...{ paused: Boolean(row.paused), changedAt: row.changed_at },
  }));
}
