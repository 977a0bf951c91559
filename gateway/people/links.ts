import type { AccountLink } from '../../protocol/api/people.ts';
import { DAY_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ForbiddenError } from '../errors.ts';
import { sha256Of } from '../keys/secrets.ts';
import { newCode, plainCode } from './codes.ts';

export const LINK_LIFE_MS = DAY_MS;

export interface LinkRow {
  readonly sha256: string;
  readonly account_id: string;
  readonly kind: AccountLink['kind'];
  readonly created_by: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly used_at: number | null;
}

/** One-time links: with one a person chooses a password, or a hamlet head links a phone. */
export class Links {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor({ database, clock }: { database: Database; clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Within somebody's transaction. Earlier links of the account open nothing any more. */
  async make(transaction: Transaction, by: string, account: string, kind: AccountLink['kind']): Promise<AccountLink> {
    const code = newCode(80);
    const now = this.#clock.now();
    const row: LinkRow = {
      ...{ sha256: sha256Of(plainCode(code)), account_id: account, kind, created_by: by },
      ...{ created_at: now, expires_at: now + LINK_LIFE_MS, used_at: null },
    };
    await transaction('account_links').where({ account_id: account }).whereNull('used_at').delete();
    await transaction('account_links').insert(row);
    return { kind, code, expiresAt: row.expires_at };
  }

  /** The account of an unused link; throws ForbiddenError for any other code. */
  async look(code: string, kind: AccountLink['kind']): Promise<LinkRow> {
    const row: LinkRow | undefined = await this.#database
      .read('account_links')
      .where({ sha256: sha256Of(plainCode(code)), kind })
      .first();
    if (!row) throw new ForbiddenError('unknown-link', 'There is no such code; ask an administrator for a new one.');
    if (row.used_at !== null) throw usedCode();
    if (this.#clock.now() >= row.expires_at)
      throw new ForbiddenError('expired-link', 'This code has expired; ask an administrator for a new one.');
    return row;
  }

  /** Within the transaction of what the link is for: of two at once, one is too late. */
  async use(transaction: Transaction, link: LinkRow): Promise<void> {
    const used = await transaction('account_links')
      .where({ sha256: link.sha256 })
      .whereNull('used_at')
      .update({ used_at: this.#clock.now() });
    if (used === 0) throw usedCode();
  }
}

function usedCode(): ForbiddenError {
  return new ForbiddenError('used-link', 'This code was used already; ask an administrator for a new one.');
}
