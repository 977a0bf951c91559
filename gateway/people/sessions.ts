import { ulid } from 'ulid';
import type { OpenSession, SignInStep } from '../../protocol/api/people.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { Session, SessionPort } from '../http/ports.ts';
import { newToken, sha256Of } from '../keys/secrets.ts';
import type { Accounts } from './accounts.ts';
import {
  deleteExpired,
  deleteSessions,
  insertSession,
  openIds,
  openSessionsOf,
  type SessionRow,
  sessionBefore,
  sessionById,
  sessionOf,
  updateSession,
} from './sessions-store.ts';

/** A session ends after so long without a request, */
export const IDLE_MS = 12 * HOUR_MS;
/** and after so long in any case. */
export const LIFE_MS = 7 * DAY_MS;
/** So long may a sign-in take that is not complete. */
export const PENDING_MS = 10 * MINUTE_MS;
/** The cookie from before an unlocking: for what was on its way, and locked. */
const FADING_MS = 30 * SECOND_MS;
/** Being seen is written down no oftener than this. */
const TOUCH_MS = 5 * MINUTE_MS;

/** How far a session is, and until when the person counts as proved. */
export interface Standing {
  readonly step: SignInStep;
  readonly unlockedUntil: number;
  /** The trusted device whose PIN opened it. */
  readonly device?: string | undefined;
}

export interface SessionTokens {
  readonly token: string;
  readonly csrfToken: string;
}

export interface SessionsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly tokens?: { find: SessionPort['findToken'] };
}

/** Signed-in browsers: opaque random tokens of which only the SHA-256 is stored. */
export class Sessions implements SessionPort {
  readonly #parts: SessionsParts;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
  }

  /** Without a standing: signed in, but locked for the acts that need a fresh proof. */
  async open(
    account: string,
    from: { readonly address?: string | undefined; readonly agent?: string | undefined },
    standing: Standing = { step: 'done', unlockedUntil: 0 },
  ): Promise<SessionTokens> {
    const { database, clock } = this.#parts;
    const tokens = newTokens();
    const now = clock.now();
    await database.write(async (transaction) => {
      await deleteExpired(transaction, now);
      await insertSession(transaction, {
        ...rowOf(tokens, standing, now),
        id: ulid(now),
        account_id: account,
        created_at: now,
        address: from.address ?? null,
        agent: from.agent?.slice(0, 200) ?? null,
        device_id: standing.device ?? null,
      });
    });
    return tokens;
  }

  /** The next step of a sign-in: new tokens, so that one learnt before is worth nothing. Undefined when it ended meanwhile. */
  async advance(token: string, standing: Standing): Promise<SessionTokens | undefined> {
    const { database, clock } = this.#parts;
    const tokens = newTokens();
    const row = rowOf(tokens, standing, clock.now());
    const found = await database.write((t) => updateSession(t, { sha256: sha256Of(token) }, row));
    return found ? tokens : undefined;
  }

  /**
   * Another shift, under a new token: whoever had learnt the old one shall not be unlocked with its owner. Undefined when two came
   * at once and the other has brought it already.
   */
  async unlock(token: string, id: string, until: number): Promise<string | undefined> {
    const { database, clock } = this.#parts;
    const previous = sha256Of(token);
    const next = newToken();
    const fading = { previous_sha256: previous, previous_until: clock.now() + FADING_MS };
    return database.write(async (t) => {
      const rotated = { ...fading, sha256: sha256Of(next), unlocked_until: until };
      if (await updateSession(t, { id, sha256: previous }, rotated)) return next;
      await updateSession(t, { id }, { unlocked_until: until });
      return undefined;
    });
  }

  async find(token: string): Promise<Session | undefined> {
    const { database, clock, accounts } = this.#parts;
    const now = clock.now();
    const sha256 = sha256Of(token);
    const row = (await sessionOf(database.read, sha256)) ?? (await sessionBefore(database.read, sha256, now));
    if (!row || now >= row.expires_at) return undefined;
    const person = await accounts.find(row.account_id);
    if (!person) return undefined;
    let endsAt = Number(row.expires_at);
    if (row.stage === 'done' && now - row.seen_at > TOUCH_MS) {
      const expires_at = Math.min(now + IDLE_MS, Number(row.created_at) + LIFE_MS);
      endsAt = expires_at;
      await database.write((t) => updateSession(t, { sha256: row.sha256 }, { seen_at: now, expires_at }));
    }
    return {
      ...{ id: row.id, person, csrfToken: row.csrf_token, step: row.stage },
      ...{ unlockedUntil: row.sha256 === sha256 ? row.unlocked_until : 0, endsAt },
    };
  }

  findToken(token: string): ReturnType<SessionPort['findToken']> {
    return this.#parts.tokens?.find(token) ?? Promise.resolve(undefined);
  }

  async close(token: string): Promise<void> {
    const sha256 = sha256Of(token);
    await this.#parts.database.write(async (t) => {
      await deleteSessions(t, { sha256 });
      await deleteSessions(t, { previous_sha256: sha256 });
    });
  }

  /** Ends sessions within somebody's transaction: an account's, those a device opened, or one. */
  end(transaction: Transaction, which: { account: string; id?: string; device?: string }, exceptId?: string) {
    const { account: account_id, id, device: device_id } = which;
    const chosen = {
      account_id,
      ...(id === undefined ? {} : { id }),
      ...(device_id === undefined ? {} : { device_id }),
    };
    return deleteSessions(transaction, chosen, exceptId);
  }

  async isOpen(id: string): Promise<boolean> {
    const row = await sessionById(this.#parts.database.read, id);
    return row !== undefined && row.expires_at > this.#parts.clock.now();
  }

  /** Those of these that are open. */
  async openOf(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(await openIds(this.#parts.database.read, ids, this.#parts.clock.now()));
  }

  async list(account: string, currentId: string): Promise<OpenSession[]> {
    const rows = await openSessionsOf(this.#parts.database.read, account, this.#parts.clock.now());
    return rows.map((row) => ({
      ...{ id: row.id, createdAt: row.created_at, seenAt: row.seen_at, current: row.id === currentId },
      ...(row.address === null ? {} : { address: row.address }),
      ...(row.agent === null ? {} : { agent: row.agent }),
    }));
  }
}

function newTokens(): SessionTokens {
  return { token: newToken(), csrfToken: newToken(24) };
}

function rowOf({ token, csrfToken }: SessionTokens, { step, unlockedUntil }: Standing, now: number) {
  return {
    sha256: sha256Of(token),
    csrf_token: csrfToken,
    seen_at: now,
    expires_at: now + (step === 'done' ? IDLE_MS : PENDING_MS),
    stage: step,
    unlocked_until: unlockedUntil,
  } satisfies Partial<SessionRow>;
}
