import type { Knex } from 'knex';
import type { MessageState } from '../../protocol/notify.ts';
import { type ColumnType, upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import type { Notice } from '../notices.ts';
import type { OpenIncident, Told } from './deciding.ts';

export interface Message {
  readonly id: string;
  readonly noticeId: string;
  readonly subscription: string;
  /** `opened`, `reminder-2`, … */
  readonly step: string;
  readonly channel: string;
  readonly to: string;
  readonly toName: string;
  readonly area?: string | undefined;
  readonly incident?: string | undefined;
  readonly subject: string;
  /** As it is sent. */
  readonly text: string;
  readonly link: string;
  /** For programs: what it tells of, several in a digest; empty where a person reads it. */
  readonly notices: readonly Notice[];
  readonly state: MessageState;
  readonly createdAt: number;
  readonly dueAt: number;
  readonly sentAt?: number | undefined;
  readonly tries: number;
  readonly failed?: string | undefined;
}

const COLUMNS: Readonly<Record<string, ColumnType>> = {
  ...{ id: 'text', notice_id: 'text', subscription_id: 'text', step: 'text', channel_id: 'text', '"to"': 'text' },
  ...{ to_name: 'text', area_id: 'text', incident_id: 'text', subject: 'text', text: 'text', link: 'text' },
  ...{ payload: 'text', state: 'text', created_at: 'integer', due_at: 'integer', tries: 'integer' },
};

/** Those that are there already (same notice, subscription and step) stay as they are. A storm is written in portions. */
export async function addMessages(
  transaction: Transaction,
  dialect: Dialect,
  messages: readonly Message[],
): Promise<void> {
  for (const some of portions(messages, 2_000))
    await upsertMany(
      transaction,
      dialect,
      'notifications',
      COLUMNS,
      ['notice_id', 'subscription_id', 'step'],
      [],
      some.map(toRow),
    );
}

function toRow(one: Message) {
  return {
    ...{ id: one.id, notice_id: one.noticeId, subscription_id: one.subscription, step: one.step },
    ...{ channel_id: one.channel, '"to"': one.to, to_name: one.toName, area_id: one.area },
    ...{ incident_id: one.incident, subject: one.subject, text: one.text, link: one.link },
    ...{ payload: JSON.stringify(one.notices), state: one.state, created_at: one.createdAt },
    ...{ due_at: one.dueAt, tries: one.tries },
  };
}

export async function putIncidents(
  transaction: Transaction,
  dialect: Dialect,
  notices: readonly Notice[],
  now: number,
): Promise<void> {
  await upsertMany(
    transaction,
    dialect,
    'notification_incidents',
    { id: 'text', notice: 'text', opened_at: 'integer', over_at: 'integer' },
    ['id'],
    ['notice', 'over_at'],
    notices.map((notice) => ({
      ...{ id: notice.incident, notice: JSON.stringify(notice), opened_at: now },
      over_at: notice.what === 'over' ? (notice.until ?? notice.at) : null,
    })),
  );
}

/** Open ones, the newest first. */
export async function openIncidents(read: Knex, most: number): Promise<OpenIncident[]> {
  const rows = await read('notification_incidents').whereNull('over_at').orderBy('opened_at', 'desc').limit(most);
  // Written by putIncidents alone.
  return rows.map((row) => ({ notice: JSON.parse(row.notice) as Notice, openedAt: row.opened_at }));
}

/** Which of these are over, and what they hold by now. */
export async function incidentsOf(
  read: Knex,
  ids: readonly string[],
): Promise<Map<string, { notice: Notice; isOver: boolean }>> {
  const found = new Map<string, { notice: Notice; isOver: boolean }>();
  for (const some of portions(ids))
    for (const row of await read('notification_incidents').whereIn('id', some))
      found.set(row.id, { notice: JSON.parse(row.notice) as Notice, isOver: row.over_at !== null });
  return found;
}

/** How the opening of these incidents came out, by incident and subscription. */
export async function toldOf(
  read: Knex | Transaction,
  incidents: readonly string[],
): Promise<(incident: string, subscription: string) => Told | undefined> {
  const told = new Map<string, Told>();
  for (const some of portions(incidents)) {
    const rows = await read('notifications')
      .whereIn('incident_id', some)
      .where({ step: 'opened' })
      .select('incident_id', 'subscription_id', 'state', 'due_at');
    for (const row of rows) told.set(`${row.incident_id} ${row.subscription_id}`, { state: row.state, at: row.due_at });
  }
  return (incident, subscription) => told.get(`${incident} ${subscription}`);
}

/** Addresses of a channel to which something is due, whoever waits longest first, and how much. */
export async function dueAddresses(read: Knex, channel: string, now: number): Promise<{ to: string; count: number }[]> {
  const rows = await dueOf(read, channel, now)
    .groupBy('to')
    .orderByRaw('min(id)')
    .limit(1_000)
    .select('to')
    .count({ count: '*' });
  return rows.map((row) => ({ to: String((row as { to?: unknown }).to), count: Number(row.count) }));
}

/** What is due to these addresses, in the order in which it was written. */
export async function dueMessages(
  read: Knex,
  channel: string,
  now: number,
  { to, most }: { to: readonly string[]; most: number },
): Promise<Message[]> {
  return (
    await dueOf(read, channel, now)
      .whereIn('to', [...to])
      .orderBy('id')
      .limit(most)
  ).map(fromRow);
}

function dueOf(read: Knex, channel: string, now: number) {
  return read('notifications')
    .where({ channel_id: channel })
    .whereIn('state', ['waiting', 'held'])
    .where('due_at', '<=', now);
}

/** When something went to each address of the channel since then. */
export async function sentSince(read: Knex, channel: string, since: number): Promise<Map<string, number[]>> {
  const rows = await read('notifications')
    .where({ channel_id: channel, state: 'sent' })
    .where('sent_at', '>', since)
    .select('to', 'sent_at');
  const all = new Map<string, number[]>();
  for (const { to, sent_at } of rows) all.set(to, [...(all.get(to) ?? []), sent_at]);
  return all;
}

export interface Outcome {
  readonly state: MessageState;
  readonly at: number;
  readonly dueAt: number;
  readonly tries: number;
  readonly failed?: string | undefined;
}

export async function markMessage(transaction: Transaction, id: string, outcome: Outcome): Promise<void> {
  const { state, at, dueAt, tries, failed } = outcome;
  await transaction('notifications')
    .where({ id })
    .update({ state, due_at: dueAt, tries, failed: failed ?? null, sent_at: state === 'sent' ? at : null });
  // What a digest said was not said when it is given up.
  if (state === 'failed')
    await transaction('notifications')
      .where({ digest_id: id })
      .update({ state, failed: failed ?? null });
}

export async function mergeInto(transaction: Transaction, digest: string, ids: readonly string[]): Promise<void> {
  for (const some of portions(ids))
    await transaction('notifications').whereIn('id', some).update({ state: 'merged', digest_id: digest });
}

/** Gives up what was not taken for too long. Returns how many of which channel had been tried. */
export async function giveUp(
  transaction: Transaction,
  writtenBefore: number,
  now: number,
): Promise<Map<string, number>> {
  const old = await transaction('notifications')
    .where({ state: 'waiting' })
    .where('created_at', '<', writtenBefore)
    .where('due_at', '<=', now)
    .select('id', 'channel_id', 'tries')
    .limit(1_000);
  const counts = new Map<string, number>();
  for (const { id, channel_id, tries } of old) {
    await transaction('notifications')
      .where({ id })
      .orWhere({ digest_id: id })
      .update({ state: 'failed', failed: 'gave-up' });
    if (tries > 0) counts.set(channel_id, (counts.get(channel_id) ?? 0) + 1);
  }
  return counts;
}

/** Queued for each channel. */
export async function waitingCounts(read: Knex): Promise<Map<string, number>> {
  const rows = await read('notifications')
    .whereIn('state', ['waiting', 'held'])
    .groupBy('channel_id')
    .select('channel_id')
    .count({ count: '*' });
  return numbersBy(rows, 'count');
}

/** When something got through, of each of these channels. */
export async function lastSent(read: Knex, channels: readonly string[]): Promise<Map<string, number>> {
  const sent = new Map<string, number>();
  for (const channel of channels) {
    const newest = read('notifications').where({ channel_id: channel, state: 'sent' }).orderBy('sent_at', 'desc');
    const row = await newest.first('sent_at');
    if (row) sent.set(channel, row.sent_at);
  }
  return sent;
}

export async function forgetBefore(transaction: Transaction, before: number): Promise<void> {
  await transaction('notifications').whereNotIn('state', ['waiting', 'held']).where('created_at', '<', before).delete();
  await transaction('notification_incidents').where('over_at', '<', before).delete();
}

export interface LogQuery {
  readonly areas: readonly string[] | undefined;
  readonly state?: MessageState | undefined;
  readonly channel?: string | undefined;
  /** Of one repair case: its incidents, and what was said of the case itself. */
  readonly about?: { readonly case: string; readonly incidents: readonly string[] } | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Newest first; one more than asked for says whether there are others. */
export async function listMessages(read: Knex, { areas, state, channel, about, cursor, limit }: LogQuery) {
  const asked = () => {
    const rows = read('notifications');
    if (areas) rows.whereIn('area_id', [...areas]);
    if (state) rows.where({ state });
    if (channel) rows.where({ channel_id: channel });
    if (about)
      rows.where((any) =>
        any.whereIn('incident_id', [...about.incidents]).orWhere('notice_id', 'like', `case/${about.case}/%`),
      );
    return rows;
  };
  const rows = asked()
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (cursor !== undefined) rows.where('id', '<', cursor);
  const found = (await rows).map(fromRow);
  const [counted] = await asked().count({ count: '*' });
  const items = found.slice(0, limit);
  return { items, total: Number(counted?.count), next: found.length > limit ? items.at(-1)?.id : undefined };
}

/** Knex does not know what it selected beside an aggregate. */
function numbersBy(rows: readonly object[], name: string): Map<string, number> {
  return new Map(
    rows.map((row) => {
      const { channel_id, [name]: value } = row as Record<string, unknown>;
      return [String(channel_id), Number(value)];
    }),
  );
}

/** A statement takes so many values. */
function* portions<T>(all: readonly T[], size = 500): Generator<readonly T[]> {
  for (let index = 0; index < all.length; index += size) yield all.slice(index, index + size);
}

function fromRow(row: Record<string, unknown>): Message {
  const text = (name: string) => row[name] as string;
  const optional = <T>(name: string) => (row[name] as T | null) ?? undefined;
  return {
    ...{ id: text('id'), noticeId: text('notice_id'), subscription: text('subscription_id'), step: text('step') },
    ...{ channel: text('channel_id'), to: text('to'), toName: text('to_name'), area: optional<string>('area_id') },
    ...{ incident: optional<string>('incident_id'), subject: text('subject'), text: text('text'), link: text('link') },
    // Written by addMessages alone.
    notices: JSON.parse(text('payload')) as Notice[],
    state: row.state as MessageState,
    ...{ createdAt: row.created_at as number, dueAt: row.due_at as number, sentAt: optional<number>('sent_at') },
    ...{ tries: row.tries as number, failed: optional<string>('failed') },
  };
}
