import type { Account, AccountInput, AccountLink, AccountPatch } from '../../protocol/api/people.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, ForbiddenError, NotFoundError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { faultOf, type Ground, mayManage, outsideReach, refusalOf, type Standing } from './account-rules.ts';
import { gives, living, recorded, rowChange, standingAfter, standingOf } from './account-standing.ts';
import { type Accounts, shownAccount } from './accounts.ts';
import { type AccountWithAreas, accountsWithAreas, NO_PASSWORD, setAreas, updateAccount } from './accounts-store.ts';
import { deleteDevices } from './devices-store.ts';
import type { Links } from './links.ts';
import type { SecondFactors } from './second-factors.ts';
import type { Sessions } from './sessions.ts';

const ERASED_NAME = 'Người dùng đã xóa';

export interface AdministrationParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly secondFactors: SecondFactors;
  readonly links: Links;
  readonly ground: Ground;
  /** What others hold of a person: forgotten in the transaction that erases it, and from memory after the commit. */
  readonly others?: {
    forget(transaction: Transaction, account: string): Promise<void>;
    forgot(account: string): void;
  };
}

/** What administrators do with accounts of their areas. Names, usernames and secrets stay out of the record: it is kept for ever. */
export class Administration {
  readonly #parts: AdministrationParts;

  constructor(parts: AdministrationParts) {
    this.#parts = parts;
  }

  /** Those that reach into the administrator's areas, and the own one. */
  async list(by: Person): Promise<Account[]> {
    const { accounts, ground } = this.#parts;
    const rows = await accounts.rows();
    const shares = (row: AccountWithAreas) => row.areas.some((area) => ground.isWithin(area, by.areas));
    return rows
      .filter((row) => row.id === by.id || shares(row) || mayManage(by, standingOf(row), ground))
      .map(shownAccount);
  }

  async create(by: Person, input: AccountInput): Promise<{ account: Account; link?: AccountLink }> {
    const { accounts, clock, ground, links, database } = this.#parts;
    const areas = [...new Set(input.areas)];
    if (areas.some((area) => !ground.isWithin(area, by.areas))) throw outsideReach();
    const fault = faultOf({ ...input, id: '', areas, disabled: false }, ground, clock.now());
    if (fault) throw fault;
    if (input.role === 'hamlet-head' && input.password !== undefined)
      throw new RuleError('no-password', 'A hamlet head signs in with phone and PIN; leave the password out.');
    const { id, role } = await accounts.createAccount(by, { ...input, areas });
    const wantsLink = input.password === undefined;
    const link = wantsLink
      ? await database.write((transaction) => links.make(transaction, by.id, id, linkKind(role)))
      : undefined;
    return { account: shownAccount(await this.#row(id)), ...(link ? { link } : {}) };
  }

  async patch(by: Person, id: string, patch: AccountPatch): Promise<Account> {
    const { accounts, clock, ground, database } = this.#parts;
    const now = clock.now();
    const changed = await database.write(async (transaction) => {
      const row = living(await this.#row(id, transaction));
      const after = standingAfter(row, patch);
      await this.#requireAllowed(transaction, by, row, after);
      const regranted = patch.role ?? patch.areas ?? patch.validUntil;
      const fault = regranted === undefined ? undefined : faultOf(after, ground, now);
      if (fault) throw fault;
      const name = patch.name?.normalize('NFC') ?? row.name;
      await this.#save(transaction, by, row, after, name);
      return { ...rowChange(row, after, now), id, name, areas: after.areas };
    });
    accounts.remember(changed, changed.areas);
    return shownAccount(await this.#row(id));
  }

  /** Never the own one: who sits at an open session must know the password to change it. */
  async link(by: Person, id: string): Promise<AccountLink> {
    if (by.id === id) throw new ForbiddenError('own-account', 'Change your password under your own account.');
    const row = await this.#managed(by, id);
    if (row.disabled_at !== null) throw new ConflictError('disabled', 'Enable the account first.');
    return this.#change(by, id, 'account.link-made', async (transaction) => {
      await this.#letIn(transaction, by, id);
      return this.#parts.links.make(transaction, by.id, id, linkKind(row.role));
    });
  }

  /** For a lost authenticator. Never the own one: that would make a stolen session enough. */
  async removeSecondFactor(by: Person, id: string): Promise<void> {
    if (by.id === id) throw new ForbiddenError('own-account', 'Another administrator must reset your second factor.');
    await this.#managed(by, id);
    await this.#change(by, id, 'account.second-factor-reset', async (transaction) => {
      await this.#letIn(transaction, by, id);
      await this.#parts.secondFactors.remove(transaction, by, id);
      await this.#parts.sessions.end(transaction, { account: id });
    });
  }

