import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { MovableClock } from '../../../gateway/clock.ts';
import { readConfig } from '../../../gateway/config.ts';
import { Database } from '../../../gateway/database/database.ts';
import { createGateway, type Gateway } from '../../../gateway/gateway.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import { DEVICE_COOKIE, SESSION_COOKIE } from '../../../gateway/http/cookies.ts';
import { SHIFT_MS } from '../../../gateway/http/proved.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { Standing } from '../../../gateway/people/sessions.ts';
import { openHttp } from '../../../gateway/routes.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { SOUND_CACHE } from '../sound-cache.ts';
import { fresh, makeArea, makePlace, PIN, type Place, START } from './place.ts';

/** The gateway as main makes it, with all its doors, on a clock moved by hand. Only the broker is not there. */
export interface World {
  readonly gateway: Gateway;
  readonly app: App;
  /** Where it listens, for sockets. */
  readonly url: string;
  readonly clock: MovableClock;
  readonly brokerToken: string;
  readonly province: Area;
  /** Two communes of one province: the callers belong to the first. */
  readonly inside: Place;
  readonly outside: Place;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-matrix-'));
  const brokerToken = randomBytes(32).toString('base64url');
  const files = { 'gateway.credential': 'x'.repeat(43), 'roster.token': brokerToken, 'index.html': '<!doctype html>' };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const config = readConfig({ ...SOUND_CACHE, LOAXA_DATA_DIR: folder, LOAXA_DASHBOARD_DIR: folder });
  const clock = new MovableClock(START);
  const database = new Database(config.databaseUrl, { durable: false });
  const gateway = await createGateway(config, { log: silentLog, clock, database });
  await gateway.load();
  const { app } = await openHttp(gateway, undefined);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const province = await makeArea(gateway, 'province', 'Nghệ An');
  const inside = await makePlace(gateway, province, 'An Hòa');
  const outside = await makePlace(gateway, province, 'Bình Lộc');
  const close = async () => {
    await app.close();
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { gateway, app, url, clock, brokerToken, province, inside, outside, close };
}

export interface SignedIn {
  readonly cookie: string;
  readonly csrfToken: string;
}

/** A session of its own for every call, so that no call depends on the one before; freshly proved when not said otherwise. */
export async function signIn(world: World, person: Person, standing?: Standing): Promise<SignedIn> {
  const proved = { step: 'done', unlockedUntil: world.clock.now() + SHIFT_MS } as const;
  const { token, csrfToken } = await world.gateway.people.sessions.open(person.id, {}, standing ?? proved);
  return { cookie: `${SESSION_COOKIE}=${token}`, csrfToken };
}

const tokens = new Map<string, Promise<{ token: string }>>();

/** One API token a person and kind, for all its areas. */
export async function apiToken({ gateway }: World, person: Person, mayChange: boolean): Promise<string> {
  const key = `${person.id} ${mayChange}`;
  const input = { name: fresh('token'), areas: [...person.areas], mayChange, days: 30 };
  const made = tokens.get(key) ?? gateway.people.tokens.make(person, input);
  tokens.set(key, made);
  return (await made).token;
}

/** Sets an authenticator up anew; each of the codes opens the second step once. */
export async function recoveryCodes({ gateway, clock }: World, person: Person): Promise<string[]> {
  const { secret } = await gateway.people.secondFactors.begin(person);
  return (await gateway.people.secondFactors.confirm(person, authenticatorCode(secret, clock.now()))) ?? [];
}

export function authenticatorCode(secret: string, timestamp: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
}

/** The cookie of a browser that the person trusts. */
export async function trustedBrowser({ gateway }: World, person: Person): Promise<{ cookie: string; id: string }> {
  const { token, device } = await gateway.people.devices.trust(person, fresh('máy'), PIN);
  return { cookie: `${DEVICE_COOKIE}=${token}`, id: device.id };
}

/** A session that ended by its age and whose row is still there. */
export async function expiredSession(world: World, person: Person): Promise<SignedIn> {
  const now = world.clock.now();
  world.clock.set(now - 8 * DAY_MS);
  const session = await signIn(world, person);
  world.clock.set(now);
  return session;
}

/** The document of the node's newest plan, by its hash. */
export async function planOf({ gateway }: World, node: string): Promise<string> {
  await gateway.broadcast.plans.idle();
  const row = await gateway.database.read('plans').where({ node_id: node }).first('sha256');
  return row?.sha256 ?? '0'.repeat(64);
}
