import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { topicOf, uplinkFilter } from '../../protocol/topics.ts';
import { gone, inbox, Rig, testNode, until } from './rig.ts';
import { selfSigned } from './self-signed.ts';

const node = testNode();
const beat = topicOf('beat', { node: node.id });
let rig: Rig;
afterEach(() => rig?.close());

const folder = mkdtempSync(join(tmpdir(), 'loaxa-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('listeners', () => {
  test('a node over WebSocket and a gateway over TCP hear each other', async () => {
    rig = await Rig.start([node], { wsPort: 0 });
    const gateway = await rig.asGateway();
    const heard = inbox(gateway);
    await gateway.subscribeAsync(uplinkFilter('beat'));
    const speaker = await rig.asNode(node, { protocol: 'ws', port: rig.bound.wsPort ?? 0 });
    speaker.publish(beat, 'over ws');
    await until(() => heard.length === 1);
  });

  test('a WebSocket that does not speak MQTT, or announces 100 MB, is closed', async () => {
    rig = await Rig.start([node], { wsPort: 0 });
    const url = `ws://127.0.0.1:${rig.bound.wsPort}`;
    const closedOf = (socket: WebSocket) =>
      new Promise((resolve) => {
        socket.on('error', () => {});
        socket.on('close', resolve);
      });
    expect(await closedOf(new WebSocket(url))).toBe(1002);
    const huge = new WebSocket(url, 'mqtt');
    huge.on('open', () => huge.send(Buffer.of(0x10, 0x80, 0xc2, 0xd7, 0x2f)));
    await closedOf(huge);
    expect(await rig.refused('oversized-packet')).toBe(1);
    expect((await fetch(`http://127.0.0.1:${rig.bound.wsPort}/`)).status).toBe(426);
  });

  test('with certificates a node connects over TLS 1.2 or newer, an older one is refused', async () => {
    rig = await Rig.start([node], { tls: { port: 0, host: '127.0.0.1', files: selfSigned(folder) } });
    const port = rig.bound.tlsPort ?? 0;
    const secure = await rig.asNode(node, { protocol: 'mqtts', port, rejectUnauthorized: false });
    await secure.publishAsync(beat, 'x', { qos: 1 });
    const old = connectTls({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    await expect(
      new Promise((resolve, reject) => old.on('secureConnect', resolve).on('error', reject)),
    ).rejects.toThrow();
  });

  test('the limit of connections holds for TLS and WebSocket before a word is said', async () => {
    const limits = { connections: 100, perAddress: 2, exemptLoopback: false };
    rig = await Rig.start([node], {
      limits,
      wsPort: 0,
      tls: { port: 0, host: '127.0.0.1', files: selfSigned(folder) },
    });
    const { tlsPort = 0, wsPort = 0 } = rig.bound;
    await rig.socket(tlsPort);
    await rig.socket(wsPort);
    for (const port of [tlsPort, wsPort]) await gone(await rig.socket(port));
    expect(await rig.refused('too-many-connections')).toBe(2);
    expect(await rig.metric('connections')).toBe(2);
  });

  test('metrics are served in the text format, and nothing else', async () => {
    rig = await Rig.start([node], { metricsPort: 0 });
    await rig.asNode(node);
    const origin = `http://127.0.0.1:${rig.bound.metricsPort}`;
    expect(await (await fetch(`${origin}/metrics`)).text()).toMatch(/^loaxa_broker_nodes 1$/m);
    expect((await fetch(`${origin}/other`)).status).toBe(404);
  });
});

describe('stopping', () => {
  test('ends every connection without publishing wills, frees the ports, and can be asked twice', async () => {
    rig = await Rig.start([node], { wsPort: 0 });
    const { port, wsPort = 0 } = rig.bound;
    const topic = topicOf('state', { node: node.id });
    const gateway = await rig.asGateway();
    const heard = inbox(gateway);
    await gateway.subscribeAsync(uplinkFilter('state'), { qos: 1 });
    const client = await rig.asNode(node, { will: { topic, payload: 'lost', qos: 1, retain: true } });
    const stranger = await rig.socket();
    const upgraded = connect(wsPort, '127.0.0.1')
      .on('error', () => {})
      .resume();
    await new Promise((resolve) => upgraded.once('connect', resolve));
    const allGone = Promise.all([gone(client), gone(gateway), gone(stranger), gone(upgraded)]);
    await rig.broker.stop();
    await rig.broker.stop();
    await allGone;
    expect(heard).toEqual([]);
    for (const free of [port, wsPort]) {
      const server = createServer();
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(free, '127.0.0.1', resolve));
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test('a port in use is an error, and nothing stays open', async () => {
    rig = await Rig.start([node]);
    await expect(Rig.start([node], { port: rig.bound.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await rig.asNode(node);
  });
});
