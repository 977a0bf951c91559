import { z } from 'zod';
import {
  recoveryCodes,
  secondFactorCode,
  secondFactorSecret,
  trustedDevice,
  trustedDeviceInput,
} from '../../protocol/api/people.ts';
import { SECOND_FACTOR_ROLES } from '../../protocol/roles.ts';
import type { Database } from '../database/database.ts';
import { ForbiddenError } from '../errors.ts';
import { type App, personOf, requireUnlocked, sessionOf } from '../http/app.ts';
import { DEVICE_COOKIE } from '../http/cookies.ts';
import type { Attempts } from './attempts.ts';
import type { Devices } from './devices.ts';
import type { Entrance } from './entrance.ts';
import { type SecondFactors, wrongCode } from './second-factors.ts';

export interface OwnProofRouteParts {
  readonly database: Database;
  readonly attempts: Attempts;
  readonly devices: Devices;
  readonly secondFactors: SecondFactors;
  readonly entrance: Entrance;
}

const signedIn = { access: { who: 'signed-in', ownSession: true } } as const;
const unlocked = { access: { who: 'signed-in', ownSession: true, unlocked: true } } as const;
const provedLately = { access: { who: 'signed-in', ownSession: true, unlocked: 'lately' } } as const;
/** The set-up is a step of the sign-in; `mayAlter` keeps it from passing by a factor that exists. */
const settingUp = { access: { who: 'signing-in' } } as const;
const nothing = { response: { 204: z.undefined() } };
const params = z.object({ id: z.string().max(64) });

/** How I prove that it is me: authenticator, recovery codes, trusted devices. */
export function ownProofRoutes(app: App, parts: OwnProofRouteParts): void {
  const { database, attempts, devices, secondFactors, entrance } = parts;

  /** In a sign-in only while there is no authenticator yet; afterwards only freshly proved. */
  const requireMayAlter = (request: Parameters<typeof sessionOf>[0], proof: 'lately' | true) => {
    const { step } = sessionOf(request);
    if (step === 'second-factor')
      throw new ForbiddenError('second-factor-exists', 'Show a code of the authenticator, or a recovery code, first.');
    if (step === 'done') requireUnlocked(request, proof);
  };

  app.post(
    '/me/second-factor',
    { config: settingUp, schema: { response: { 200: secondFactorSecret } } },
    async (request) => {
      requireMayAlter(request, 'lately');
      return secondFactors.begin(personOf(request));
    },
  );

  app.post(
    '/me/second-factor/confirm',
    {
      config: settingUp,
      schema: { body: z.object({ code: secondFactorCode }), response: { 200: recoveryCodes } },
    },
    async (request, reply) => {
      requireMayAlter(request, true);
      const { person, step } = sessionOf(request);
      const attempt = await attempts.begin(request, { kind: 'second-factor', who: person.id, subject: person.id });
      const codes = await secondFactors.confirm(person, request.body.code);
      if (!codes) throw await attempt.wrong(wrongCode());
      attempt.right();
      if (step === 'done') await entrance.unlock(request, reply);
      else await entrance.complete(request, reply, 'authenticator');
      return { codes };
    },
  );

  app.delete('/me/second-factor', { config: provedLately, schema: nothing }, async (request, reply) => {
    const person = personOf(request);
    if (SECOND_FACTOR_ROLES.includes(person.role))
      throw new ForbiddenError(
        'second-factor-required',
        'Your role needs a second factor; set up another one instead.',
      );
    await database.write((transaction) => secondFactors.remove(transaction, person, person.id));
    return reply.status(204).send(undefined);
  });

  app.post(
    '/me/recovery-codes',
    { config: provedLately, schema: { response: { 200: recoveryCodes } } },
    async (request) => ({ codes: await secondFactors.renewCodes(personOf(request)) }),
  );

  app.get(
    '/me/devices',
    { config: signedIn, schema: { response: { 200: z.object({ items: z.array(trustedDevice) }) } } },
    async (request) => {
      const current = await devices.find(request.cookies[DEVICE_COOKIE]);
      return { items: await devices.list(personOf(request).id, current?.id) };
    },
  );

  app.post(
    '/me/devices',
    { config: provedLately, schema: { body: trustedDeviceInput, response: { 201: trustedDevice } } },
    async (request, reply) => {
      const { name, pin } = request.body;
      const { device } = await entrance.trust(request, reply, personOf(request), name, pin);
      return reply.status(201).send(device);
    },
  );

  app.delete('/me/devices/:id', { config: unlocked, schema: { params, ...nothing } }, async (request, reply) => {
    await devices.remove(personOf(request), request.params.id);
    return reply.status(204).send(undefined);
  });
}
