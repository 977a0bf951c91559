import type { AuditEntry } from '../../protocol/api/coverage.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { type AuditQuery, insertAudit, listAudit } from './audit-store.ts';

export interface AuditRecord {
  /** Account id, node id or `system`. */
  readonly by: string;
  /** `bulletin.approve`, `session.sign-in`, … */
  readonly action: string;
  readonly subject?: string;
  readonly area?: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly before?: unknown;
  readonly after?: unknown;
  /** Network address of the caller. */
  readonly address?: string;
}

/** Who did what, kept for ever: the table refuses change and deletion. Values never carry a secret; the caller leaves them out. */
export class Audit {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(parts: { database: Database; clock: Clock }) {
    this.#database = parts.database;
    this.#clock = parts.clock;
  }

  /** Inside the caller's transaction, so that deed and record stand or fall together; without one, on its own. */
  record(entry: AuditRecord, transaction?: Transaction): Promise<void> {
    const at = this.#clock.now();
    if (transaction) return insertAudit(transaction, at, entry);
    return this.#database.write((own) => insertAudit(own, at, entry));
  }

  list(query: AuditQuery): Promise<{ items: AuditEntry[]; next?: string; total: number }> {
    return listAudit(this.#database.read, this.#database.dialect, this.#bounded(query));
  }

  /** Words are looked for row by row: never through more days than `LOOKED_THROUGH_MS`, counted by the index on the time. */
  #bounded(query: AuditQuery): AuditQuery {
    if (query.about === undefined) return query;
    const to = query.to ?? (query.from === undefined ? this.#clock.now() + 1 : query.from + LOOKED_THROUGH_MS);
    return { ...query, from: Math.max(query.from ?? 0, to - LOOKED_THROUGH_MS), to };
  }
}

const LOOKED_THROUGH_MS = 92 * 86_400_000;
