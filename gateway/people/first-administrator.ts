import { DAY_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, ForbiddenError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import { sha256Of } from '../keys/secrets.ts';
import type { Accounts, NewAccount } from './accounts.ts';
import { newCode, plainCode } from './codes.ts';

const KEY = 'first-administrator';
const LIFE_MS = DAY_MS;

interface Waiting {
  readonly sha256: string;
  readonly expiresAt: number;
}

export interface FirstAdministratorParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly accounts: Accounts;
}

/** A new installation has nobody who could sign in: who reads its first output may make the first account, once. */
export class FirstAdministrator {
  readonly #parts: FirstAdministratorParts;

  constructor(parts: FirstAdministratorParts) {
    this.#parts = parts;
  }

  get needed(): boolean {
    return this.#parts.accounts.isEmpty;
  }

  /** The code of a new one-time link; the one printed before opens nothing any more. */
  async newCode(): Promise<string> {
    const { database, clock } = this.#parts;
    const code = newCode(80);
    const waiting: Waiting = { sha256: sha256Of(plainCode(code)), expiresAt: clock.now() + LIFE_MS };
    await database.write((transaction) =>
      transaction('settings')
        .insert({ key: KEY, value: JSON.stringify(waiting) })
        .onConflict('key')
        .merge(),
    );
    return code;
  }

  /** Throws ForbiddenError for a wrong code, ConflictError when there is somebody already. */
  async make(code: string, who: Pick<NewAccount, 'username' | 'name' | 'password'>): Promise<Person> {
    await this.require(code);
    const account = { ...who, role: 'administrator', areas: [] } as const;
    return this.#parts.accounts.createAccount({ id: 'system' }, account, async (transaction) => {
      await requireNobody(transaction);
      if ((await transaction('settings').where({ key: KEY }).delete()) === 0)
        throw new ForbiddenError('used-link', 'This link was used already.');
    });
  }

  async require(code: string): Promise<void> {
    const { database, clock } = this.#parts;
    await requireNobody(database.read);
    const row = await database.read('settings').where({ key: KEY }).first();
    const waiting: Waiting | undefined = row && JSON.parse(row.value);
    if (waiting?.sha256 !== sha256Of(plainCode(code)))
      throw new ForbiddenError('unknown-link', 'This is not the code of the link that the last start printed.');
    if (clock.now() >= waiting.expiresAt)
      throw new ForbiddenError('expired-link', 'This link has expired; start the gateway again for a new one.');
  }
}

async function requireNobody(read: Database['read'] | Transaction): Promise<void> {
  if (await read('accounts').first())
    throw new ConflictError('set-up-already', 'There is an administrator already; sign in, or ask for an account.');
}
