import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { IClientOptions } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TlsConfig } from '../../broker/config.ts';
import { newTlsRequest } from '../../firmware-sim/board/tls-key.ts';
import { CertificateAuthority } from '../../gateway/keys/certificate-authority.ts';
import type { Roster } from '../../protocol/roster.ts';
import { topicOf } from '../../protocol/topics.ts';
import { gone, Rig, rosterOf, testNode, until } from './rig.ts';

const node = testNode();
const other = testNode();
const beat = topicOf('beat', { node: node.id });
const now = Date.now();

let folder: string;
let authority: CertificateAuthority;
let stranger: CertificateAuthority;
let files: TlsConfig['files'];
let rig: Rig;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loaxa-mtls-'));
  const make = (name: string, hosts: string[]) =>
    CertificateAuthority.create(join(folder, name), { name, hosts, now: Date.now() });
  const site = await make('site', ['127.0.0.1']);
  const { cert, key } = await site.issueServer({ hosts: ['127.0.0.1'], now, days: 2 });
  files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), maybeLater: false };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
  authority = await make('nodes', []);
  stranger = await make('stranger', []);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => rig?.close());

interface Held {
  readonly cert: string;
  readonly key: string;
  readonly fingerprint: string;
}

async function issued(to: string, from = authority, at = now, days = 2): Promise<Held> {
  const { key, csr } = await newTlsRequest();
  const { cert, fingerprint } = await from.issueNode({ node: to, csr, now: at, days });
  return { cert, key, fingerprint };
}

function rosterWith(certificates: readonly string[], version = 2): Roster {
  const roster = rosterOf([node, other], version);
  return { ...roster, nodes: roster.nodes.map((each) => ({ ...each, certificates: [...certificates] })) };
}

async function start(required: boolean, certificates: readonly string[]): Promise<void> {
  const clients = { ca: Buffer.from(authority.pem), required };
  const tls: TlsConfig = { host: '127.0.0.1', port: 0, files, clients };
  rig = await Rig.start([node, other], { tls });
  rig.broker.applyRoster(rosterWith(certificates));
}

const overTls = (held?: Held, more: IClientOptions = {}) =>
  rig.asNode(node, {
    protocol: 'mqtts',
    port: rig.bound.tlsPort ?? 0,
    rejectUnauthorized: false,
    ...(held && { cert: held.cert, key: held.key }),
    ...more,
  });

/** Refused with CONNACK 4, and the alarm names the node and says why. */
async function refused(attempt: Promise<unknown>, why: RegExp): Promise<void> {
  await expect(attempt).rejects.toMatchObject({ code: 4 });
  await rig.broker.stop();
  const said = rig.log.lines.filter(({ message }) => message.includes('bad-credential')).map(({ fields }) => fields);
  expect(said).toEqual([expect.objectContaining({ node: node.id, detail: expect.stringMatching(why) })]);
}

describe.each([
  { title: 'required', required: true },
  { title: 'optional', required: false },
])('a port where client certificates are $title', ({ required }) => {
  test('lets a node in with its password and its own certificate', async () => {
    const held = await issued(node.id);
    await start(required, [held.fingerprint]);
    const client = await overTls(held);
    await client.publishAsync(beat, 'x', { qos: 1 });
    expect(client.connected).toBe(true);
  });

  test('the certificate does not replace the password', async () => {
    const held = await issued(node.id);
    await start(required, [held.fingerprint]);
    await refused(overTls(held, { password: 'x'.repeat(43) }), /wrong credential/);
  });

  test.each([
    ['made out to another node', () => issued(other.id), /made out to n/],
    ['of another authority', () => issued(node.id, stranger), /does not verify/],
    ['that has ended', () => issued(node.id, authority, now - 10 * 86_400_000, 2), /does not verify: CERT_HAS_EXPIRED/],
  ])('refuses a certificate %s, even when its fingerprint stands on the roster', async (_title, make, why) => {
    const held = await make();
    await start(required, [held.fingerprint]);
    await refused(overTls(held), why);
  });

  test('refuses a genuine certificate that is not on the roster', async () => {
    await start(required, []);
    await refused(overTls(await issued(node.id)), /revoked or replaced/);
  });

  test('throws a node off whose certificate leaves the roster, its password still good, and leaves the others', async () => {
    const held = await issued(node.id);
    await start(required, [held.fingerprint]);
    const client = await overTls(held);
    const bystander = await rig.asNode(other);
    const off = gone(client);
    const since = Date.now();
    rig.broker.applyRoster(rosterWith([], 3));
    await off;
    expect(Date.now() - since).toBeLessThan(2_000);
    expect(bystander.connected).toBe(true);
    await expect(overTls(held)).rejects.toMatchObject({ code: 4 });
  });

  test('keeps a node whose old certificate leaves the roster after it came back with the new one', async () => {
    const [before, after] = [await issued(node.id), await issued(node.id)];
    await start(required, [before.fingerprint]);
    await overTls(before);
    rig.broker.applyRoster(rosterWith([before.fingerprint, after.fingerprint], 3));
    const client = await overTls(after);
    rig.broker.applyRoster(rosterWith([after.fingerprint], 4));
    await client.publishAsync(beat, 'x', { qos: 1 });
    expect(client.connected).toBe(true);
  });

  test('a resumed TLS session shows the certificate of the first: a ticket outlives no revocation', async () => {
    const held = await issued(node.id);
    await start(required, [held.fingerprint]);
    const { cert, key } = held;
    const first = connectTls({ host: '127.0.0.1', port: rig.bound.tlsPort, cert, key, rejectUnauthorized: false });
    const session = await new Promise<Buffer>((resolve) => first.once('session', resolve));
    first.destroy();
    const client = await overTls(undefined, { session } as IClientOptions);
    expect((client.stream as TLSSocket).isSessionReused()).toBe(true);
    const off = gone(client);
    rig.broker.applyRoster(rosterWith([], 3));
    await off;
    await refused(overTls(undefined, { session } as IClientOptions), /revoked or replaced/);
  });
});

test('without a certificate a node comes in where it is optional and not where it is required; other ports ask for none', async () => {
  await start(false, []);
  expect((await overTls()).connected).toBe(true);
  await rig.close();
  await start(true, []);
  expect((await rig.asNode(node)).connected).toBe(true);
  await refused(overTls(), /no client certificate/);
});

test('the gateway needs none on the clear port, and no certificate of a node makes a gateway', async () => {
  const held = await issued(node.id);
  await start(true, [held.fingerprint]);
  expect((await rig.asGateway()).connected).toBe(true);
  const options: IClientOptions = { protocol: 'mqtts', port: rig.bound.tlsPort ?? 0, rejectUnauthorized: false };
  const { cert, key } = held;
  await expect(rig.asGateway('gw2', { ...options, cert, key })).rejects.toMatchObject({ code: 4 });
  await expect(rig.asGateway('gw2', options)).rejects.toMatchObject({ code: 4 });
  await until(async () => (await rig.refused('bad-credential')) === 2);
});
