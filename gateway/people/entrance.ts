import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Me } from '../../protocol/api/people.ts';
import type { Clock } from '../clock.ts';
import { NotSignedInError } from '../errors.ts';
import { type Person, sessionOf } from '../http/app.ts';
import { clearCookie, DEVICE_COOKIE, SESSION_COOKIE, setCookie } from '../http/cookies.ts';
import type { AuditPort, Session } from '../http/ports.ts';
import { SHIFT_MS } from '../http/proved.ts';
import type { Accounts } from './accounts.ts';
import { DEVICE_LIFE_MS, type Devices } from './devices.ts';
import type { DeviceRow } from './devices-store.ts';
import type { SecondFactors } from './second-factors.ts';
import { LIFE_MS, type Sessions, type Standing } from './sessions.ts';
import { type Shown, stepAfter } from './sign-in-step.ts';

export interface EntranceParts {
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly secondFactors: SecondFactors;
  readonly devices: Devices;
  /** Shown on every page of a demo installation, which is exempt from second factor and unlock. */
  readonly demo?: { readonly label: string };
}

/** Where a proof becomes a session: opens it, moves it on, and says who somebody is. */
export class Entrance {
  readonly #parts: EntranceParts;

  constructor(parts: EntranceParts) {
    this.#parts = parts;
  }

  /** A session for somebody who has shown this proof. The session that this browser had before ends. */
  async enter(
    request: FastifyRequest,
    reply: FastifyReply,
    person: Person,
    proof: Shown['proof'],
    device?: Pick<DeviceRow, 'id'>,
    deviceToken = request.cookies[DEVICE_COOKIE],
  ): Promise<Me> {
    const { sessions, audit, secondFactors, demo } = this.#parts;
    const secondFactor = await secondFactors.has(person.id);
    const step = stepAfter({ proof, role: person.role, secondFactor, exempt: demo !== undefined });
    const before = request.cookies[SESSION_COOKIE];
    if (before) await sessions.close(before);
    const from = { address: request.ip, agent: request.headers['user-agent'] };
    const standing = { ...this.#standing(step), ...(device ? { device: device.id } : {}) };
    const { token, csrfToken } = await sessions.open(person.id, from, standing);
    await audit.record({
      ...{ by: person.id, action: 'session.sign-in', outcome: 'done', address: request.ip },
      after: { proof, step },
    });
    return this.#admit(request, reply, person, { token, csrfToken, ...standing }, deviceToken);
  }

  /** The second step was made: the session becomes whole, under new tokens. */
  async complete(request: FastifyRequest, reply: FastifyReply, proof: string): Promise<Me> {
    const { sessions, audit } = this.#parts;
    const { person } = sessionOf(request);
    const standing = this.#standing('done');
    const tokens = await sessions.advance(request.cookies[SESSION_COOKIE] ?? '', standing);
    if (!tokens) throw new NotSignedInError('not-signed-in', 'This sign-in took too long; begin again.');
    await audit.record({
      ...{ by: person.id, action: 'session.second-factor', outcome: 'done', address: request.ip },
      after: { proof },
    });
    return this.#admit(request, reply, person, { ...tokens, ...standing });
  }

  /** The person was proved anew: another shift, under a new cookie. */
  async unlock(request: FastifyRequest, reply: FastifyReply): Promise<Me> {
    const session = sessionOf(request);
    const { unlockedUntil } = this.#standing('done');
    const token = await this.#parts.sessions.unlock(request.cookies[SESSION_COOKIE] ?? '', session.id, unlockedUntil);
    if (token !== undefined) setCookie(reply, SESSION_COOKIE, token);
    return this.me(request, { ...session, unlockedUntil });
  }

  async me(
    request: FastifyRequest,
    { person, csrfToken, step, unlockedUntil }: Omit<Session, 'id' | 'endsAt'>,
    deviceToken = request.cookies[DEVICE_COOKIE],
  ): Promise<Me> {
    const { accounts, clock, devices, demo } = this.#parts;
    const { id, username, name, role, areas } = person;
    const row = await accounts.row(id);
    const trusted = await devices.find(deviceToken);
    return {
      account: { id, username, name, role, areas: [...areas] },
      ...{ csrfToken, step, unlockedUntil, secondFactor: row?.totp_secret != null },
      ...(trusted?.account_id === id ? { device: { id: trusted.id, name: trusted.name } } : {}),
      ...(row?.valid_until == null ? {} : { validUntil: row.valid_until }),
      ...(demo ? { demo } : {}),
      serverTime: clock.now(),
    };
  }

  /** Trusts this browser, for its owner and nobody else. */
  async trust(request: FastifyRequest, reply: FastifyReply, person: Person, name: string, pin: string) {
    const { devices } = this.#parts;
    const before = await devices.find(request.cookies[DEVICE_COOKIE]);
    const { token, device } = await devices.trust(person, name, pin);
    if (before?.account_id === person.id) await devices.remove(person, before.id);
    setCookie(reply, DEVICE_COOKIE, token, DEVICE_LIFE_MS);
    return { token, device };
  }

  async leave(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { sessions, audit } = this.#parts;
    const { person } = sessionOf(request);
    await sessions.close(request.cookies[SESSION_COOKIE] ?? '');
    await audit.record({ by: person.id, action: 'session.sign-out', outcome: 'done', address: request.ip });
    clearCookie(reply, SESSION_COOKIE);
  }

  #standing(step: Standing['step']): Standing {
    const now = this.#parts.clock.now();
    return { step, unlockedUntil: step === 'done' ? now + SHIFT_MS + (this.#parts.demo ? LIFE_MS : 0) : 0 };
  }

  #admit(
    request: FastifyRequest,
    reply: FastifyReply,
    person: Person,
    session: Standing & { token: string; csrfToken: string },
    deviceToken?: string,
  ): Promise<Me> {
    setCookie(reply, SESSION_COOKIE, session.token);
    return this.me(request, { person, ...session }, deviceToken);
  }
}
