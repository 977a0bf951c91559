import { ulid } from 'ulid';
import type { z } from 'zod';
import type { ApiToken, apiTokenInput } from '../../protocol/api/people.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { API_TOKEN_PREFIX } from '../http/access.ts';
import type { Person, Scope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { newToken, sha256Of } from '../keys/secrets.ts';
import { outsideReach } from './account-rules.ts';
import type { Accounts } from './accounts.ts';

const MOST = 20;
/** Being used is written down no oftener than this. */
const TOUCH_MS = 5 * MINUTE_MS;

interface TokenRow {
  readonly id: string;
  readonly account_id: string;
  readonly name: string;
  readonly sha256: string;
  readonly areas: string;
  readonly may_change: boolean | number;
  readonly created_at: number;
  readonly expires_at: number;
  readonly used_at: number | null;
}

export interface ApiTokensParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly accounts: Accounts;
  readonly scope: Scope;
}

/** For programs: each acts as its account, in some of its areas, until a day; 256 random bits of which the SHA-256 is stored. */
export class ApiTokens {
  readonly #parts: ApiTokensParts;

  constructor(parts: ApiTokensParts) {
    this.#parts = parts;
  }

  async make(person: Person, input: z.infer<typeof apiTokenInput>): Promise<ApiToken & { token: string }> {
    const { database, clock, audit, scope } = this.#parts;
    const areas = [...new Set(input.areas)];
    if (areas.some((area) => !scope.isWithin(area, person.areas))) throw outsideReach();
    const token = API_TOKEN_PREFIX + newToken();
    const now = clock.now();
    const row: TokenRow = {
      ...{
        id: ulid(now),
        account_id: person.id,
        name: input.name,
        sha256: sha256Of(token),
        may_change: input.mayChange,
      },
      ...{ areas: JSON.stringify(areas), created_at: now, expires_at: now + input.days * DAY_MS, used_at: null },
    };
    await database.write(async (transaction) => {
      const held = await transaction('api_tokens').where({ account_id: person.id }).count({ held: '*' }).first();
      if (Number(held?.held) >= MOST)
        throw new ConflictError('too-many-tokens', 'Withdraw a token before you make another.');
      await transaction('api_tokens').insert(row);
      const after = { token: row.id, areas, mayChange: input.mayChange, expiresAt: row.expires_at };
      const about = { action: 'account.token-made', subject: person.id, outcome: 'done', after } as const;
      await audit.record({ by: person.id, ...about }, transaction);
    });
    return { ...shown(row), token };
  }

  async list(account: string): Promise<ApiToken[]> {
    const rows: TokenRow[] = await this.#parts.database
      .read('api_tokens')
      .where({ account_id: account })
      .orderBy('created_at', 'desc');
    return rows.map(shown);
  }

  async remove(person: Person, id: string): Promise<void> {
    const { database, audit } = this.#parts;
    await database.write(async (transaction) => {
      if ((await transaction('api_tokens').where({ id, account_id: person.id }).delete()) === 0)
        throw new NotFoundError('no-token', 'You have no such API token.');
      const about = {
        action: 'account.token-withdrawn',
        subject: person.id,
        outcome: 'done',
        before: { token: id },
      } as const;
      await audit.record({ by: person.id, ...about }, transaction);
    });
  }

  async find(token: string): Promise<{ person: Person; mayChange: boolean } | undefined> {
    const { database, clock, accounts, scope } = this.#parts;
    const now = clock.now();
    const row: TokenRow | undefined = await database
      .read('api_tokens')
      .where({ sha256: sha256Of(token) })
      .first();
    if (!row || now >= row.expires_at) return undefined;
    const person = await accounts.find(row.account_id);
    if (!person) return undefined;
    if (now - (row.used_at ?? 0) > TOUCH_MS)
      await database.write((transaction) => transaction('api_tokens').where({ id: row.id }).update({ used_at: now }));
    const areas = sharedAreas(JSON.parse(row.areas), person.areas, scope);
    return { person: { ...person, areas }, mayChange: Boolean(row.may_change) };
  }
}

/** What two sets of areas have in common, each area with everything below it. */
export function sharedAreas(one: readonly string[], other: readonly string[], scope: Scope): string[] {
  const shared = [
    ...one.filter((area) => scope.isWithin(area, other)),
    ...other.filter((area) => scope.isWithin(area, one)),
  ];
  return [...new Set(shared)];
}

function shown(row: TokenRow): ApiToken {
  return {
    ...{ id: row.id, name: row.name, areas: JSON.parse(row.areas), mayChange: Boolean(row.may_change) },
    ...{ createdAt: row.created_at, expiresAt: row.expires_at },
    ...(row.used_at === null ? {} : { usedAt: row.used_at }),
  };
}
