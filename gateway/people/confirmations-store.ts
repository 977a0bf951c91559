import type { Knex } from 'knex';
import type { ConfirmationState } from '../../protocol/api/people.ts';
import type { Transaction } from '../database/database.ts';
import type { Pending } from './second-person.ts';

/** With what is done once it is confirmed. */
export interface StoredConfirmation extends Pending {
  readonly order: unknown;
}

interface Row {
  readonly id: string;
  readonly action: Pending['action'];
  readonly title: string;
  readonly areas: string;
  readonly communes: string;
  readonly nodes: number;
  readonly order: string;
  readonly requested_by: string;
  readonly session_id: string;
  readonly device_id: string | null;
  readonly requested_at: number;
  readonly expires_at: number;
  readonly state: ConfirmationState;
  readonly decided_by: string | null;
  readonly decided_at: number | null;
  readonly run_id: string | null;
}

export async function insertConfirmation(transaction: Transaction, one: StoredConfirmation): Promise<void> {
  const row: Row = {
    ...{ id: one.id, action: one.action, title: one.title, nodes: one.nodes, order: JSON.stringify(one.order) },
    ...{ areas: JSON.stringify(one.areas), communes: JSON.stringify(one.communes) },
    ...{ requested_by: one.by, session_id: one.session, device_id: one.device ?? null },
    ...{ requested_at: one.requestedAt, expires_at: one.expiresAt, state: one.state },
    ...{ decided_by: null, decided_at: null, run_id: null },
  };
  await transaction('confirmations').insert(row);
}

export async function confirmationById(read: Knex, id: string): Promise<StoredConfirmation | undefined> {
  const row: Row | undefined = await read('confirmations').where({ id }).first();
  return row && fromRow(row);
}

export async function confirmationOfRun(read: Knex, run: string): Promise<StoredConfirmation | undefined> {
  const row: Row | undefined = await read('confirmations').where({ run_id: run }).first();
  return row && fromRow(row);
}

export async function confirmationsSince(read: Knex, from: number): Promise<StoredConfirmation[]> {
  const rows: Row[] = await read('confirmations').where('requested_at', '>=', from).orderBy('id', 'desc').limit(200);
  return rows.map(fromRow);
}

/** False when it was decided meanwhile: of two answers one counts. */
export async function decide(
  transaction: Transaction,
  id: string,
  state: ConfirmationState,
  by: string | null,
  at: number,
): Promise<boolean> {
  const decided = { state, decided_by: by, decided_at: at };
  return (await transaction('confirmations').where({ id, state: 'waiting' }).update(decided)) === 1;
}

export async function noteOutcome(
  transaction: Transaction,
  id: string,
  outcome: { state?: ConfirmationState; run_id?: string },
): Promise<void> {
  await transaction('confirmations').where({ id }).update(outcome);
}

/** After a restart nobody waits at a screen any more. */
export async function expireWaiting(transaction: Transaction, at: number): Promise<void> {
  await transaction('confirmations').where({ state: 'waiting' }).update({ state: 'expired', decided_at: at });
}

function fromRow(row: Row): StoredConfirmation {
  return {
    ...{ id: row.id, action: row.action, title: row.title, nodes: row.nodes, order: JSON.parse(row.order) },
    ...{ areas: JSON.parse(row.areas), communes: JSON.parse(row.communes) },
    ...{ by: row.requested_by, session: row.session_id, device: row.device_id ?? undefined },
    ...{ requestedAt: row.requested_at, expiresAt: row.expires_at, state: row.state },
    ...{ decidedBy: row.decided_by ?? undefined, run: row.run_id ?? undefined },
  };
}
