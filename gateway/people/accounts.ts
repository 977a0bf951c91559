import { ulid } from 'ulid';
import type { Account, Role } from '../../protocol/api/people.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError, NotSignedInError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import {
  type AccountRow,
  type AccountWithAreas,
  accountById,
  accountCalled,
  accountsWithAreas,
  areasOf,
  grantArea,
  insertAccount,
  NO_PASSWORD,
} from './accounts-store.ts';
import { hashPassword, isPassword } from './password.ts';

export interface NewAccount {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly areas: readonly string[];
  /** Absent: the person chooses it with a link, or never has one. */
  readonly password?: string | undefined;
  readonly validUntil?: number | undefined;
}

/** Whose word it is when an account commands loudspeakers. */
export interface Authority {
  readonly role: Role;
  readonly areas: readonly string[];
}

interface Known extends Authority {
  readonly name: string;
  readonly disabled: boolean;
  readonly validUntil?: number;
}

export interface AccountsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
}

/** The people who may sign in, and their names for everything they did. */
export class Accounts {
  readonly #parts: AccountsParts;
  readonly #known = new Map<string, Known>();
  /** Compared with when nobody has the name, so that an answer takes as long. */
  #decoy: Promise<string> | undefined;

  constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    for (const row of await this.rows()) this.remember(row, row.areas);
  }

  /** True before the first account was made. */
  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  nameOf(account: string): string | undefined {
    return this.#known.get(account)?.name;
  }

  /** What the account may command; undefined for one unknown, disabled or ended. The signer of commands asks, so it must not wait. */
  authorityOf(account: string): Authority | undefined {
    const known = this.#known.get(account);
    const ended = known?.validUntil !== undefined && this.#parts.clock.now() > known.validUntil;
    return known && !known.disabled && !ended ? { role: known.role, areas: known.areas } : undefined;
  }

  /** Accounts with at least one of their areas inside; asked for every page of the audit, so from memory. */
  within(isInside: (area: string) => boolean): string[] {
    return [...this.#known].filter(([, { areas }]) => areas.some(isInside)).map(([id]) => id);
  }

  /** `within` joins the same transaction, before the row is written, and may refuse. */
  async createAccount(
    by: Actor,
    input: NewAccount,
    within: (transaction: Transaction) => Promise<void> = async () => undefined,
  ): Promise<Person> {
    const { database, clock, audit } = this.#parts;
    const username = plainUsername(input.username);
    if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(username))
      throw new InvalidInputError('bad-username', 'A username is letters a to z, digits, dot, hyphen, underscore.');
    const name = input.name.normalize('NFC');
    const person = { id: ulid(), username, name, role: input.role, areas: [...new Set(input.areas)] };
    const password_hash = input.password === undefined ? NO_PASSWORD : await hashPassword(input.password);
    const valid_until = input.validUntil ?? null;
    await database.write(async (transaction) => {
      await within(transaction);
      if (await transaction('accounts').where({ username }).first())
        throw new ConflictError('username-taken', `There is an account ${username} already; choose another name.`);
      const { areas, ...row } = person;
      const made = { created_at: clock.now(), let_in_by: by.id, let_in_at: clock.now() };
      await insertAccount(transaction, { ...row, password_hash, valid_until, ...made }, areas);
      // Neither name nor username: this record cannot be changed, and a person may ask to be forgotten.
      const after = { role: person.role, areas, ...(valid_until === null ? {} : { validUntil: valid_until }) };
      await audit.record(
        { by: by.id, action: 'account.create', subject: person.id, outcome: 'done', after },
        transaction,
      );
    });
    this.remember({ ...person, disabled_at: null, valid_until }, person.areas);
    return person;
  }

  /**
   * The person with this name and password. Throws NotSignedInError, for a wrong one, an unknown name and a disabled account
   * alike; for the right password of an account that has ended it says so: only the owner learns that.
   */
  async authenticate(username: string, password: string): Promise<Person> {
    const row = await this.called(username);
    this.#decoy ??= hashPassword('no account has this password');
    const stored = row?.password_hash || undefined;
    const right = (await isPassword(password, stored ?? (await this.#decoy))) && stored !== undefined;
    const person = row && right && row.role !== 'hamlet-head' ? await this.find(row.id) : undefined;
    if (person) return person;
    if (row && right && row.disabled_at === null && this.#hasEnded(row))
      throw new NotSignedInError('account-ended', 'The time of this account is over; ask an administrator.');
    throw new NotSignedInError('wrong-password', 'Name or password is wrong; try again.');
  }

  /** Undefined also for an account that is disabled or has ended. */
  async find(id: string): Promise<Person | undefined> {
    const row = await this.row(id);
    if (!row || row.disabled_at !== null || this.#hasEnded(row)) return undefined;
    const areas = await areasOf(this.#parts.database.read, id);
    return { id: row.id, username: row.username, name: row.name, role: row.role, areas };
  }

  row(id: string): Promise<AccountRow | undefined> {
    return accountById(this.#parts.database.read, id);
  }

  called(username: string): Promise<AccountRow | undefined> {
    return accountCalled(this.#parts.database.read, plainUsername(username));
  }

  rows(): Promise<AccountWithAreas[]> {
    return accountsWithAreas(this.#parts.database.read, this.#parts.clock.now());
  }

  /** Everybody, by username. */
  async all(): Promise<Account[]> {
    return (await this.rows()).map(shownAccount);
  }

  /** Memory follows the rows; called after the commit. */
  remember(
    row: Pick<AccountRow, 'id' | 'name' | 'role' | 'disabled_at' | 'valid_until'>,
    areas: readonly string[],
  ): void {
    this.#known.set(row.id, {
      name: row.name,
      role: row.role,
      areas,
      disabled: row.disabled_at !== null,
      ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
    });
  }

  /** Adds an area to an account's reach, within somebody's transaction. */
  async grant(transaction: Transaction, account: string, area: string): Promise<void> {
    await grantArea(transaction, account, area);
    const known = this.#known.get(account);
    if (known) this.#known.set(account, { ...known, areas: [...known.areas, area] });
  }

  #hasEnded(row: AccountRow): boolean {
    return row.valid_until !== null && this.#parts.clock.now() > row.valid_until;
  }
}

export function plainUsername(username: string): string {
  return username.normalize('NFC').trim().toLowerCase();
}

export function shownAccount(row: AccountWithAreas): Account {
  const { id, username, name, role, areas, devices } = row;
  const invited = row.erased_at === null && row.password_hash === NO_PASSWORD && devices === 0;
  return {
    ...{ id, username, name, role, areas: [...areas], devices, invited },
    disabled: row.disabled_at !== null,
    secondFactor: row.totp_secret !== null,
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
    erased: row.erased_at !== null,
  };
}
