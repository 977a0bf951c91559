import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../../protocol/api/people.ts';
import type { Clock } from '../clock.ts';
import { ForbiddenError, NotSignedInError } from '../errors.ts';
import { type Access, type App, type Person, type Proof, requireUnlocked, tokenNotEnough } from './app.ts';
import { SESSION_COOKIE } from './cookies.ts';
import type { DevicePort, SessionPort, SourcePort } from './ports.ts';
import { provedAt } from './proved.ts';

export const CSRF_HEADER = 'x-csrf-token';
/** In every answer to a signed-in browser: when its session ends (ms UTC), so that the page can say so before. */
export const SESSION_ENDS_HEADER = 'x-session-ends';
/** How an API token begins, so that one found in a file is known for what it is. */
export const API_TOKEN_PREFIX = 'lxt_';

export interface AccessParts {
  readonly clock: Clock;
  readonly sessions: SessionPort;
  readonly devices: DevicePort;
  /** Absent: no system above may call. */
  readonly sources?: SourcePort | undefined;
  readonly brokerToken: string;
}

/**
 * Refuses to register a route that does not say who may call it, and holds every call to it before its body is read. The
 * check is the route's own last `onRequest`, so that a flood is stopped by the rate limit before it costs a look-up.
 */
export function enforceAccess(app: App, parts: AccessParts): void {
  app.addHook('onRoute', (route) => {
    const access = route.config?.access;
    if (!access)
      throw new Error(`${String(route.method)} ${route.url} does not declare config.access; say who may call it`);
    for (const method of [route.method].flat()) app.routeTable.push({ method, url: route.url, access });
    const guard = async (request: FastifyRequest, reply: FastifyReply) => {
      if (isChange(request) || request.headers.upgrade) refuseForeignOrigin(request);
      await admit(request, access, parts);
      if (request.session) reply.header(SESSION_ENDS_HEADER, request.session.endsAt);
    };
    route.onRequest = [...[route.onRequest ?? []].flat(), guard];
    if ('formToken' in access && access.formToken)
      route.preHandler = [
        ...[route.preHandler ?? []].flat(),
        async (request: FastifyRequest) => requireFormToken(request),
      ];
  });
}

async function admit(request: FastifyRequest, access: Access, parts: AccessParts): Promise<void> {
  switch (access.who) {
    case 'anyone':
      return;
    case 'broker':
      return admitBroker(request, parts.brokerToken);
    case 'source':
      return admitSource(request, parts.sources);
    case 'device':
      return admitDevice(request, parts.devices);
    case 'device-or-signed-in':
      return request.headers.authorization === undefined || apiTokenOf(request)
        ? admitPerson(request, {}, parts)
        : admitDevice(request, parts.devices);
    case 'signing-in':
      await admitSession(request, parts);
      return;
    case 'signed-in':
      return admitPerson(request, access, parts);
    case 'roles':
      return admitPerson(request, access, parts, (role) => {
        if (!access.roles.includes(role))
          throw new ForbiddenError('role', `Only these roles may do this: ${access.roles.join(', ')}.`);
      });
  }
}

/** From the cheapest question to the narrowest: who, from our own page, wholly signed in, of the right role, proved anew. */
async function admitPerson(
  request: FastifyRequest,
  proof: Proof,
  parts: AccessParts,
  requireRole: (role: Role) => void = () => undefined,
): Promise<void> {
  const token = apiTokenOf(request);
  const person = await (token
    ? admitToken(request, token, parts.sessions)
    : admitSession(request, parts, proof.formToken));
  if (request.session && request.session.step !== 'done')
    throw new NotSignedInError('sign-in-unfinished', 'Complete the sign-in first.', { step: request.session.step });
  requireRole(person.role);
  if (token && (proof.unlocked || proof.ownSession)) throw tokenNotEnough();
  if (proof.unlocked) requireUnlocked(request, proof.unlocked);
}

