import { randomBytes } from 'node:crypto';
import type { SecondFactorSecret } from '../../protocol/api/people.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, ForbiddenError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import type { Sealing } from '../keys/sealing.ts';
import type { Accounts } from './accounts.ts';
import { updateAccount, useStep } from './accounts-store.ts';
import { newCode, plainCode } from './codes.ts';
import { acceptedStep, authenticatorUri, base32 } from './totp.ts';

const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;

export interface SecondFactorsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly accounts: Accounts;
  readonly sealing: Sealing;
}

/** Authenticators (RFC 6238), sealed at rest, and the recovery codes for when one is lost. */
export class SecondFactors {
  readonly #parts: SecondFactorsParts;

  constructor(parts: SecondFactorsParts) {
    this.#parts = parts;
  }

  async has(account: string): Promise<boolean> {
    return (await this.#parts.accounts.row(account))?.totp_secret != null;
  }

  /** A new secret, which counts once a code of it was shown; the old one opens until then. */
  async begin(person: Person): Promise<SecondFactorSecret> {
    const secret = base32(randomBytes(SECRET_BYTES));
    const totp_pending = this.#parts.sealing.seal(secret, aboutOf(person.id));
    await this.#parts.database.write((transaction) => updateAccount(transaction, person.id, { totp_pending }));
    return { secret, uri: authenticatorUri(secret, person.username) };
  }

  /** The recovery codes, shown this once; undefined for a wrong code. */
  async confirm(person: Person, code: string): Promise<string[] | undefined> {
    const { database, accounts, sealing, clock, audit } = this.#parts;
    const sealed = (await accounts.row(person.id))?.totp_pending;
    if (!sealed)
      throw new ConflictError('no-second-factor', 'Ask for a new secret first: POST /api/v1/me/second-factor.');
    const step = acceptedStep(
      sealing.unseal(sealed, aboutOf(person.id)),
      code.replace(/\s/g, ''),
      clock.now(),
      undefined,
    );
    if (step === undefined) return undefined;
    return database.write(async (transaction) => {
      const change = { totp_secret: sealed, totp_pending: null, totp_step: step };
      const changed = await transaction('accounts').where({ id: person.id, totp_pending: sealed }).update(change);
      if (changed === 0)
        throw new ConflictError('no-second-factor', 'Another secret was asked for meanwhile; use that.');
      await audit.record(entry(person, 'account.second-factor-set', person.id), transaction);
      return this.#newCodes(transaction, person.id);
    });
  }

  /** Takes a code of the authenticator or a recovery code, each once; throws ForbiddenError when it is neither. */
  async require(account: string, code: string): Promise<'authenticator' | 'recovery'> {
    const proof = await this.#accepted(account, code);
    if (!proof) throw wrongCode();
    return proof;
  }

  /** A new set; the old codes open nothing any more. */
  async renewCodes(person: Person): Promise<string[]> {
    const { database, audit } = this.#parts;
    if (!(await this.has(person.id)))
      throw new ConflictError('no-second-factor', 'Recovery codes stand in for an authenticator; set one up first.');
    return database.write(async (transaction) => {
      await audit.record(entry(person, 'account.recovery-codes-renewed', person.id), transaction);
      return this.#newCodes(transaction, person.id);
    });
  }

  /** Within somebody's transaction: who asked is the caller's to check. */
  async remove(transaction: Transaction, by: Actor, account: string): Promise<void> {
    await updateAccount(transaction, account, { totp_secret: null, totp_pending: null, totp_step: null });
    await transaction('recovery_codes').where({ account_id: account }).delete();
    await this.#parts.audit.record(entry(by, 'account.second-factor-removed', account), transaction);
  }

  async #accepted(account: string, code: string): Promise<'authenticator' | 'recovery' | undefined> {
    const { database, accounts, sealing, clock, audit } = this.#parts;
    const row = await accounts.row(account);
    if (!row?.totp_secret) return undefined;
    const typed = code.replace(/\s/g, '');
    if (/^\d{6}$/.test(typed)) {
      const secret = sealing.unseal(row.totp_secret, aboutOf(account));
      const step = acceptedStep(secret, typed, clock.now(), row.totp_step ?? undefined);
      if (step === undefined) return undefined;
      return (await database.write((t) => useStep(t, account, step))) ? 'authenticator' : undefined;
    }
    const digest = sealing.digest(plainCode(typed));
    return database.write(async (transaction) => {
      const used = await transaction('recovery_codes').where({ account_id: account, digest }).delete();
      if (used === 0) return undefined;
      const left = await transaction('recovery_codes').where({ account_id: account }).count({ codes: '*' }).first();
      const after = { codesLeft: Number(left?.codes) };
      await audit.record({ ...entry({ id: account }, 'account.recovery-code-used', account), after }, transaction);
      return 'recovery';
    });
  }

  async #newCodes(transaction: Transaction, account: string): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, () => newCode(60));
    await transaction('recovery_codes').where({ account_id: account }).delete();
    await transaction('recovery_codes').insert(
      codes.map((code) => ({ account_id: account, digest: this.#parts.sealing.digest(plainCode(code)) })),
    );
    return codes;
  }
}

export function wrongCode(): ForbiddenError {
  return new ForbiddenError('wrong-code', 'This code is not right, or was used before; wait for the next one.');
}

/** Bound to the sealed secret: another account's row cannot be given this one's authenticator. */
function aboutOf(account: string): string {
  return `authenticator of ${account}`;
}

function entry(by: Actor, action: string, subject: string) {
  return { by: by.id, action, subject, outcome: 'done' as const };
}
