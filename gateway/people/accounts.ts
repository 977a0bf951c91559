import { ulid } from 'ulid';
import type { Account, Role } from '../../protocol/api/people.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import { accountById, accountCalled, allAccounts, areasOf, grantArea, insertAccount } from './accounts-store.ts';
import { hashPassword, isPassword } from './password.ts';

export interface NewAccount {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly areas: readonly string[];
  readonly password: string;
}

/** Whose word it is when an account commands loudspeakers. */
export interface Authority {
  readonly role: Role;
  readonly areas: readonly string[];
}

export interface AccountsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
}

/** The people who may sign in, and their names for everything they did. */
export class Accounts {
  readonly #parts: AccountsParts;
  readonly #names = new Map<string, string>();
  readonly #authority = new Map<string, Authority>();
  /** Compared with when nobody has the name, so that an answer takes as long. */
  #decoy: Promise<string> | undefined;

  constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    for (const { id, name, role, areas } of await this.all()) {
      this.#names.set(id, name);
      this.#authority.set(id, { role, areas });
    }
  }

  /** True before the first account was made. */
  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  nameOf(account: string): string | undefined {
    return this.#names.get(account);
  }

  /** What the account may command; undefined for an unknown one. The signer of commands asks, so it must not wait. */
  authorityOf(account: string): Authority | undefined {
    return this.#authority.get(account);
  }

  /** Accounts with at least one of their areas inside; asked for every page of the audit, so from memory. */
  within(isInside: (area: string) => boolean): string[] {
    return [...this.#authority].filter(([, { areas }]) => areas.some(isInside)).map(([id]) => id);
  }

  async createAccount(by: Actor, input: NewAccount): Promise<Person> {
    const { database, clock, audit } = this.#parts;
    const username = plainUsername(input.username);
    if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(username))
      throw new InvalidInputError('bad-username', 'A username is letters a to z, digits, dot, hyphen, underscore.');
    const person = { id: ulid(), username, name: input.name, role: input.role, areas: [...new Set(input.areas)] };
    const password_hash = await hashPassword(input.password);
    await database.write(async (transaction) => {
      if (await transaction('accounts').where({ username }).first())
        throw new ConflictError('username-taken', `There is an account ${username} already; choose another name.`);
      const { areas, ...row } = person;
      await insertAccount(transaction, { ...row, password_hash, created_at: clock.now() }, areas);
      const after = { username, role: person.role, areas };
      await audit.record(
        { by: by.id, action: 'account.create', subject: person.id, outcome: 'done', after },
        transaction,
      );
    });
    this.#names.set(person.id, person.name);
    this.#authority.set(person.id, { role: person.role, areas: person.areas });
    return person;
  }

  /** The person with this name and password; undefined for a wrong one, an unknown name and a disabled account alike. */
  async authenticate(username: string, password: string): Promise<Person | undefined> {
    const { read } = this.#parts.database;
    const row = await accountCalled(read, plainUsername(username));
    this.#decoy ??= hashPassword('no account has this password');
    const right = await isPassword(password, row?.password_hash ?? (await this.#decoy));
    return row && right && row.disabled_at === null ? this.find(row.id) : undefined;
  }

  /** Undefined also for a disabled account. */
  async find(id: string): Promise<Person | undefined> {
    const { read } = this.#parts.database;
    const row = await accountById(read, id);
    if (!row || row.disabled_at !== null) return undefined;
    return { id: row.id, username: row.username, name: row.name, role: row.role, areas: await areasOf(read, id) };
  }

  /** Everybody, by username. */
  async all(): Promise<Account[]> {
    const rows = await allAccounts(this.#parts.database.read);
    return rows.map(({ id, username, name, role, areas, disabled_at }) => ({
      id,
      username,
      name,
      role,
      areas,
      disabled: disabled_at !== null,
      secondFactor: false,
      devices: 0,
      invited: false,
      erased: false,
    }));
  }

  /** Adds an area to an account's reach, within somebody's transaction. */
  async grant(transaction: Transaction, account: string, area: string): Promise<void> {
    await grantArea(transaction, account, area);
    const known = this.#authority.get(account);
    if (known) this.#authority.set(account, { ...known, areas: [...known.areas, area] });
  }
}

export function plainUsername(username: string): string {
  return username.normalize('NFC').trim().toLowerCase();
}
