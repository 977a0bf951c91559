import type { ReceiptAck } from '../../protocol/messages/downlink.ts';
import type { Entry, EntryKind } from '../../protocol/messages/uplink.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { EvidenceLog } from '../evidence/evidence-log.ts';
import type { Log } from '../log.ts';

/** An entry whose signature held, now in the evidence log. */
export interface VerifiedEntry<K extends EntryKind = EntryKind> {
  readonly node: string;
  readonly entry: Extract<Entry, { kind: K }>;
  /** Place in the evidence log. */
  readonly position: number;
  readonly receivedAt: number;
  readonly jws: string;
}

/** Runs inside the transaction that stores the entries. What it returns, if a function, is called after the commit. */
export type EntryHandler<K extends EntryKind> = (
  transaction: Transaction,
  items: readonly VerifiedEntry<K>[],
) => Promise<unknown>;
export type EntryHandlers = { readonly [K in EntryKind]?: EntryHandler<K> };

export interface IntakeParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly evidence: EvidenceLog;
  readonly keyOf: (node: string) => string | undefined;
  readonly acknowledge: (node: string, payload: ReceiptAck) => Promise<void>;
  readonly handlers: EntryHandlers;
  readonly alarm: (alarm: { kind: 'forged-message'; node: string; detail: string }) => void;
}

export class Intake {
  constructor(_parts: IntakeParts) {}
  /** Resolves when everything in it that is genuine is committed. */
  take(_node: string, _entries: readonly string[], _receivedAt?: number): Promise<void> {
    throw new Error('not built yet');
  }
  async stop(): Promise<void> {}
}
