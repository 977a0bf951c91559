import { z } from 'zod';
import { newPassword, openSession } from '../../protocol/api/people.ts';
import type { Database } from '../database/database.ts';
import { ForbiddenError, NotFoundError } from '../errors.ts';
import { type App, sessionOf } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import type { Accounts } from './accounts.ts';
import { updateAccount } from './accounts-store.ts';
import type { Attempts } from './attempts.ts';
import { hashPassword, isPassword } from './password.ts';
import type { Sessions } from './sessions.ts';

export interface OwnSignInRouteParts {
  readonly database: Database;
  readonly audit: AuditPort;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
}

const signedIn = { access: { who: 'signed-in', ownSession: true } } as const;
const nothing = { response: { 204: z.undefined() } };
const passwords = z.object({ current: z.string().min(1).max(256), password: newPassword });

/** Where I am signed in, and with which password. */
export function ownSignInRoutes(app: App, parts: OwnSignInRouteParts): void {
  const { database, audit, accounts, sessions, attempts } = parts;

  app.get(
    '/me/sessions',
    { config: signedIn, schema: { response: { 200: z.object({ items: z.array(openSession) }) } } },
    async (request) => {
      const { id, person } = sessionOf(request);
      return { items: await sessions.list(person.id, id) };
    },
  );

  app.delete(
    '/me/sessions/:id',
    { config: signedIn, schema: { params: z.object({ id: z.string().max(64) }), ...nothing } },
    async (request, reply) => {
      const { person } = sessionOf(request);
      await database.write(async (transaction) => {
        if ((await sessions.end(transaction, { account: person.id, id: request.params.id })) === 0)
          throw new NotFoundError('no-session', 'You have no such open session.');
        await audit.record({ by: person.id, action: 'session.end', subject: person.id, outcome: 'done' }, transaction);
      });
      return reply.status(204).send(undefined);
    },
  );

  app.put('/me/password', { config: signedIn, schema: { body: passwords, ...nothing } }, async (request, reply) => {
    const { id, person } = sessionOf(request);
    if (person.role === 'hamlet-head')
      throw new ForbiddenError('no-password', 'You sign in with your phone and its PIN; there is no password.');
    const about = { kind: 'password', who: person.username, subject: person.id } as const;
    const attempt = await attempts.begin(request, about);
    const stored = (await accounts.row(person.id))?.password_hash ?? '';
    if (!(await isPassword(request.body.current, stored)))
      throw await attempt.wrong(new ForbiddenError('wrong-password', 'The current password is wrong; try again.'));
    attempt.right();
    const password_hash = await hashPassword(request.body.password);
    await database.write(async (transaction) => {
      await updateAccount(transaction, person.id, { password_hash });
      await sessions.end(transaction, { account: person.id }, id);
      const done = { action: 'account.password-set', subject: person.id, outcome: 'done' } as const;
      await audit.record({ by: person.id, ...done, after: { by: 'current password' } }, transaction);
    });
    return reply.status(204).send(undefined);
  });
}
