import type { Account, AccountInput, AccountLink, AccountPatch } from '../../protocol/api/people.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, ForbiddenError, NotFoundError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { faultOf, type Ground, mayManage, outsideReach, refusalOf, type Standing } from './account-rules.ts';
import { type Accounts, shownAccount } from './accounts.ts';
import { type AccountWithAreas, NO_PASSWORD, setAreas, updateAccount } from './accounts-store.ts';
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
    const { accounts, ground, clock } = this.#parts;
    const row = await this.#living(id);
    const before = standingOf(row);
    const after: Standing = {
      ...{ id, role: patch.role ?? before.role, areas: patch.areas ? [...new Set(patch.areas)].sort() : before.areas },
      disabled: patch.disabled ?? before.disabled,
      validUntil: patch.validUntil === undefined ? before.validUntil : (patch.validUntil ?? undefined),
    };
    const now = clock.now();
    const refusal = refusalOf(by, before, after, (await accounts.rows()).map(standingOf), ground, now);
    if (refusal) throw refusal;
    const regranted = patch.role ?? patch.areas ?? patch.validUntil;
    const fault = regranted === undefined ? undefined : faultOf(after, ground, now);
    if (fault) throw fault;
    await this.#save(by, row, after, patch.name?.normalize('NFC') ?? row.name);
    return shownAccount(await this.#row(id));
  }

  async link(by: Person, id: string): Promise<AccountLink> {
    const row = await this.#managed(by, id);
    if (row.disabled_at !== null) throw new ConflictError('disabled', 'Enable the account first.');
    return this.#change(by, id, 'account.link-made', (transaction) =>
      this.#parts.links.make(transaction, by.id, id, linkKind(row.role)),
    );
  }

  /** For a lost authenticator. Never the own one: that would make a stolen session enough. */
  async removeSecondFactor(by: Person, id: string): Promise<void> {
    if (by.id === id) throw new ForbiddenError('own-account', 'Another administrator must reset your second factor.');
    await this.#managed(by, id);
    await this.#change(by, id, 'account.second-factor-reset', async (transaction) => {
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
    const { accounts, ground, clock } = this.#parts;
    if (by.id === id) throw new ForbiddenError('own-account', 'Another administrator must erase your account.');
    const row = await this.#living(id);
    const before = standingOf(row);
    const now = clock.now();
    const gone = { ...before, disabled: true };
    const refusal = refusalOf(by, before, gone, (await accounts.rows()).map(standingOf), ground, now);
    if (refusal) throw refusal;
    const blank = {
      ...{ name: ERASED_NAME, username: `erased-${id.toLowerCase()}`, password_hash: NO_PASSWORD },
      ...{ disabled_at: row.disabled_at ?? now, erased_at: now },
      ...{ totp_secret: null, totp_pending: null, totp_step: null },
    };
    await this.#change(by, id, 'account.erase', async (transaction) => {
      await updateAccount(transaction, id, blank);
      for (const table of ['web_sessions', 'trusted_devices', 'recovery_codes', 'account_links', 'api_tokens'])
        await transaction(table).where({ account_id: id }).delete();
    });
    accounts.remember({ ...row, ...blank }, row.areas);
  }

  async #save(by: Person, row: AccountWithAreas, after: Standing, name: string): Promise<void> {
    const { database, audit, accounts, sessions, clock } = this.#parts;
    const { id } = row;
    const before = standingOf(row);
    const disabled_at = after.disabled ? (row.disabled_at ?? clock.now()) : null;
    const change = { name, role: after.role, disabled_at, valid_until: after.validUntil ?? null };
    const endsSessions = after.disabled || after.role !== before.role;
    await database.write(async (transaction) => {
      await updateAccount(transaction, id, {
        ...change,
        ...(after.role === 'hamlet-head' ? { password_hash: NO_PASSWORD } : {}),
      });
      if (after.areas !== before.areas) await setAreas(transaction, id, after.areas);
      if (endsSessions) await sessions.end(transaction, { account: id });
      if (endsSessions) await transaction('account_links').where({ account_id: id }).whereNull('used_at').delete();
      const told = { before: recorded(before), after: { ...recorded(after), renamed: name !== row.name } };
      await audit.record({ by: by.id, action: 'account.change', subject: id, outcome: 'done', ...told }, transaction);
    });
    accounts.remember({ id, ...change }, after.areas);
  }

  #change<T>(by: Person, id: string, action: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#parts.database.write(async (transaction) => {
      const result = await work(transaction);
      await this.#parts.audit.record({ by: by.id, action, subject: id, outcome: 'done' }, transaction);
      return result;
    });
  }

  async #managed(by: Person, id: string): Promise<AccountWithAreas> {
    const row = await this.#living(id);
    if (!mayManage(by, standingOf(row), this.#parts.ground)) throw outsideReach();
    return row;
  }

  async #living(id: string): Promise<AccountWithAreas> {
    const row = await this.#row(id);
    if (row.erased_at !== null) throw new ConflictError('erased', 'This account was erased; make a new one.');
    return row;
  }

  async #row(id: string): Promise<AccountWithAreas> {
    const row = (await this.#parts.accounts.rows()).find((one) => one.id === id);
    if (!row) throw new NotFoundError('no-account', 'There is no such account.');
    return row;
  }
}

function linkKind(role: Account['role']): AccountLink['kind'] {
  return role === 'hamlet-head' ? 'phone' : 'password';
}

function standingOf({ id, role, areas, disabled_at, valid_until }: AccountWithAreas): Standing {
  return { id, role, areas, disabled: disabled_at !== null, validUntil: valid_until ?? undefined };
}

function recorded({ role, areas, disabled, validUntil }: Standing) {
  return { role, areas, disabled, ...(validUntil === undefined ? {} : { validUntil }) };
}
