import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../gateway/config.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { silentLog } from '../../gateway/log.ts';
import { topicOf } from '../../protocol/topics.ts';
import { startAedes } from './device-link/brokers.ts';

describe('the gateway as a whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-root-'));
  let broker: Awaited<ReturnType<typeof startAedes>>;
  let gateway: Gateway;
  let node: string;
  let device: MqttClient;
  let heard: string[];

  beforeEach(async () => {
    broker = await startAedes();
    for (const name of ['gateway.credential', 'roster.token']) writeFileSync(join(folder, name), 'x'.repeat(43));
    gateway = await createGateway(
      readConfig({ LOAXA_DATA_DIR: folder, LOAXA_BROKER_URL: `mqtt://127.0.0.1:${broker.port}` }),
      {
        log: silentLog,
      },
    );
    await gateway.load();
    node = await enrolledNode();
    heard = [];
    device = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { clientId: node, protocolVersion: 4 });
    device.on('message', (topic) => heard.push(topic));
    await device.subscribeAsync(topicOf('config', { node }));
    await gateway.start();
    await expect.poll(() => gateway.link.connected).toBe(true);
  });

  afterEach(async () => {
    await device.endAsync(true);
    await gateway.stop();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function enrolledNode(): Promise<string> {
    const system = { id: 'system' };
    const area = (kind: 'province' | 'commune' | 'hamlet', name: string, parent?: string) =>
      gateway.areas.create(system, {
        kind,
        name,
        validFrom: '2025-07-01',
        predecessors: [],
        ...(parent ? { parent } : {}),
      });
    const province = await area('province', 'Nghệ An');
    const commune = await area('commune', 'An Hòa', province.id);
    const hamlet = await area('hamlet', 'Đông', commune.id);
    const { id } = await gateway.nodes.create(system, {
      hamlet: hamlet.id,
      code: 'TL-001',
      place: '',
      technology: 'ip',
      horns: 3,
    });
    const publicKey = generateKeyPairSync('ed25519')
      .publicKey.export({ format: 'der', type: 'spki' })
      .toString('base64url');
    await gateway.enrolment.enrolInBulk(system, [{ node: id, publicKey, firmware: 'test' }]);
    return id;
  }

  const beat = (session: string, seq: number) =>
    device.publishAsync(
      topicOf('beat', { node }),
      JSON.stringify({ v: 1, node, session, seq, at: Date.now(), uptimeMs: 1_000, beatMs: 30_000 }),
    );
  const configs = () => heard.filter((topic) => topic === topicOf('config', { node })).length;

  it('greets a node whose birth was said while it was away, once a session', async () => {
    const session = ulid();
    await beat(session, 0);
    await expect.poll(configs).toBe(1);
    await beat(session, 1);
    await beat(ulid(), 0);
    await expect.poll(configs).toBe(2);
  });
});
