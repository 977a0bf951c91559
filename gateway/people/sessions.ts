import { createHash, randomBytes } from 'node:crypto';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Person } from '../http/app.ts';
import type { SessionPort } from '../http/ports.ts';
import type { Accounts } from './accounts.ts';
import { deleteExpired, deleteSession, insertSession, sessionOf, touchSession } from './sessions-store.ts';

/** A session ends after so long without a request, */
export const IDLE_MS = 12 * HOUR_MS;
/** and after so long in any case. */
export const LIFE_MS = 7 * DAY_MS;
/** Being seen is written down no oftener than this. */
const TOUCH_MS = 5 * MINUTE_MS;

/** Signed-in browsers: opaque random tokens of which only the SHA-256 is stored. */
export class Sessions implements SessionPort {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #accounts: Accounts;

  constructor({ database, clock, accounts }: { database: Database; clock: Clock; accounts: Accounts }) {
    this.#database = database;
    this.#clock = clock;
    this.#accounts = accounts;
  }

  async open(
    account: string,
    from: { readonly address?: string | undefined; readonly agent?: string | undefined },
  ): Promise<{ token: string; csrfToken: string }> {
    const token = randomBytes(32).toString('base64url');
    const csrfToken = randomBytes(24).toString('base64url');
    const now = this.#clock.now();
    await this.#database.write(async (transaction) => {
      await deleteExpired(transaction, now);
      await insertSession(transaction, {
        sha256: sha256(token),
        account_id: account,
        csrf_token: csrfToken,
        created_at: now,
        seen_at: now,
        expires_at: now + IDLE_MS,
        address: from.address ?? null,
        agent: from.agent?.slice(0, 200) ?? null,
      });
    });
    return { token, csrfToken };
  }

  async find(token: string): Promise<{ person: Person; csrfToken: string } | undefined> {
    const now = this.#clock.now();
    const session = await sessionOf(this.#database.read, sha256(token));
    if (!session || now >= session.expires_at) return undefined;
    const person = await this.#accounts.find(session.account_id);
    if (!person) return undefined;
    if (now - session.seen_at > TOUCH_MS) {
      const expiresAt = Math.min(now + IDLE_MS, session.created_at + LIFE_MS);
      await this.#database.write((transaction) => touchSession(transaction, session.sha256, now, expiresAt));
    }
    return { person, csrfToken: session.csrf_token };
  }

  async close(token: string): Promise<void> {
    await this.#database.write((transaction) => deleteSession(transaction, sha256(token)));
  }
}

function sha256(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
