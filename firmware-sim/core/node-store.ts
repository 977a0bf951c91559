// pure
import type { EntryKind } from '../../protocol/messages/uplink.ts';
import type { Document, DocumentName } from './documents.ts';

/** One signed entry as the node keeps it. */
export interface StoredEntry {
  readonly seq: number;
  readonly at: number;
  readonly kind: EntryKind;
  /** The run a receipt is for: a run with a receipt is never played or reported again. */
  readonly run?: string | undefined;
  readonly jws: string;
  /** When the gateway's signed acknowledgement arrived. */
  readonly ackedAt?: number | undefined;
}

/** A node's own disk. What a call has written is there after kill -9 (and, on a real node, after a power cut). */
export interface NodeStore {
  read<N extends DocumentName>(name: N): Document<N> | undefined;
  write<N extends DocumentName>(name: N, document: Document<N>): void;
  /** New storage means a new log id. */
  readonly logId: string;
  entries(): readonly StoredEntry[];
  append(entry: StoredEntry): void;
  /** Notes which entries are acknowledged, or (a gateway restored from backup) no longer are. */
  markAcked(sequences: readonly number[], ackedAt: number | undefined): void;
  forget(sequences: readonly number[]): void;
}
