import type { FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import type { App, Person } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import type { Sealing } from '../keys/sealing.ts';
import type { Log } from '../log.ts';
import { accountRoutes } from './account-routes.ts';
import type { Ground } from './account-rules.ts';
import { Accounts } from './accounts.ts';
import { Administration, type AdministrationParts } from './administration.ts';
import { ApiTokens } from './api-tokens.ts';
import { Attempts, type ProofKind, type SignInResult } from './attempts.ts';
import { confirmationRoutes, confirmerOf } from './confirmation-routes.ts';
import { Confirmations, type ConfirmationsParts, type Wish } from './confirmations.ts';
import { Devices } from './devices.ts';
import { Entrance } from './entrance.ts';
import { FirstAdministrator } from './first-administrator.ts';
import { linkRoutes } from './link-routes.ts';
import { Links } from './links.ts';
import { ownProofRoutes } from './own-proof-routes.ts';
import { ownSignInRoutes } from './own-sign-in-routes.ts';
import { SecondFactors } from './second-factors.ts';
import { sessionRoutes } from './session-routes.ts';
import { Sessions } from './sessions.ts';
import { tokenRoutes } from './token-routes.ts';

export interface PeopleParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly sealing: Sealing;
  /** Asked later than it is given: the areas are made after the people who create them. */
  readonly ground: Ground;
  readonly log: Log;
  readonly facts: FactBus;
  /** What others hold of a person. */
  readonly others?: AdministrationParts['others'];
  /** Does what a second person confirmed. */
  readonly perform: ConfirmationsParts['perform'];
  /** Counts how attempts to sign in ended. */
  readonly count?: (kind: ProofKind, result: SignInResult) => void;
}

export type People = ReturnType<typeof createPeople>;

/** Everything about who somebody is, made and joined. */
export function createPeople(parts: PeopleParts) {
  const { database, clock, ground: scope } = parts;
  const accounts = new Accounts(parts);
  const tokens = new ApiTokens({ ...parts, accounts, scope });
  const sessions = new Sessions({ database, clock, accounts, tokens });
  const secondFactors = new SecondFactors({ ...parts, accounts });
  const devices = new Devices({ ...parts, sessions });
  const links = new Links({ database, clock });
  const firstAdministrator = new FirstAdministrator({ database, clock, accounts });
  const administration = new Administration({ ...parts, accounts, sessions, secondFactors, links });
  const attempts = new Attempts(parts);
  const confirmations = new Confirmations({ ...parts, accounts, sessions, scope });
  return {
    ...parts,
    accounts,
    tokens,
    sessions,
    secondFactors,
    devices,
    links,
    firstAdministrator,
    administration,
    attempts,
    confirmations,
  };
}

export interface PeopleRouteOptions {
  readonly demo?: { readonly label: string };
}

/** Everything about people under /api/v1. */
export function peopleRoutes(app: App, people: People, { demo }: PeopleRouteOptions): void {
  const entrance = new Entrance({ ...people, ...(demo ? { demo } : {}) });
  sessionRoutes(app, { ...people, entrance });
  linkRoutes(app, { ...people, entrance });
  ownProofRoutes(app, { ...people, entrance });
  ownSignInRoutes(app, people);
  tokenRoutes(app, people.tokens);
  accountRoutes(app, people.administration);
  confirmationRoutes(app, people.confirmations, people.devices);
}

/** For routes of others that need a second person. */
export function secondPersonOf({ confirmations, devices }: People) {
  return {
    ask: async (request: FastifyRequest, wish: Wish) =>
      confirmations.request(await confirmerOf(request, devices), wish),
    waitingFor: (person: Person, key: string) => confirmations.waitingFor(person, key),
    confirmerOf: (run: string) => confirmations.confirmerOf(run),
  };
}
