import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Secret } from 'otpauth';
import { z } from 'zod';
import {
  account,
  accountInput,
  accountLink,
  accountPatch,
  apiToken,
  apiTokenInput,
  confirmation,
  confirmationAnswer,
  knownDevice,
  madeAccount,
  madeApiToken,
  me,
  openSession,
  pinSignIn,
  recoveryCodes,
  redeemPassword,
  redeemPhone,
  secondFactorSecret,
  setupInput,
  setupState,
  signIn,
  trustedDevice,
  trustedDeviceInput,
  unlock,
} from '../../../protocol/api/people.ts';
import { SECOND_FACTOR_ROLES } from '../../../protocol/roles.ts';
import type { Person, Session } from './people-world.ts';
import { seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';
import type { Door } from './routes.ts';
import type { World } from './world.ts';

const DEVICE_COOKIE = 'fake-device';
const codeInput = z.object({ code: z.string() });
const list = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });

/** Sessions, the own account, accounts and confirmations, as protocol/api/people.ts says them. */
export function peopleRoutes(app: FastifyInstance, world: World, door: Door): void {
  const api = '/api/v1';
  const { people } = world;
  const id = (request: FastifyRequest) => (request.params as { id: string }).id;
  const deviceHere = (request: FastifyRequest) => people.deviceOf(request.cookies[DEVICE_COOKIE]);
  const signingIn = (request: FastifyRequest): Session => {
    const session = door.sessionOf(request);
    if (!session) throw new Refusal(401, 'not-signed-in');
    if (request.method !== 'GET' && request.headers['x-csrf-token'] !== 'fake-token') throw new Refusal(403, 'csrf');
    return session;
  };
  const whole = (request: FastifyRequest): Session => {
    const session = signingIn(request);
    if (session.step !== 'done') throw new Refusal(401, 'not-signed-in');
    return session;
  };
  const unlocked = (request: FastifyRequest): Session => {
    const session = whole(request);
    if (session.unlockedUntil <= world.now()) throw new Refusal(403, 'unlock-needed');
    return session;
  };
  const administrator = (request: FastifyRequest): Session => {
    const session = request.method === 'GET' ? whole(request) : unlocked(request);
    if (session.person.role !== 'administrator') throw new Refusal(403, 'role');
    return session;
  };
  const other = (request: FastifyRequest): Person => {
    const { person } = administrator(request);
    const found = people.persons.find((one) => one.id === id(request));
    if (!found) throw new Refusal(404, 'not-found');
    if (found === person) throw new Refusal(403, 'own-account');
    return found;
  };
  const meOf = (request: FastifyRequest, session: Session) => {
    const here = deviceHere(request);
    return me.parse(people.me(session, here?.person === session.person ? here.device : undefined));
  };
  const enter = (request: FastifyRequest, reply: FastifyReply, person: Person, step?: Session['step']) => {
    const needs = SECOND_FACTOR_ROLES.includes(person.role) && person.username === 'fresh';
    const opened = people.open(
      person,
      step ?? (person.secondFactor ? 'second-factor' : needs ? 'second-factor-set-up' : 'done'),
    );
    door.signIn(reply, opened.cookie);
    return meOf(request, opened.session);
  };
  const lockOut = () => {
    if (people.lockedForMs !== undefined)
      throw new Refusal(429, 'too-many-attempts', { retryAfterMs: people.lockedForMs });
  };
  const linked = (code: string, kind: 'password' | 'phone'): Person => {
    const person = people.persons.find((one) => one.links.some((link) => link.code === code && link.kind === kind));
    if (!person) throw new Refusal(422, code.startsWith('USED') ? 'used-link' : 'unknown-link');
    person.links = [];
    person.invited = false;
    return person;
  };

  app.get(`${api}/setup`, async () => setupState.parse({ needed: people.setupCode !== undefined }));
  app.post(`${api}/setup`, async (request, reply) => {
    const { code, username, name } = setupInput.parse(request.body);
    if (people.setupCode === undefined) throw new Refusal(409, 'used-link');
    if (code !== people.setupCode) throw new Refusal(422, 'unknown-link');
    people.setupCode = undefined;
    const person = people.add(username, name, 'administrator', []);
    people.persons.push(person);
    return enter(request, reply, person, 'second-factor-set-up');
  });

  app.get(`${api}/session`, async (request) => meOf(request, signingIn(request)));
  app.post(`${api}/session`, async (request, reply) => {
    const { username, password } = signIn.parse(request.body);
    lockOut();
    const person = people.persons.find((one) => one.username === username && !one.disabled);
    if (!person || password !== 'demo') throw new Refusal(401, 'wrong-password');
    return enter(request, reply, person);
  });
  app.delete(`${api}/session`, async (_request, reply) => {
    door.signOut(reply);
    return reply.code(204).send();
  });
  app.post(`${api}/session/second-factor`, async (request, reply) => {
    const { person } = signingIn(request);
    lockOut();
    if (!people.acceptsCode(person, codeInput.parse(request.body).code)) throw new Refusal(401, 'wrong-code');
    return enter(request, reply, person, 'done');
  });
  app.get(`${api}/session/device`, async (request) => {
    const here = deviceHere(request);
    return knownDevice.parse(here ? { device: { name: here.device.name, accountName: here.person.name } } : {});
  });
  const checkPin = (request: FastifyRequest, pin: string): Person => {
    const here = deviceHere(request);
    if (!here) throw new Refusal(401, 'unknown-device');
    if (here.device.pin === pin) return here.person;
    here.device.triesLeft--;
    if (here.device.triesLeft > 0) throw new Refusal(401, 'wrong-pin', { triesLeft: here.device.triesLeft });
    here.person.trusted = here.person.trusted.filter((one) => one !== here.device);
    throw new Refusal(401, 'unknown-device');
  };
  app.post(`${api}/session/pin`, async (request, reply) =>
    enter(request, reply, checkPin(request, pinSignIn.parse(request.body).pin), 'done'),
  );
  app.post(`${api}/session/unlock`, async (request) => {
    const session = whole(request);
    const proof = unlock.parse(request.body);
    if ('pin' in proof) checkPin(request, proof.pin);
    else if (!people.acceptsCode(session.person, proof.code)) throw new Refusal(401, 'wrong-code');
    session.unlockedUntil = world.now() + 43_200_000;
    return meOf(request, session);
  });
  app.post(`${api}/session/phone-link`, async (request, reply) => {
    const { code, pin, deviceName } = redeemPhone.parse(request.body);
    const person = linked(code, 'phone');
    reply.setCookie(DEVICE_COOKIE, people.trust(person, deviceName, pin).id, { path: '/', httpOnly: true });
    return enter(request, reply, person, 'done');
  });
  app.post(`${api}/session/account-link`, async (request, reply) =>
    enter(request, reply, linked(redeemPassword.parse(request.body).code, 'password')),
  );

  app.post(`${api}/me/second-factor`, async (request) => {
    const { person } = signingIn(request);
    person.secret = new Secret({ size: 20 }).base32;
    const uri = `otpauth://totp/LoaX%C3%A3:${person.username}?secret=${person.secret}&issuer=LoaX%C3%A3`;
    return secondFactorSecret.parse({ secret: person.secret, uri });
  });
  const newCodes = (person: Person) => {
    person.recovery = Array.from({ length: 10 }, (_, index) =>
      seededUlid('recovery', person.username, index).slice(2, 14),
    );
    return recoveryCodes.parse({ codes: person.recovery });
  };
  app.post(`${api}/me/second-factor/confirm`, async (request) => {
    const session = signingIn(request);
    if (!people.acceptsCode(session.person, codeInput.parse(request.body).code)) throw new Refusal(422, 'wrong-code');
    session.person.secondFactor = true;
    session.step = 'done';
    session.unlockedUntil = world.now() + 43_200_000;
    return newCodes(session.person);
  });
  app.post(`${api}/me/recovery-codes`, async (request) => newCodes(unlocked(request).person));
  app.delete(`${api}/me/second-factor`, async (request, reply) => {
    unlocked(request).person.secondFactor = false;
    return reply.code(204).send();
  });
  app.put(`${api}/me/password`, async (request, reply) => {
    const { current } = z.object({ current: z.string(), password: z.string().min(12) }).parse(request.body);
    whole(request);
    if (current !== 'demo') throw new Refusal(401, 'wrong-password');
    return reply.code(204).send();
  });
  app.get(`${api}/me/devices`, async (request) => {
    const { person } = whole(request);
    const here = request.cookies[DEVICE_COOKIE];
    return list(trustedDevice).parse({ items: person.trusted.map((one) => ({ ...one, current: one.id === here })) });
  });
  app.post(`${api}/me/devices`, async (request, reply) => {
    const { name, pin } = trustedDeviceInput.parse(request.body);
    const device = people.trust(unlocked(request).person, name, pin);
    reply.setCookie(DEVICE_COOKIE, device.id, { path: '/', httpOnly: true });
    return reply.code(201).send(trustedDevice.parse({ ...device, current: true }));
  });
  app.delete(`${api}/me/devices/:id`, async (request, reply) => {
    const { person } = unlocked(request);
    person.trusted = person.trusted.filter((one) => one.id !== id(request));
    return reply.code(204).send();
  });
  const ended = new Set<string>();
  app.get(`${api}/me/sessions`, async (request) => {
    const items = people.openSessions(whole(request).person).filter((one) => !ended.has(one.id));
    return list(openSession).parse({ items });
  });
  app.delete(`${api}/me/sessions/:id`, async (request, reply) => {
    whole(request);
    ended.add(id(request));
    return reply.code(204).send();
  });
  app.get(`${api}/me/tokens`, async (request) => list(apiToken).parse({ items: whole(request).person.tokens }));
  app.post(`${api}/me/tokens`, async (request, reply) => {
    const { person } = unlocked(request);
    const { days, ...input } = apiTokenInput.parse(request.body);
    const made = {
      ...input,
      id: seededUlid('token', input.name),
      createdAt: world.now(),
      expiresAt: world.now() + days * 86_400_000,
    };
    person.tokens.push(made);
    return reply.code(201).send(madeApiToken.parse({ ...made, token: `lxt_${seededUlid('secret', input.name)}` }));
  });
  app.delete(`${api}/me/tokens/:id`, async (request, reply) => {
    const { person } = unlocked(request);
    person.tokens = person.tokens.filter((one) => one.id !== id(request));
    return reply.code(204).send();
  });

  app.get(`${api}/accounts`, async (request) => {
    const { person } = administrator(request);
    const items = people.persons.filter((one) =>
      one.areas.some((own) => world.founding.tree.isWithin(own, person.areas)),
    );
    return list(account).parse({ items });
  });
  app.post(`${api}/accounts`, async (request, reply) => {
    administrator(request);
    const { password: _unused, validUntil, ...input } = accountInput.parse(request.body);
    if (people.persons.some((one) => one.username === input.username)) throw new Refusal(409, 'username-taken');
    const made = people.add(input.username, input.name, input.role, input.areas, {
      invited: true,
      ...(validUntil === undefined ? {} : { validUntil }),
    });
    people.persons.push(made);
    return reply.code(201).send(madeAccount.parse({ ...made, link: people.link(made) }));
  });
  app.patch(`${api}/accounts/:id`, async (request) => {
    const { name, role, areas, disabled, validUntil } = accountPatch.parse(request.body);
    const person = people.persons.find((one) => one.id === id(request));
    if (!person) throw new Refusal(404, 'not-found');
    if (person === administrator(request).person && (role ?? areas ?? disabled) !== undefined)
      throw new Refusal(403, 'own-account');
    Object.assign(person, { name: name ?? person.name, role: role ?? person.role, areas: areas ?? person.areas });
    Object.assign(person, { disabled: disabled ?? person.disabled });
    if (validUntil === null) delete person.validUntil;
    else if (validUntil !== undefined) person.validUntil = validUntil;
    return account.parse(person);
  });
  app.post(`${api}/accounts/:id/link`, async (request, reply) =>
    reply.code(201).send(accountLink.parse(people.link(other(request)))),
  );
  app.delete(`${api}/accounts/:id/second-factor`, async (request, reply) => {
    other(request).secondFactor = false;
    return reply.code(204).send();
  });
  app.delete(`${api}/accounts/:id/devices`, async (request, reply) => {
    Object.assign(other(request), { trusted: [], devices: 0 });
    return reply.code(204).send();
  });
  app.post(`${api}/accounts/:id/erase`, async (request, reply) => {
    const person = other(request);
    Object.assign(person, {
      name: 'Người dùng đã xóa',
      username: `erased-${person.id}`,
      erased: true,
      disabled: true,
      devices: 0,
      secondFactor: false,
    });
    return reply.code(204).send();
  });

  app.get(`${api}/confirmations`, async (request) => {
    const { person } = whole(request);
    const items = people.confirmations.map((one) => ({ ...one, own: one.byName === person.name }));
    return list(confirmation).parse({ items });
  });
  const asked = (request: FastifyRequest) => {
    const found = people.confirmations.find((one) => one.id === id(request));
    if (!found) throw new Refusal(404, 'not-found');
    return found;
  };
  app.post(`${api}/confirmations/:id`, async (request) => {
    const { person } = unlocked(request);
    const found = asked(request);
    if (found.byName === person.name) throw new Refusal(403, 'own-item');
    if (found.state !== 'waiting' || found.expiresAt <= world.now()) throw new Refusal(409, 'confirmation-over');
    const { confirm } = confirmationAnswer.parse(request.body);
    const emergency = confirm ? world.emergencies.confirmed(found.id) : undefined;
    if (emergency) world.emergencyStarted(emergency);
    const run = confirm
      ? (emergency ?? world.broadcast.playNow(found.title, 60_000, people.named('second').areas).id)
      : undefined;
    Object.assign(found, { state: confirm ? 'confirmed' : 'refused', ...(run ? { run } : {}) });
    door.say({ type: 'confirmation', at: world.now(), id: found.id, state: found.state });
    return confirmation.parse({ ...found, own: false });
  });
  app.delete(`${api}/confirmations/:id`, async (request, reply) => {
    whole(request);
    const found = asked(request);
    found.state = 'refused';
    door.say({ type: 'confirmation', at: world.now(), id: found.id, state: found.state });
    return reply.code(204).send();
  });
}
