import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mqtt, { type IClientOptions } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NodeIdentity } from '../../firmware-sim/core/documents.ts';
import { CertificateAuthority } from '../../gateway/keys/certificate-authority.ts';
import type { Area, Node } from '../../protocol/api/areas.ts';
import type { Run } from '../../protocol/api/broadcast.ts';
import type { Fault } from '../../protocol/api/faults.ts';
import { topicOf } from '../../protocol/topics.ts';
import type { ApiClient } from './api-client.ts';
import { approvedBulletin, type Commune, foundCommune } from './commune.ts';
import { eventually, freePort } from './processes.ts';
import { System } from './system.ts';

const identityOf = (system: System, node: Node) =>
  eventually('an identity', () => system.documentOf<NodeIdentity>(node.id, 'identity'));

/** Signs in as the node; resolves with the connection or rejects with the CONNACK code. */
function signIn(url: string, id: string, password: string, more: IClientOptions = {}) {
  const options = { clientId: id, username: id, password, reconnectPeriod: 0, protocolVersion: 4 as const, ...more };
  return mqtt.connectAsync(url, options, false);
}

async function online(admin: ApiClient, node: Node): Promise<void> {
  await eventually(
    'the node beats',
    async () => {
      const { presence, lastSeenAt = 0 } = await admin.get<Node>(`/api/v1/nodes/${node.id}`);
      return (presence === 'online' && Date.now() - lastSeenAt < 35_000) || undefined;
    },
    60_000,
  );
}

const faultsOf = async (admin: ApiClient, node: Node) =>
  (await admin.get<{ items: Fault[] }>('/api/v1/faults')).items.filter((fault) => fault.node === node.id);

describe('a credential is changed', () => {
  let system: System;
  let commune: Commune;
  let admin: ApiClient;
  let node: Node;

  beforeAll(async () => {
    system = await System.start();
    commune = await foundCommune(system);
    admin = commune.admin;
    node = await system.addNode(admin, commune.hamlet, 'TL-001');
  }, 120_000);
  afterAll(() => system?.stop(), 60_000);

  const order = () => admin.post(`/api/v1/nodes/${node.id}/rotate`);
  /** The node's own disk says so, and the gateway has ended all others. */
  const changed = (before: NodeIdentity) =>
    eventually(
      'the change is finished',
      async () => {
        const now = system.documentOf<NodeIdentity>(node.id, 'identity');
        return now && now.credential !== before.credential ? now : undefined;
      },
      60_000,
    );
  async function refusedEverywhere(credential: string): Promise<void> {
    const url = `mqtt://127.0.0.1:${system.ports.mqtt}`;
    await eventually('the broker refuses it', () =>
      signIn(url, node.id, credential).then(
        (client) => void client.end(true),
        (error) => error.code === 4 || undefined,
      ),
    );
    const authorization = `Basic ${Buffer.from(`${node.id}:${credential}`).toString('base64')}`;
    const answer = await fetch(`${system.url}/api/v1/device/credential/confirm`, {
      method: 'POST',
      headers: { authorization },
    });
    expect(answer.status).toBe(401);
  }

  it('on demand while the node plays on; then the old one is refused by broker and gateway', async () => {
    const text = 'Xin chào bà con. '.repeat(12);
    const { bulletin } = await approvedBulletin(system, commune, { name: 'dai', title: 'Chào', text });
    const run = await admin.post<Run>('/api/v1/runs', { bulletin: bulletin.id, targets: [{ node: node.id }] });
    await eventually('it plays', () => readdirSync(system.wavFolderOf(node.id)).length > 0 || undefined, 60_000);
    const before = await identityOf(system, node);
    const since = Date.now();
    await order();
    const after = await changed(before);
    console.info(JSON.stringify({ figure: 'credential changed on demand', seconds: (Date.now() - since) / 1_000 }));
    await eventually(
      'the run is heard whole',
      async () => (await admin.get<Run>(`/api/v1/runs/${run.id}`)).counts.full === 1 || undefined,
      90_000,
    );
    await refusedEverywhere(before.credential);
    expect(after.credential).not.toBe(before.credential);
    await online(admin, node);
    const kinds = (await faultsOf(admin, node)).map(({ kind }) => kind);
    expect(kinds).not.toContain('duplicate-id');
  }, 180_000);

  it('also when the node is killed at once after the order, and again and again', async () => {
    const before = await identityOf(system, node);
    await order();
    for (const afterMs of [50, 400, 1_200, 2_500]) {
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await system.nodeProcess(node.id).kill();
      system.restartNode(node.id);
    }
    await changed(before);
    await refusedEverywhere(before.credential);
    await online(admin, node);
  }, 180_000);

  it('also when the gateway is killed in between', async () => {
    const before = await identityOf(system, node);
    await order();
    await new Promise((resolve) => setTimeout(resolve, 700));
    await system.gateway?.kill();
    await system.startGateway();
    admin = await system.again();
    await changed(before);
    await refusedEverywhere(before.credential);
    await online(admin, node);
  }, 180_000);

  it('what a node may not say or hear becomes a fault with its code and hamlet, and its connection stays', async () => {
    const { credential } = await identityOf(system, node);
    await system.nodeProcess(node.id).stop();
    const url = `mqtt://127.0.0.1:${system.ports.mqtt}`;
    const client = await signIn(url, node.id, credential);
    await client.publishAsync(topicOf('command', { node: node.id }), 'x', { qos: 1 });
    await client.publishAsync(topicOf('beat', { node: node.id }), 'x', { qos: 2 });
    await expect(client.subscribeAsync('#', { qos: 1 })).rejects.toThrow();
    const fault = await eventually('a fault', async () =>
      (await faultsOf(admin, node)).find(({ kind, count }) => kind === 'denied-publish' && count >= 3),
    );
    expect(fault).toMatchObject({ nodeCode: 'TL-001', hamletName: 'Đông' });
    expect(client.connected).toBe(true);
    const second = await signIn(url, node.id, credential);
    const takeover = await eventually('an alarm', async () =>
      (await faultsOf(admin, node)).find(({ kind }) => kind === 'duplicate-id'),
    );
    expect(takeover.detail).toMatch(/^127\.0\.0\.1 took over from 127\.0\.0\.1/);
    client.end(true);
    await second.endAsync();
  }, 120_000);
});

