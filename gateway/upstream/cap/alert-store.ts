import type { Knex } from 'knex';
import type { EmergencyEvent } from '../../../protocol/api/emergency.ts';
import type { AlertReason, AlertState } from '../../../protocol/sources.ts';
import { keyTable } from '../../database/bulk.ts';
import type { Database, Transaction } from '../../database/database.ts';
import type { CapMessage, CapReference } from './cap-message.ts';

/** One emergency that it becomes: what is spoken in which areas. */
export interface Order {
  readonly text: string;
  readonly title: string;
  readonly event: EmergencyEvent;
  /** As few as there are: hamlets, communes or a province. */
  readonly areas: readonly string[];
  readonly hamlets: number;
  /** After this nothing of it is true any more, ms UTC. */
  readonly expiresAt: number;
  /** The emergency it became. */
  readonly emergency?: string;
  /** Or the bulletin as which it was passed on. */
  readonly bulletin?: string;
}

/** An info as it is shown. */
export interface ShownInfo {
  readonly language: string;
  readonly headline?: string | undefined;
  readonly description?: string | undefined;
  readonly instruction?: string | undefined;
  readonly spoken: string;
  readonly areas: readonly string[];
}

export interface AlertContent {
  readonly headline: string;
  readonly event: string;
  readonly severity: string;
  readonly urgency: string;
  readonly certainty: string;
  readonly orders: readonly Order[];
  /** Alerts that are over when this one is on the air, or at once. */
  readonly ends: readonly string[];
  /** As a bulletin of which class it is passed on. */
  readonly pass?: 'priority' | 'normal' | undefined;
  /** Hamlets that an outline could not be compared with: nobody knows where they lie. The first of them, and how many. */
  readonly unplaced?: { readonly n: number; readonly hamlets: readonly string[] } | undefined;
}

export interface StoredAlert {
  readonly id: string;
  readonly source: string;
  readonly sourceName: string;
  readonly identifier: string;
  readonly sender: string;
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly status: CapMessage['status'];
  readonly messageType: CapMessage['msgType'];
  readonly signed: boolean;
  readonly expiresAt?: number | undefined;
  readonly state: AlertState;
  readonly reason?: AlertReason | undefined;
  readonly detail?: string | undefined;
  readonly pending?: 'air' | 'pass' | 'end' | undefined;
  readonly dueAt?: number | undefined;
  readonly airedUntil?: number | undefined;
  readonly decidedBy?: string | undefined;
  readonly decidedAt?: number | undefined;
  readonly content: AlertContent;
  /** Only of one that is asked for alone; lists leave infos and XML out. */
  readonly infos: readonly ShownInfo[];
  readonly xml: string;
  readonly xmlSha256: string;
  readonly contentHash: string;
  readonly references: readonly CapReference[];
  /** Whose it is. */
  readonly areas: readonly string[];
}

export type AlertChange = Partial<
  Pick<
    StoredAlert,
    'state' | 'reason' | 'detail' | 'pending' | 'dueAt' | 'airedUntil' | 'decidedBy' | 'decidedAt' | 'content'
  >
>;

interface Row {
  id: string;
  source_id: string;
  source_name: string;
  identifier: string;
  sender: string;
  sent_at: number;
  received_at: number;
  status: StoredAlert['status'];
  message_type: StoredAlert['messageType'];
  signed: boolean | number;
  expires_at: number | null;
  state: AlertState;
  reason: AlertReason | null;
  detail: string | null;
  pending: 'air' | 'pass' | 'end' | null;
  due_at: number | null;
  aired_until: number | null;
  decided_by: string | null;
  decided_at: number | null;
  content: string;
  infos?: string;
  xml?: string;
  xml_sha256: string;
  content_hash: string;
}

export interface AlertQuery {
  readonly state?: AlertState | undefined;
  /** Areas of which any is one of the alert's. */
  readonly areas: readonly string[];
  readonly after?: { readonly at: number; readonly id: string } | undefined;
  readonly limit: number;
}

