import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';

/** How far a node's change of credential is. */
export interface RotationRecord {
  readonly node: string;
  readonly orderedAt?: number | undefined;
  readonly orderedBy?: string | undefined;
  /** Time of the newest proof accepted. */
  readonly proofAt?: number | undefined;
  /** Given out and not confirmed: since when, SHA-256 of the credential, fingerprint of its certificate if it has one. */
  readonly pending?: PendingCredential | undefined;
}

export interface PendingCredential {
  readonly issuedAt: number;
  readonly sha256: string;
  readonly fingerprint?: string | undefined;
}

/** Those under way. */
export async function openRotations(read: Knex): Promise<RotationRecord[]> {
  const open = read('node_rotations').whereNotNull('ordered_at').orWhereNotNull('sha256');
  return (await open.orderBy('node_id')).map(recordOf);
}

/** Undefined for a node that was never told to change and never asked. */
export async function rotationOf(read: Knex, node: string): Promise<RotationRecord | undefined> {
  const row = await read('node_rotations').where({ node_id: node }).first();
  return row && recordOf(row);
}

export async function putRotation(transaction: Transaction, record: RotationRecord): Promise<void> {
  const { node, orderedAt, orderedBy, proofAt, pending } = record;
  const row = {
    node_id: node,
    ordered_at: orderedAt ?? null,
    ordered_by: orderedBy ?? null,
    proof_at: proofAt ?? null,
    issued_at: pending?.issuedAt ?? null,
    sha256: pending?.sha256 ?? null,
    fingerprint: pending?.fingerprint ?? null,
  };
  await transaction('node_rotations').insert(row).onConflict('node_id').merge();
}

/** What was under way for these nodes is over: their credentials ended, whatever became of it. Proofs seen stay seen. */
export async function forgetRotations(transaction: Transaction, nodes: readonly string[]): Promise<void> {
  const nothing = { ordered_at: null, ordered_by: null, issued_at: null, sha256: null, fingerprint: null };
  for (let start = 0; start < nodes.length; start += 500)
    await transaction('node_rotations')
      .whereIn('node_id', nodes.slice(start, start + 500))
      .update(nothing);
}

export async function endCredential(transaction: Transaction, sha256: string, now: number): Promise<void> {
  await transaction('node_credentials').where({ sha256 }).whereNull('valid_to').update({ valid_to: now });
}

/** Ends every credential of the node but this one. */
export async function endOtherCredentials(
  transaction: Transaction,
  node: string,
  sha256: string,
  now: number,
): Promise<void> {
  const others = transaction('node_credentials').where({ node_id: node }).whereNot({ sha256 });
  await others.whereNull('valid_to').update({ valid_to: now });
}

interface RotationRow {
  readonly node_id: string;
  readonly ordered_at: number | null;
  readonly ordered_by: string | null;
  readonly proof_at: number | null;
  readonly issued_at: number | null;
  readonly sha256: string | null;
  readonly fingerprint: string | null;
}

function recordOf(row: RotationRow): RotationRecord {
  const { sha256, issued_at: issuedAt } = row;
  return {
    node: row.node_id,
    orderedAt: row.ordered_at ?? undefined,
    orderedBy: row.ordered_by ?? undefined,
    proofAt: row.proof_at ?? undefined,
    pending:
      sha256 === null || issuedAt === null
        ? undefined
        : { issuedAt, sha256, fingerprint: row.fingerprint ?? undefined },
  };
}
