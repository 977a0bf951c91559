import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';

export interface SessionRow {
  readonly sha256: string;
  readonly account_id: string;
  readonly csrf_token: string;
  readonly created_at: number;
  readonly seen_at: number;
  readonly expires_at: number;
  readonly address: string | null;
  readonly agent: string | null;
}

export async function insertSession(transaction: Transaction, row: SessionRow): Promise<void> {
  await transaction('web_sessions').insert(row);
}

export async function sessionOf(read: Knex, sha256: string): Promise<SessionRow | undefined> {
  return read('web_sessions').where({ sha256 }).first();
}

export async function touchSession(
  transaction: Transaction,
  sha256: string,
  seenAt: number,
  expiresAt: number,
): Promise<void> {
  await transaction('web_sessions').where({ sha256 }).update({ seen_at: seenAt, expires_at: expiresAt });
}

export async function deleteSession(transaction: Transaction, sha256: string): Promise<void> {
  await transaction('web_sessions').where({ sha256 }).delete();
}

export async function deleteExpired(transaction: Transaction, now: number): Promise<void> {
  await transaction('web_sessions').where('expires_at', '<=', now).delete();
}