const LIST = ['id', 'source_id', 'source_name', 'identifier', 'sender', 'sent_at', 'received_at', 'status'].concat(
  [
    'message_type',
    'signed',
    'expires_at',
    'state',
    'reason',
    'detail',
    'pending',
    'due_at',
    'aired_until',
    'decided_by',
  ],
  ['decided_at', 'content', 'xml_sha256', 'content_hash'],
);

export class AlertStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(transaction: Transaction, alert: StoredAlert): Promise<void> {
    await transaction('alerts').insert({
      ...{ id: alert.id, source_id: alert.source, source_name: alert.sourceName },
      message_key: alert.state === 'refused' ? null : keyOfMessage(alert),
      ...{ identifier: alert.identifier, sender: alert.sender, sent_at: alert.sentAt, received_at: alert.receivedAt },
      ...{ status: alert.status, message_type: alert.messageType, signed: alert.signed },
      ...{ expires_at: alert.expiresAt ?? null, xml: alert.xml, xml_sha256: alert.xmlSha256 },
      ...{
        content_hash: alert.contentHash,
        content: JSON.stringify(alert.content),
        infos: JSON.stringify(alert.infos),
        state: alert.state,
      },
      ...{ reason: alert.reason ?? null, detail: alert.detail ?? null, pending: alert.pending ?? null },
      ...{ due_at: alert.dueAt ?? null, aired_until: alert.airedUntil ?? null },
    });
    const named = new Map(alert.references.map((one) => [JSON.stringify(one), one]));
    for (const { sender, identifier, sentAt } of named.values())
      await transaction('alert_references').insert({ alert_id: alert.id, sender, identifier, sent_at: sentAt });
    const areas = [...new Set(alert.areas)].map((area) => ({ alert_id: alert.id, area_id: area }));
    if (areas.length > 0) await transaction.batchInsert('alert_areas', areas, 100);
  }

  async change(transaction: Transaction, id: string, change: AlertChange): Promise<void> {
    const columns: Record<keyof AlertChange, string> = {
      ...{ state: 'state', reason: 'reason', detail: 'detail', pending: 'pending', dueAt: 'due_at' },
      ...{ airedUntil: 'aired_until', decidedBy: 'decided_by', decidedAt: 'decided_at', content: 'content' },
    };
    const row: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(change))
      row[columns[name as keyof AlertChange]] = name === 'content' ? JSON.stringify(value) : (value ?? null);
    await transaction('alerts').where({ id }).update(row);
  }

  async get(id: string, read: Knex = this.#database.read): Promise<StoredAlert | undefined> {
    const row: Row | undefined = await read('alerts').where({ id }).first();
    if (!row) return undefined;
    const references: (CapReference & { sent_at: number })[] = await read('alert_references').where({ alert_id: id });
    const areas: string[] = await read('alert_areas').where({ alert_id: id }).pluck('area_id');
    const named = references.map(({ sender, identifier, sent_at }) => ({ sender, identifier, sentAt: sent_at }));
    return alertFrom(row, named, areas);
  }

  /** The same message taken before. */
  async byMessage(
    one: Pick<StoredAlert, 'source' | 'sender' | 'identifier' | 'sentAt'>,
  ): Promise<StoredAlert | undefined> {
    const row: Row | undefined = await this.#database
      .read('alerts')
      .where({ message_key: keyOfMessage(one) })
      .first();
    return row && alertFrom(row);
  }

  /** Taken messages with this identifier of this sender, whenever they were sent. */
  async namesakes({ source, sender, identifier }: Pick<StoredAlert, 'source' | 'sender' | 'identifier'>) {
    const rows: Row[] = await this.#taken().where({
      'a.source_id': source,
      'a.sender': sender,
      'a.identifier': identifier,
    });
    return rows.map((row) => alertFrom(row));
  }

  /** What the references name. */
  async named(source: string, references: readonly CapReference[]): Promise<StoredAlert[]> {
    if (references.length === 0) return [];
    const keys = references.map((one) => keyOfMessage({ source, ...one }));
    const rows: Row[] = await this.#taken().whereIn('a.message_key', keys);
    return rows.map((row) => alertFrom(row));
  }

  /** Taken Updates and Cancels about any of these. */
  async about(source: string, references: readonly CapReference[]): Promise<StoredAlert[]> {
    if (references.length === 0) return [];
    const rows: Row[] = await this.#taken()
      .where({ 'a.source_id': source })
      .whereIn('a.message_type', ['Update', 'Cancel'])
      .whereIn('a.id', (inner) => {
        inner.from('alert_references').select('alert_id');
        for (const { sender, identifier, sentAt } of references) inner.orWhere({ sender, identifier, sent_at: sentAt });
      });
    return rows.map((row) => alertFrom(row));
  }

  async inState(states: readonly AlertState[]): Promise<StoredAlert[]> {
    const rows: Row[] = await this.#database
      .read('alerts')
      .whereIn('state', [...states])
      .select(LIST);
    return rows.map((row) => alertFrom(row));
  }

  async pending(now: number): Promise<StoredAlert[]> {
    const rows: Row[] = await this.#database
      .read('alerts')
      .whereNotNull('pending')
      .where((due) => due.whereNull('due_at').orWhere('due_at', '<=', now))
      .orderBy('received_at')
      .select(LIST);
    return rows.map((row) => alertFrom(row));
  }

  /** Newest first. */
  async list({ state, areas, after, limit }: AlertQuery): Promise<{ items: StoredAlert[]; total: number }> {
    const { dialect, read } = this.#database;
    const within = keyTable(
      dialect,
      { area: 'text' },
      areas.map((area) => [area]),
    );
    const own = read('alert_areas as o')
      .joinRaw(`JOIN ${within.sql} AS w ON w.area = o.area_id`, within.values)
      .select('o.alert_id');
    const found = () => {
      const query = read('alerts as a').whereIn('a.id', own.clone());
      return state === undefined ? query : query.where('a.state', state);
    };
    const [{ total } = { total: 0 }] = await found().count<{ total: number | string }[]>({ total: '*' });
    const page = found().orderBy([
      { column: 'a.received_at', order: 'desc' },
      { column: 'a.id', order: 'desc' },
    ]);
    if (after)
      page.where((older) =>
        older
          .where('a.received_at', '<', after.at)
          .orWhere((same) => same.where('a.received_at', after.at).where('a.id', '<', after.id)),
      );
    const rows: Row[] = await page.limit(limit).select(LIST.map((name) => `a.${name}`));
    return { items: rows.map((row) => alertFrom(row)), total: Number(total) };
  }

  /** Refused ones received before. What was taken stays: it is what makes a message sent twice one. */
  async forgetRefused(transaction: Transaction, before: number): Promise<number> {
    return transaction('alerts').where({ state: 'refused' }).where('received_at', '<', before).delete();
  }

  #taken() {
    return this.#database
      .read('alerts as a')
      .whereNotNull('a.message_key')
      .select(LIST.map((name) => `a.${name}`));
  }
}

