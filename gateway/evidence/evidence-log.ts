import type { Database, Transaction } from '../database/database.ts';

/** What is appended: the raw signed message and what it is found by. */
export interface EvidenceEntry {
  readonly jws: string;
  readonly node: string;
  readonly log: string;
  readonly seq: number;
  readonly kind: string;
  readonly entryAt: number;
  readonly receivedAt: number;
}

export class EvidenceLog {
  constructor(_parts: { database: Database }) {}
  /** Appends in the caller's transaction and gives each entry its position, in order. */
  append(_transaction: Transaction, _entries: readonly EvidenceEntry[]): Promise<number[]> {
    throw new Error('not built yet');
  }
  size(): Promise<number> {
    throw new Error('not built yet');
  }
}
