import { me, redeemPassword, redeemPhone, setupInput, setupState } from '../../protocol/api/people.ts';
import type { Database } from '../database/database.ts';
import { ForbiddenError } from '../errors.ts';
import type { App } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import type { Accounts } from './accounts.ts';
import { updateAccount } from './accounts-store.ts';
import type { Attempts } from './attempts.ts';
import { deleteDevices } from './devices-store.ts';
import type { Entrance } from './entrance.ts';
import type { FirstAdministrator } from './first-administrator.ts';
import type { LinkRow, Links } from './links.ts';
import { hashPassword } from './password.ts';
import { requireStrongPin } from './pin.ts';
import type { Sessions } from './sessions.ts';

export interface LinkRouteParts {
  readonly database: Database;
  readonly audit: AuditPort;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  readonly links: Links;
  readonly firstAdministrator: FirstAdministrator;
  readonly entrance: Entrance;
}

const anyone = { access: { who: 'anyone' } } as const;

/** What a one-time code opens: the first account, a password to choose, a hamlet head's phone. */
export function linkRoutes(app: App, parts: LinkRouteParts): void {
  const { database, audit, accounts, sessions, attempts, links, firstAdministrator, entrance } = parts;

  const personBehind = async (link: LinkRow) => {
    const person = await accounts.find(link.account_id);
    const fits = person && (person.role === 'hamlet-head') === (link.kind === 'phone');
    if (!fits)
      throw new ForbiddenError('unknown-link', 'This code is not for the account as it is now; ask for a new one.');
    return person;
  };

  app.get('/setup', { config: anyone, schema: { response: { 200: setupState } } }, async () => ({
    needed: firstAdministrator.needed,
  }));

  app.post(
    '/setup',
    { config: anyone, schema: { body: setupInput, response: { 200: me } } },
    async (request, reply) => {
      const { code, ...who } = request.body;
      const attempt = await attempts.begin(request, { kind: 'setup' });
      await attempt.settle(firstAdministrator.require(code));
      const person = await firstAdministrator.make(code, who);
      return entrance.enter(request, reply, person, 'password');
    },
  );

  app.post(
    '/session/account-link',
    { config: anyone, schema: { body: redeemPassword, response: { 200: me } } },
    async (request, reply) => {
      const attempt = await attempts.begin(request, { kind: 'link' });
      const link = await attempt.settle(links.look(request.body.code, 'password'));
      const person = await personBehind(link);
      const password_hash = await hashPassword(request.body.password);
      await database.write(async (transaction) => {
        await links.use(transaction, link);
        await updateAccount(transaction, person.id, { password_hash });
        // Whoever knew the old password may have made ways in that need none.
        const ended = {
          sessions: await sessions.end(transaction, { account: person.id }),
          devices: await deleteDevices(transaction, { account_id: person.id }),
          tokens: await transaction('api_tokens').where({ account_id: person.id }).delete(),
        };
        const about = { action: 'account.password-set', subject: person.id, address: request.ip };
        const told = { before: { ended }, after: { by: 'link' } };
        await audit.record({ by: person.id, outcome: 'done', ...about, ...told }, transaction);
      });
      return entrance.enter(request, reply, person, 'password');
    },
  );

  app.post(
    '/session/phone-link',
    { config: anyone, schema: { body: redeemPhone, response: { 200: me } } },
    async (request, reply) => {
      const { code, pin, deviceName } = request.body;
      const attempt = await attempts.begin(request, { kind: 'link' });
      const link = await attempt.settle(links.look(code, 'phone'));
      const person = await personBehind(link);
      requireStrongPin(pin);
      await database.write((transaction) => links.use(transaction, link));
      const { token, device } = await entrance.trust(request, reply, person, deviceName, pin);
      return entrance.enter(request, reply, person, 'device', device, token);
    },
  );
}
