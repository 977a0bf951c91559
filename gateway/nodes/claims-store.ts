import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';

export interface ClaimRow {
  readonly sha256: string;
  readonly node_id: string;
  readonly created_by: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly used_at: number | null;
}

/** A node has one claim code at most: a new one ends the others. */
export async function putClaim(transaction: Transaction, claim: Omit<ClaimRow, 'used_at'>): Promise<void> {
  await transaction('claim_codes').where({ node_id: claim.node_id }).whereNull('used_at').delete();
  await transaction('claim_codes').insert(claim);
}

export async function claimOf(read: Knex, sha256: string): Promise<ClaimRow | undefined> {
  return read('claim_codes').where({ sha256 }).first();
}

/** False when somebody else was faster. */
export async function spendClaim(transaction: Transaction, sha256: string, now: number): Promise<boolean> {
  const changed = await transaction('claim_codes').where({ sha256 }).whereNull('used_at').update({ used_at: now });
  return changed === 1;
}
