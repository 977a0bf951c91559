import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Me, me, signIn } from '../../protocol/api/people.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import { NotSignedInError, TooManyRequestsError } from '../errors.ts';
import { SESSION_COOKIE } from '../http/access.ts';
import { type App, type Person, personOf } from '../http/app.ts';
import { FailureLimit } from '../http/failure-limit.ts';
import type { AuditPort } from '../http/ports.ts';
import { isSecure } from '../http/secure.ts';
import { type Accounts, plainUsername } from './accounts.ts';
import type { Sessions } from './sessions.ts';

export interface SessionRouteParts {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly audit: AuditPort;
  readonly clock: Clock;
  /** Shown on every page of a demo installation. */
  readonly demo?: { readonly label: string };
}

/** Sign in, who am I, sign out. */
export function sessionRoutes(app: App, parts: SessionRouteParts): void {
  const { accounts, sessions, audit, clock } = parts;
  const ofAccount = new FailureLimit({ clock, free: 5, baseMs: SECOND_MS, maxMs: 15 * MINUTE_MS });
  const ofAddress = new FailureLimit({ clock, free: 50, baseMs: SECOND_MS, maxMs: 5 * MINUTE_MS });
  const meOf = ({ id, username, name, role, areas }: Person, csrfToken: string): Me => ({
    account: { id, username, name, role, areas: [...areas] },
    csrfToken,
    step: 'done',
    unlockedUntil: clock.now() + 12 * HOUR_MS,
    secondFactor: false,
    ...(parts.demo ? { demo: parts.demo } : {}),
    serverTime: clock.now(),
  });

  app.post(
    '/session',
    { config: { access: { who: 'anyone' } }, schema: { body: signIn, response: { 200: me } } },
    async (request, reply) => {
      const pair = `${plainUsername(request.body.username)} ${request.ip}`;
      mayTry(ofAddress.attempt(request.ip));
      mayTry(ofAccount.attempt(pair));
      const person = await accounts.authenticate(request.body.username, request.body.password);
      if (!person) throw new NotSignedInError('wrong-password', 'Name or password is wrong; try again.');
      ofAddress.undo(request.ip);
      ofAccount.forget(pair);
      const { token, csrfToken } = await sessions.open(person.id, {
        address: request.ip,
        agent: request.headers['user-agent'],
      });
      await audit.record({ by: person.id, action: 'session.sign-in', outcome: 'done', address: request.ip });
      setCookie(reply, token, isSecure(request));
      return meOf(person, csrfToken);
    },
  );

  app.get(
    '/session',
    { config: { access: { who: 'signed-in' } }, schema: { response: { 200: me } } },
    async (request) => {
      const session = await sessions.find(tokenOf(request));
      return meOf(personOf(request), session?.csrfToken ?? '');
    },
  );

  app.delete(
    '/session',
    { config: { access: { who: 'signed-in' } }, schema: { response: { 204: z.undefined() } } },
    async (request, reply) => {
      await sessions.close(tokenOf(request));
      await audit.record({
        by: personOf(request).id,
        action: 'session.sign-out',
        outcome: 'done',
        address: request.ip,
      });
      return reply.clearCookie(SESSION_COOKIE, { path: '/' }).status(204).send(undefined);
    },
  );
}

function mayTry(waitMs: number): void {
  if (waitMs > 0)
    throw new TooManyRequestsError('too-many-attempts', 'Too many wrong passwords; wait before the next attempt.', {
      retryAfterMs: waitMs,
    });
}

function tokenOf(request: FastifyRequest): string {
  return request.cookies[SESSION_COOKIE] ?? '';
}

function setCookie(reply: FastifyReply, token: string, secure: boolean): void {
  reply.setCookie(SESSION_COOKIE, token, { path: '/', httpOnly: true, sameSite: 'strict', secure });
}