function keyOfMessage({
  source,
  sender,
  identifier,
  sentAt,
}: Pick<StoredAlert, 'source' | 'sender' | 'identifier' | 'sentAt'>) {
  return [source, sender, identifier, sentAt].join(' ');
}

function alertFrom(row: Row, references: readonly CapReference[] = [], areas: readonly string[] = []): StoredAlert {
  return {
    ...{ id: row.id, source: row.source_id, sourceName: row.source_name, identifier: row.identifier },
    ...{ sender: row.sender, sentAt: row.sent_at, receivedAt: row.received_at, status: row.status },
    ...{ messageType: row.message_type, signed: Boolean(row.signed), expiresAt: row.expires_at ?? undefined },
    ...{ state: row.state, reason: row.reason ?? undefined, detail: row.detail ?? undefined },
    ...{ pending: row.pending ?? undefined, dueAt: row.due_at ?? undefined, airedUntil: row.aired_until ?? undefined },
    ...{ decidedBy: row.decided_by ?? undefined, decidedAt: row.decided_at ?? undefined },
    // Written by this store alone.
    content: JSON.parse(row.content) as AlertContent,
    infos: JSON.parse(row.infos ?? '[]') as ShownInfo[],
    ...{ xml: row.xml ?? '', xmlSha256: row.xml_sha256, contentHash: row.content_hash, references, areas },
  };
}