describe('where client certificates are required', () => {
  let system: System;
  let admin: ApiClient;
  let hamlet: Area;
  let tlsPort: number;

  beforeAll(async () => {
    tlsPort = await freePort();
    system = await System.start(async ({ folder }) => {
      const now = Date.now();
      const nodes = await CertificateAuthority.create(join(folder, 'tls', 'nodes'), { name: 'nodes', hosts: [], now });
      // A name first: it becomes the CN, and OpenSSL reads an address there as a DNS name that the authority does not permit.
      const hosts = ['localhost', '127.0.0.1'];
      const site = await CertificateAuthority.create(join(folder, 'tls', 'site'), { name: 'site', hosts, now });
      const server = await site.issueServer({ hosts, now, days: 2 });
      const path = (name: string) => join(folder, 'tls', name);
      mkdirSync(join(folder, 'tls'), { recursive: true });
      for (const [name, text] of Object.entries({ 'a.pem': server.cert, 'a.key': server.key, 'ca.pem': nodes.pem }))
        writeFileSync(path(name), text);
      process.env.NODE_EXTRA_CA_CERTS = join(folder, 'tls', 'site', 'ca.pem');
      const environment = {
        LOAXA_MQTT_TLS_CERT: path('a.pem'),
        LOAXA_MQTT_TLS_KEY: path('a.key'),
        LOAXA_MQTT_TLS_HOST: '127.0.0.1',
        LOAXA_MQTT_TLS_PORT: String(tlsPort),
        LOAXA_MQTT_CLIENT_CA: path('ca.pem'),
        LOAXA_MQTT_CLIENT_CERTIFICATES: 'required',
        LOAXA_PUBLIC_BROKER_URL: `mqtts://127.0.0.1:${tlsPort}`,
      };
      return { environment, admit: () => {} };
    });
    system.startBroker();
    await system.broker?.ready;
    ({ admin, hamlet } = await foundCommune(system));
  }, 120_000);
  afterAll(async () => {
    Reflect.deleteProperty(process.env, 'NODE_EXTRA_CA_CERTS');
    await system?.stop();
  }, 60_000);

  it('a node enrols, connects, changes its certificate, and is off within 10 s of its revocation, refused with either', async () => {
    const node = await system.addNode(admin, hamlet, 'TL-001');
    const first = await identityOf(system, node);
    expect(first.tls?.certificate).toContain('BEGIN CERTIFICATE');
    await admin.post(`/api/v1/nodes/${node.id}/rotate`);
    const held = await eventually(
      'a new certificate',
      () => {
        const now = system.documentOf<NodeIdentity>(node.id, 'identity');
        return now && now.credential !== first.credential ? now : undefined;
      },
      60_000,
    );
    expect(held.tls?.certificate).not.toBe(first.tls?.certificate);
    const url = `mqtts://127.0.0.1:${tlsPort}`;
    const options = (tls = held.tls): IClientOptions => ({
      rejectUnauthorized: false,
      ...(tls && { key: tls.key, cert: tls.certificate }),
    });
    await expect(signIn(url, node.id, held.credential, options(first.tls))).rejects.toMatchObject({ code: 4 });
    await expect(signIn(url, node.id, held.credential, { rejectUnauthorized: false })).rejects.toMatchObject({
      code: 4,
    });

    await system.nodeProcess(node.id).stop();
    const client = await signIn(url, node.id, held.credential, options());
    const off = new Promise<number>((resolve) => client.once('close', () => resolve(Date.now())));
    const since = Date.now();
    await admin.post(`/api/v1/nodes/${node.id}/revoke`);
    const seconds = ((await off) - since) / 1_000;
    console.info(JSON.stringify({ figure: 'revoked node off the broker', seconds }));
    expect(seconds).toBeLessThan(10);
    await expect(signIn(url, node.id, held.credential, options())).rejects.toMatchObject({ code: 4 });
    const clear = `mqtt://127.0.0.1:${system.ports.mqtt}`;
    await expect(signIn(clear, node.id, held.credential)).rejects.toMatchObject({ code: 4 });
  }, 180_000);
});
