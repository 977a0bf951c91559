import type { Knex } from 'knex';
import type { SignInStep } from '../../protocol/api/people.ts';
import type { Transaction } from '../database/database.ts';

export interface SessionRow {
  readonly sha256: string;
  readonly id: string;
  readonly account_id: string;
  readonly csrf_token: string;
  readonly created_at: number;
  readonly seen_at: number;
  readonly expires_at: number;
  readonly address: string | null;
  readonly agent: string | null;
  readonly stage: SignInStep;
  readonly unlocked_until: number;
  /** The trusted device whose PIN opened it. */
  readonly device_id: string | null;
  /** The cookie before the last unlocking, and until when it is still known. */
  readonly previous_sha256: string | null;
  readonly previous_until: number | null;
}

export async function insertSession(
  transaction: Transaction,
  row: Omit<SessionRow, 'previous_sha256' | 'previous_until'>,
): Promise<void> {
  await transaction('web_sessions').insert(row);
}

export async function sessionOf(read: Knex, sha256: string): Promise<SessionRow | undefined> {
  return read('web_sessions').where({ sha256 }).first();
}

/** The one that had this cookie a moment ago. */
export async function sessionBefore(read: Knex, sha256: string, now: number): Promise<SessionRow | undefined> {
  return read('web_sessions').where({ previous_sha256: sha256 }).where('previous_until', '>', now).first();
}

export async function sessionById(read: Knex, id: string): Promise<SessionRow | undefined> {
  return read('web_sessions').where({ id }).first();
}

export async function openIds(read: Knex, ids: readonly string[], now: number): Promise<string[]> {
  return read('web_sessions')
    .whereIn('id', [...new Set(ids)])
    .where('expires_at', '>', now)
    .pluck('id');
}

/** Signed in wholly and not yet over, the one last seen first. */
export async function openSessionsOf(read: Knex, account: string, now: number): Promise<SessionRow[]> {
  return read('web_sessions')
    .where({ account_id: account, stage: 'done' })
    .where('expires_at', '>', now)
    .orderBy('seen_at', 'desc');
}

/** False when there is no such session any more. */
export async function updateSession(
  transaction: Transaction,
  which: Partial<SessionRow>,
  change: Partial<SessionRow>,
): Promise<boolean> {
  return (await transaction('web_sessions').where(which).update(change)) === 1;
}

/** How many there were. */
export async function deleteSessions(
  transaction: Transaction,
  which: Partial<SessionRow>,
  exceptId = '',
): Promise<number> {
  return transaction('web_sessions').where(which).whereNot({ id: exceptId }).delete();
}

export async function deleteExpired(transaction: Transaction, now: number): Promise<void> {
  await transaction('web_sessions').where('expires_at', '<=', now).delete();
}