/** Only pages of ours know the CSRF token; a program with an API token has no cookie that a foreign page could use. */
async function admitSession(
  request: FastifyRequest,
  { sessions, clock }: AccessParts,
  formToken = false,
): Promise<Person> {
  const token = request.cookies[SESSION_COOKIE];
  const session = token ? await sessions.find(token) : undefined;
  if (!session) throw new NotSignedInError('not-signed-in', 'Sign in first: POST /api/v1/session.');
  request.person = session.person;
  request.session = session;
  request.proved = provedAt(session.unlockedUntil, clock.now());
  const shown = request.headers[CSRF_HEADER];
  const comesWithForm = formToken && shown === undefined;
  if (isChange(request) && !comesWithForm && !sameSecret(shown, session.csrfToken)) throw noCsrfToken();
  return session.person;
}

/** After the body is read; what came in the header was judged before it. */
function requireFormToken(request: FastifyRequest): void {
  if (!isChange(request) || !request.session || request.headers[CSRF_HEADER] !== undefined) return;
  const body: unknown = request.body;
  const shown = typeof body === 'object' && body !== null && 'csrf' in body ? body.csrf : undefined;
  if (!sameSecret(typeof shown === 'string' ? shown : undefined, request.session.csrfToken)) throw noCsrfToken();
}

function noCsrfToken(): ForbiddenError {
  return new ForbiddenError('csrf', `Send the session's csrfToken in the header ${CSRF_HEADER} with every change.`);
}

async function admitToken(request: FastifyRequest, token: string, sessions: SessionPort): Promise<Person> {
  const found = await sessions.findToken(token);
  if (!found) throw new NotSignedInError('bad-token', 'This API token is unknown, withdrawn or has expired.');
  request.person = found.person;
  if (isChange(request) && !found.mayChange)
    throw new ForbiddenError('token-reads-only', 'This API token may read only; make one that may change things.');
  return found.person;
}

/** Undefined when the request shows none (RFC 6750). */
function apiTokenOf(request: FastifyRequest): string | undefined {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && token?.startsWith(API_TOKEN_PREFIX) ? token : undefined;
}

/** Shows something in the manner of a node, true or not: judging it costs no look-up. */
export function comesAsDevice({ headers: { authorization } }: FastifyRequest): boolean {
  return /^basic /i.test(authorization ?? '');
}

/** HTTP Basic (RFC 7617): node id and credential. */
function admitDevice(request: FastifyRequest, devices: DevicePort): void {
  const { node, credential } = credentialShown(request);
  if (!devices.holds(node, credential)) throw badCredential();
  request.device = node;
}

/** What a node showed, proved only where the route's access is `device`. Throws NotSignedInError when it is not of that form. */
export function credentialShown(request: FastifyRequest): { node: string; credential: string } {
  const [scheme, encoded] = (request.headers.authorization ?? '').split(' ');
  const [node, credential] =
    scheme?.toLowerCase() === 'basic'
      ? Buffer.from(encoded ?? '', 'base64')
          .toString('utf8')
          .split(':', 2)
      : [];
  if (!node || !credential) throw badCredential();
  return { node, credential };
}

async function admitSource(request: FastifyRequest, sources: SourcePort | undefined): Promise<void> {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  const source = scheme?.toLowerCase() === 'bearer' && token ? await sources?.find(token) : undefined;
  if (!source)
    throw new NotSignedInError('bad-source-token', 'This needs the token of a source system (Bearer); get one first.');
  request.source = source;
}

function badCredential(): NotSignedInError {
  return new NotSignedInError('bad-credential', 'This needs a node id and its credential (HTTP Basic).');
}

function admitBroker(request: FastifyRequest, token: string): void {
  const [scheme, shown] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !sameSecret(shown, token))
    throw new NotSignedInError('bad-token', "This needs the broker's token (Bearer).");
}

/** A page of another site must neither sign anybody in nor listen to the feed. Programs send no Origin. */
function refuseForeignOrigin(request: FastifyRequest): void {
  const origin = request.headers.origin;
  if (origin === undefined) return;
  const host = URL.canParse(origin) ? new URL(origin).host : undefined;
  if (host !== request.host)
    throw new ForbiddenError(
      'foreign-origin',
      'The page that called belongs to another site. Behind a proxy, pass the Host header on.',
    );
}

export function isChange(request: FastifyRequest): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
}

function sameSecret(shown: string | string[] | undefined, secret: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return typeof shown === 'string' && timingSafeEqual(hash(shown), hash(secret));
}
