import type { Document, DocumentName } from '../core/documents.ts';
import type { NodeStore, StoredEntry } from '../core/node-store.ts';

/** Keeps nothing beyond the process: for history and benches. */
export class MemoryStore implements NodeStore {
  readonly logId: string;
  readonly #documents = new Map<DocumentName, unknown>();
  readonly #entries = new Map<number, StoredEntry>();

  constructor(logId: string) {
    this.logId = logId;
  }

  read<N extends DocumentName>(name: N): Document<N> | undefined {
    // Only `write` fills the map, under the same name.
    return this.#documents.get(name) as Document<N> | undefined;
  }

  write<N extends DocumentName>(name: N, document: Document<N>): void {
    this.#documents.set(name, document);
  }

  entries(): readonly StoredEntry[] {
    return [...this.#entries.values()];
  }

  append(entry: StoredEntry): void {
    this.#entries.set(entry.seq, entry);
  }

  markAcked(sequences: readonly number[], ackedAt: number | undefined): void {
    for (const seq of sequences) {
      const entry = this.#entries.get(seq);
      if (entry) this.#entries.set(seq, { ...entry, ackedAt });
    }
  }

  forget(sequences: readonly number[]): void {
    for (const seq of sequences) this.#entries.delete(seq);
  }
}
