import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Role } from '../../protocol/api/people.ts';
import type { SourceKind } from '../../protocol/sources.ts';
import { ForbiddenError, NotSignedInError } from '../errors.ts';
import type { Session } from './ports.ts';
import type { provedAt } from './proved.ts';

/** The instance every `x-routes.ts` registers on: schemas are zod, replies are checked against them. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  /** Areas the account reaches, each with everything below it. */
  readonly areas: readonly string[];
}

/**
 * Who may call a route; every route declares it in `config.access` and the server refuses to start when one does not.
 * `roles` lists who may; the scope (which areas) is checked inside with `Scope.require`, since only the handler knows the subject.
 */
export type Access =
  | { readonly who: 'anyone' }
  /** A session at any step: what completes or ends a sign-in. */
  | { readonly who: 'signing-in' }
  | ({ readonly who: 'signed-in' } & Proof)
  | ({ readonly who: 'roles'; readonly roles: readonly Role[] } & Proof)
  /** A node with its credential (HTTP Basic: node id, credential). */
  | { readonly who: 'device' }
  /** A node, or anybody signed in: audio. */
  | { readonly who: 'device-or-signed-in' }
  /** A source system above, with its own token (HTTP Bearer). */
  | { readonly who: 'source' }
  /** The broker, with the launcher's token. */
  | { readonly who: 'broker' };

/** What a person must show beyond being signed in. */
export interface Proof {
  /** The person proved itself within the last shift, or `lately` (PIN, authenticator); an API token never did. */
  readonly unlocked?: true | 'lately';
  /** It concerns the person's own sign-in: an API token is not enough. */
  readonly ownSession?: true;
  /** A form without a script sends it: the CSRF token may come as its field `csrf`, checked before the handler. */
  readonly formToken?: true;
}

export interface RouteEntry {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route with who may call it, so that a test can walk them all. */
    routeTable: RouteEntry[];
  }
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    person?: Person;
    /** Of a person who signed in with a browser; none behind an API token. */
    session?: Session;
    /** How fresh the proof of the person behind the session is. */
    proved?: ReturnType<typeof provedAt>;
    /** Its refusal is on record already, with more than the route knows. */
    refusalRecorded?: boolean;
    /** When a source system called. */
    source?: CallingSource;
    /** Node id, when a node called. */
    device?: string;
  }
}

/** A source system that showed its token. */
export interface CallingSource {
  readonly id: string;
  readonly kind: SourceKind;
}

/** The person who called; throws NotSignedInError. */
export function personOf(request: FastifyRequest): Person {
  if (!request.person) throw new NotSignedInError('not-signed-in', 'Sign in first.');
  return request.person;
}

/** The session of who called; throws ForbiddenError for an API token, which has none. */
export function sessionOf(request: FastifyRequest): Session {
  personOf(request);
  if (!request.session) throw tokenNotEnough();
  return request.session;
}

/** Throws ForbiddenError unless the person proved itself within the last shift, or lately. Declare `unlocked` where it always holds. */
export function requireUnlocked(request: FastifyRequest, proof: NonNullable<Proof['unlocked']> = true): void {
  sessionOf(request);
  if (!request.proved?.[proof === 'lately' ? 'lately' : 'shift'])
    throw new ForbiddenError(
      'unlock-needed',
      'Prove that it is you (PIN or authenticator): POST /api/v1/session/unlock.',
    );
}

export function tokenNotEnough(): ForbiddenError {
  return new ForbiddenError('token-not-enough', 'A person must do this; an API token is not enough.');
}

/** Knows the area tree; `areas` implements it, so that http and routes need not. */
export interface Scope {
  /** Is `area` one of `scope` or below one of them (as the tree is today)? False for an unknown area. */
  isWithin(area: string, scope: readonly string[]): boolean;
}

/** Throws ForbiddenError unless the person's areas contain this one. */
export function requireScope(scope: Scope, person: Person, area: string): void {
  if (!scope.isWithin(area, person.areas))
    throw new ForbiddenError('out-of-scope', 'This area does not belong to your account.');
}
