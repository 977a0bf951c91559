import type { Knex } from 'knex';
import { z } from 'zod';
import type { UnreadableAlert } from '../../../protocol/api/sources.ts';
import type { Transaction } from '../../database/database.ts';

/** A message that does not say who it is: there is nothing by which it could be an alert. */
export interface StoredUnreadable extends UnreadableAlert {
  readonly areas: readonly string[];
}

interface Row {
  id: string;
  source_id: string;
  source_name: string;
  areas: string;
  received_at: number;
  reason: string;
  detail: string;
  bytes: number;
  sha256: string;
  begins: string;
}

/** Of a source, the newest: a program gone wild fills nothing. */
const KEPT = 50;
const BEGINS_LENGTH = 300;
const DETAIL_LENGTH = 500;
const areas = z.array(z.string());
const reason = z.enum(['malformed', 'unsigned', 'bad-signature']).catch('malformed');

/** Its first characters as text: what is none is a dot. */
export function beginningOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, BEGINS_LENGTH * 4));
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\uFFFD]+/gu, ' ')
    .trim()
    .slice(0, BEGINS_LENGTH);
}

export async function addUnreadable(transaction: Transaction, one: StoredUnreadable): Promise<void> {
  const row: Row = {
    ...{ id: one.id, source_id: one.source, source_name: one.sourceName, areas: JSON.stringify(one.areas) },
    ...{ received_at: one.receivedAt, reason: one.reason, detail: one.detail.slice(0, DETAIL_LENGTH) },
    ...{ bytes: one.bytes, sha256: one.sha256, begins: one.begins },
  };
  await transaction<Row>('unreadable_alerts').insert(row);
  const oldest = await transaction<Row>('unreadable_alerts')
    .where({ source_id: one.source })
    .orderBy('id', 'desc')
    .offset(KEPT)
    .first('id');
  if (oldest)
    await transaction<Row>('unreadable_alerts').where({ source_id: one.source }).where('id', '<=', oldest.id).delete();
}

/** Newest first. */
export async function listUnreadable(read: Knex): Promise<StoredUnreadable[]> {
  const rows = await read<Row>('unreadable_alerts').orderBy('id', 'desc');
  return rows.map((row) => ({
    ...{ id: row.id, source: row.source_id, sourceName: row.source_name, areas: areas.parse(JSON.parse(row.areas)) },
    ...{ receivedAt: Number(row.received_at), reason: reason.parse(row.reason), detail: row.detail },
    ...{ bytes: row.bytes, sha256: row.sha256, begins: row.begins },
  }));
}

export async function forgetUnreadable(transaction: Transaction, before: number): Promise<void> {
  await transaction<Row>('unreadable_alerts').where('received_at', '<', before).delete();
}