  async endDevices(by: Person, id: string): Promise<void> {
    await this.#managed(by, id);
    await this.#change(by, id, 'account.devices-ended', async (transaction) => {
      await deleteDevices(transaction, { account_id: id });
      await this.#parts.sessions.end(transaction, { account: id });
    });
  }

  /** Forgets who it was. What the account did stays, under its id: evidence and record remain whole. */
  async erase(by: Person, id: string): Promise<void> {
    const { accounts, clock, others } = this.#parts;
    if (by.id === id) throw new ForbiddenError('own-account', 'Another administrator must erase your account.');
    const now = clock.now();
    const gone = await this.#change(by, id, 'account.erase', async (transaction) => {
      const row = living(await this.#row(id, transaction));
      await this.#requireAllowed(transaction, by, row, { ...standingOf(row), disabled: true });
      const blank = {
        ...{ name: ERASED_NAME, username: `erased-${id.toLowerCase()}`, password_hash: NO_PASSWORD },
        ...{ disabled_at: row.disabled_at ?? now, erased_at: now },
        ...{ totp_secret: null, totp_pending: null, totp_step: null },
      };
      await updateAccount(transaction, id, blank);
      const own = ['web_sessions', 'trusted_devices', 'recovery_codes', 'account_links', 'api_tokens', 'form_drafts'];
      for (const table of own) await transaction(table).where({ account_id: id }).delete();
      await others?.forget(transaction, id);
      return { ...row, ...blank };
    });
    accounts.remember(gone, gone.areas);
    others?.forgot(id);
  }

  /** Judged within the transaction: of two administrators who disable each other at once, one is too late. */
  async #requireAllowed(transaction: Transaction, by: Person, row: AccountWithAreas, after: Standing): Promise<void> {
    const { clock, ground } = this.#parts;
    const everybody = (await accountsWithAreas(transaction, clock.now())).map(standingOf);
    const refusal = refusalOf(by, standingOf(row), after, everybody, ground, clock.now());
    if (refusal) throw refusal;
  }

  async #save(
    transaction: Transaction,
    by: Person,
    row: AccountWithAreas,
    after: Standing,
    name: string,
  ): Promise<void> {
    const { audit, sessions, clock } = this.#parts;
    const { id } = row;
    const before = standingOf(row);
    const endsSessions = after.disabled || after.role !== before.role;
    await updateAccount(transaction, id, {
      ...{ ...rowChange(row, after, clock.now()), name },
      ...(after.role === 'hamlet-head' ? { password_hash: NO_PASSWORD } : {}),
      ...(gives(before, after) ? { let_in_by: by.id, let_in_at: clock.now() } : {}),
    });
    if (after.areas !== before.areas) await setAreas(transaction, id, after.areas);
    if (endsSessions) await sessions.end(transaction, { account: id });
    if (endsSessions) await transaction('account_links').where({ account_id: id }).whereNull('used_at').delete();
    const told = { before: recorded(before), after: { ...recorded(after), renamed: name !== row.name } };
    await audit.record({ by: by.id, action: 'account.change', subject: id, outcome: 'done', ...told }, transaction);
  }

  /** Who gave it its last way in is no second person beside it for a day (second-person.ts). */
  #letIn(transaction: Transaction, by: Person, id: string): Promise<void> {
    return updateAccount(transaction, id, { let_in_by: by.id, let_in_at: this.#parts.clock.now() });
  }

  #change<T>(by: Person, id: string, action: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#parts.database.write(async (transaction) => {
      const result = await work(transaction);
      await this.#parts.audit.record({ by: by.id, action, subject: id, outcome: 'done' }, transaction);
      return result;
    });
  }

  async #managed(by: Person, id: string): Promise<AccountWithAreas> {
    const row = living(await this.#row(id));
    if (!mayManage(by, standingOf(row), this.#parts.ground)) throw outsideReach();
    return row;
  }

  async #row(id: string, within?: Transaction): Promise<AccountWithAreas> {
    const { database, clock } = this.#parts;
    const [row] = await accountsWithAreas(within ?? database.read, clock.now(), id);
    if (!row) throw new NotFoundError('no-account', 'There is no such account.');
    return row;
  }
}

function linkKind(role: Account['role']): AccountLink['kind'] {
  return role === 'hamlet-head' ? 'phone' : 'password';
}
