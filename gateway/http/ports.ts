import type { Transaction } from '../database/database.ts';
import type { Person } from './app.ts';

/** Who signed in; `people` implements it. */
export interface SessionPort {
  /** The person behind a session cookie and the token that changes must carry; undefined when it ended. */
  find(token: string): Promise<{ readonly person: Person; readonly csrfToken: string } | undefined>;
}

/** Which device calls; `nodes` implements it. */
export interface DevicePort {
  holds(node: string, credential: string): boolean;
}

export interface AuditRecord {
  /** Account id, `system` or `anonymous`. */
  readonly by: string;
  readonly action: string;
  readonly subject?: string;
  readonly area?: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly before?: unknown;
  readonly after?: unknown;
  readonly address?: string;
}

/** The record of who did what; `audit` implements it. */
export interface AuditPort {
  record(entry: AuditRecord, transaction?: Transaction): Promise<void>;
}

/** Whoever causes a change: a Person, or `{ id: 'system' }`. */
export interface Actor {
  readonly id: string;
}
