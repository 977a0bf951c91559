import type { SignInStep } from '../../protocol/api/people.ts';
import type { Transaction } from '../database/database.ts';
import type { CallingSource, Person } from './app.ts';

/** A signed-in (or signing-in) browser. */
export interface Session {
  readonly id: string;
  readonly person: Person;
  /** What changes must carry. */
  readonly csrfToken: string;
  readonly step: SignInStep;
  /** Until when the person counts as freshly proved, ms UTC; 0 for never. */
  readonly unlockedUntil: number;
  /** When it ends unless somebody asks for something before, ms UTC. */
  readonly endsAt: number;
}

/** Who signed in; `people` implements it. */
export interface SessionPort {
  /** The session behind a cookie; undefined when it ended. */
  find(token: string): Promise<Session | undefined>;
  /** Is the session of this id open, whatever its cookie is by now? */
  isOpen(id: string): Promise<boolean>;
  /** The person behind an API token, with the areas the token narrows it to; undefined when it ended. */
  findToken(token: string): Promise<{ readonly person: Person; readonly mayChange: boolean } | undefined>;
}

/** Which device calls; `nodes` implements it. */
export interface DevicePort {
  holds(node: string, credential: string): boolean;
}

/** Which system above calls; `upstream` implements it. */
export interface SourcePort {
  /** The source behind a token; undefined when it is unknown, ended or expired. */
  find(token: string): Promise<CallingSource | undefined>;
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
