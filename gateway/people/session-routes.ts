import { z } from 'zod';
import { knownDevice, me, pinSignIn, secondFactorCode, signIn, unlock } from '../../protocol/api/people.ts';
import { ConflictError } from '../errors.ts';
import { type App, sessionOf } from '../http/app.ts';
import { DEVICE_COOKIE } from '../http/cookies.ts';
import { type Accounts, plainUsername } from './accounts.ts';
import type { Attempts } from './attempts.ts';
import { type Devices, unknownDevice } from './devices.ts';
import type { Entrance } from './entrance.ts';
import type { SecondFactors } from './second-factors.ts';

export interface SessionRouteParts {
  readonly accounts: Accounts;
  readonly attempts: Attempts;
  readonly devices: Devices;
  readonly secondFactors: SecondFactors;
  readonly entrance: Entrance;
}

const anyone = { access: { who: 'anyone' } } as const;
const signingIn = { access: { who: 'signing-in' } } as const;
const signedIn = { access: { who: 'signed-in', ownSession: true } } as const;
const answer = { response: { 200: me } };

/** Sign in, who am I, prove it again, sign out. */
export function sessionRoutes(app: App, parts: SessionRouteParts): void {
  const { accounts, attempts, devices, secondFactors, entrance } = parts;

  app.post('/session', { config: anyone, schema: { body: signIn, ...answer } }, async (request, reply) => {
    const { username, password } = request.body;
    const account = await accounts.called(username);
    const device = await devices.find(request.cookies[DEVICE_COOKIE]);
    const trusted = device !== undefined && device.account_id === account?.id;
    const who = plainUsername(username);
    const attempt = await attempts.begin(request, { kind: 'password', who, subject: account?.id, trusted });
    const person = await attempt.settle(accounts.authenticate(username, password));
    return entrance.enter(request, reply, person, 'password');
  });

  app.get('/session', { config: signingIn, schema: answer }, (request) => entrance.me(request, sessionOf(request)));

  app.delete(
    '/session',
    { config: signingIn, schema: { response: { 204: z.undefined() } } },
    async (request, reply) => {
      await entrance.leave(request, reply);
      return reply.status(204).send(undefined);
    },
  );

  app.post(
    '/session/second-factor',
    { config: signingIn, schema: { body: z.object({ code: secondFactorCode }), ...answer } },
    async (request, reply) => {
      const { person, step } = sessionOf(request);
      if (step !== 'second-factor')
        throw new ConflictError('no-second-factor', 'This sign-in does not wait for a second factor.');
      const attempt = await attempts.begin(request, { kind: 'second-factor', who: person.id, subject: person.id });
      const proof = await attempt.settle(secondFactors.require(person.id, request.body.code));
      return entrance.complete(request, reply, proof);
    },
  );

  app.get('/session/device', { config: anyone, schema: { response: { 200: knownDevice } } }, async (request) => {
    const device = await devices.find(request.cookies[DEVICE_COOKIE]);
    const person = device && (await accounts.find(device.account_id));
    return person ? { device: { name: device.name, accountName: person.name } } : {};
  });

  app.post('/session/pin', { config: anyone, schema: { body: pinSignIn, ...answer } }, async (request, reply) => {
    const device = await devices.find(request.cookies[DEVICE_COOKIE]);
    const person = device && (await accounts.find(device.account_id));
    const about = { kind: 'pin', who: device?.id, subject: person?.id, trusted: true } as const;
    const attempt = await attempts.begin(request, about);
    if (!person) throw await attempt.wrong(unknownDevice());
    await attempt.settle(devices.requirePin(device, request.body.pin));
    return entrance.enter(request, reply, person, 'device', device);
  });

  app.post('/session/unlock', { config: signedIn, schema: { body: unlock, ...answer } }, async (request, reply) => {
    const { person } = sessionOf(request);
    if ('pin' in request.body) {
      const device = await devices.find(request.cookies[DEVICE_COOKIE]);
      if (device?.account_id !== person.id) throw unknownDevice('This browser is not a trusted device of yours.');
      const about = { kind: 'pin', who: device.id, subject: person.id, trusted: true } as const;
      const attempt = await attempts.begin(request, about);
      await attempt.settle(devices.requirePin(device, request.body.pin));
    } else {
      if (!(await secondFactors.has(person.id)))
        throw new ConflictError('no-second-factor', 'You have no authenticator: sign out, and in again.');
      const about = { kind: 'second-factor', who: person.id, subject: person.id } as const;
      const attempt = await attempts.begin(request, about);
      await attempt.settle(secondFactors.require(person.id, request.body.code));
    }
    return entrance.unlock(request, reply);
  });
}
