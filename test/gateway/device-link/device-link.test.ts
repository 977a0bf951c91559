import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../gateway/clock.ts';
import { reconnectDelayMs } from '../../../gateway/device-link/back-off.ts';
import { DeviceLink, type UplinkHandlers } from '../../../gateway/device-link/device-link.ts';
import { verifyEd25519 } from '../../../gateway/keys/ed25519.ts';
import { KeyRing } from '../../../gateway/keys/key-ring.ts';
import { silentLog } from '../../../gateway/log.ts';
import { type Body, type ChannelName, TIME_TYP } from '../../../protocol/channels.ts';
import { encodeBody } from '../../../protocol/codec.ts';
import { decodeJws } from '../../../protocol/jws.ts';
import { topicOf } from '../../../protocol/topics.ts';
import { BROKERS, type TestBroker } from './brokers.ts';

const NODE = 'n0123456789abcdef';
const STRANGER = 'n0000000000000000';
const SESSION = ulid();
type Call = [keyof UplinkHandlers, ...unknown[]];

describe.each(BROKERS)('the device link through $broker', ({ start }) => {
  let broker: TestBroker;
  let link: DeviceLink;
  let node: MqttClient;
  let calls: Call[];
  let release: (() => void)[];
  let holdLogs: boolean;
  let folder: string;
  let keys: KeyRing;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'loaxa-keys-'));
    keys = KeyRing.open(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    calls = [];
    release = [];
    holdLogs = false;
    broker = await start();
    const note =
      (name: keyof UplinkHandlers) =>
      (...of: unknown[]) =>
        void calls.push([name, ...of]);
    link = new DeviceLink({
      url: `mqtt://127.0.0.1:${broker.port}`,
      gateway: 'g1',
      credential: 'secret',
      clock: systemClock,
      log: silentLog,
      keys,
      isKnown: (id) => id === NODE,
      random: () => 0.1,
      handlers: {
        beat: note('beat'),
        birth: note('birth'),
        state: note('state'),
        ack: note('ack'),
        echo: note('echo'),
        connected: note('connected'),
        log: async (...of) => {
          calls.push(['log', ...of]);
          if (holdLogs) await new Promise<void>((resolve) => release.push(resolve));
        },
      },
    });
    link.start();
    await expect.poll(() => link.connected).toBe(true);
    node = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { clientId: NODE, reconnectPeriod: 0 });
  });
  afterEach(async () => {
    for (const one of release) one();
    await node.endAsync(true);
    await link.stop();
    await broker.stop();
  });

  const beat: Body<'beat'> = { v: 1, node: NODE, session: SESSION, seq: 1, at: 5, uptimeMs: 1, beatMs: 30_000 };
  const say = <C extends ChannelName>(channel: C, body: Body<C>, as = NODE) =>
    node.publishAsync(topicOf(channel, { node: as }), encodeBody(channel, body), { qos: 1 });
  const of = (name: keyof UplinkHandlers) => calls.filter(([kind]) => kind === name);

  it('hands each message of a known node to its handler, once, with the time it came', async () => {
    await say('beat', beat);
    await say('ack', { v: 1, node: NODE, command: SESSION, status: 'done', at: 5 });
    await say('state', { v: 1, node: NODE, session: SESSION, state: 'online', at: 5 });
    await say('log', { v: 1, node: NODE, entries: ['x'.repeat(20)] });
    await expect.poll(() => of('log')).toHaveLength(1);
    expect(of('beat')).toEqual([['beat', NODE, beat, expect.any(Number)]]);
    expect(of('ack')).toHaveLength(1);
    expect(of('state')).toHaveLength(1);
    expect(of('log')[0]?.[2]).toEqual(['x'.repeat(20)]);
  });

  it('drops and counts what is malformed, of an unknown node, or says another node than its topic', async () => {
    await node.publishAsync(topicOf('beat', { node: NODE }), 'not json', { qos: 1 });
    await node.publishAsync(topicOf('beat', { node: NODE }), JSON.stringify({ ...beat, v: 2 }), { qos: 1 });
    await say('beat', { ...beat, node: STRANGER });
    await say('beat', { ...beat, node: STRANGER }, STRANGER);
    await node.publishAsync('loa/v1/up/77/what/beat', 'x', { qos: 1 });
    await say('beat', beat);
    await expect.poll(() => of('beat')).toHaveLength(1);
    expect(Object.fromEntries(link.dropped)).toEqual({
      'malformed-body': 2,
      'wrong-node': 1,
      'unknown-node': 1,
      'unexpected-topic': 1,
    });
  });

  it('hears its own echo, and not that of another session', async () => {
    await expect.poll(() => of('echo').length).toBe(1);
    const stale = { v: 1 as const, gateway: 'g1', session: ulid(), seq: 1, at: 5 };
    await node.publishAsync(topicOf('echo', { gateway: 'g1' }), encodeBody('echo', stale), { qos: 1 });
    await say('beat', beat);
    await expect.poll(() => of('beat')).toHaveLength(1);
    expect(of('echo')).toHaveLength(1);
  });

  it('answers a node that asks for the time at once, signed, with its nonce', async () => {
    await node.subscribeAsync(topicOf('time', { node: NODE }));
    const answer = new Promise<string>((resolve) => node.once('message', (_, payload) => resolve(payload.toString())));
    await say('timeRequest', { v: 1, node: NODE, nonce: 'a-nonce-of-16-chars', at: 0 });
    const decoded = decodeJws(JSON.parse(await answer).jws, TIME_TYP);
    expect(decoded.payload).toMatchObject({ node: NODE, nonce: 'a-nonce-of-16-chars' });
    expect(Math.abs((decoded.payload as { now: number }).now - Date.now())).toBeLessThan(2_000);
    expect(verifyEd25519(keys.publicKey('command').publicKey, decoded.signingInput, decoded.signature)).toBe(true);
  });

  it('is alive for everybody while it is there, and lost after it went', async () => {
    const said: string[] = [];
    node.on('message', (_, payload) => said.push(JSON.parse(payload.toString()).state));
    await node.subscribeAsync(topicOf('host', { gateway: 'g1' }), { qos: 1 });
    await expect.poll(() => said).toEqual(['alive']);
    await link.stop();
    await expect.poll(() => said).toEqual(['alive', 'lost']);
  });

  it('comes back by itself after the broker died, and listens again', async () => {
    const { port } = broker;
    await broker.stop();
    await expect.poll(() => link.connected).toBe(false);
    await expect(
      link.publish('echo', { gateway: 'g1' }, { v: 1, gateway: 'g1', session: SESSION, seq: 0, at: 0 }),
    ).rejects.toThrow('no connection to the broker');
    broker = await start(port);
    await expect.poll(() => link.connected, { timeout: 10_000 }).toBe(true);
    expect(of('connected')).toHaveLength(2);
    node = await connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: NODE, reconnectPeriod: 0 });
    await say('beat', beat);
    await expect.poll(() => of('beat')).toHaveLength(1);
  });

  it('lets the broker wait while too many log batches are being stored, and loses none', async () => {
    holdLogs = true;
    const sent = Promise.all(
      Array.from({ length: 300 }, (_, index) => say('log', { v: 1, node: NODE, entries: [`${index}`.padStart(20)] })),
    );
    await expect.poll(() => of('log').length).toBe(256);
    holdLogs = false;
    for (const one of release.splice(0)) one();
    await sent;
    await expect.poll(() => of('log').length).toBe(300);
    expect(new Set(of('log').map((call) => String(call[2]))).size).toBe(300);
  });

  it('delivers thousands of signed messages without more than a thousand on the way', async () => {
    let received = 0;
    node.on('message', () => received++);
    await node.subscribeAsync(topicOf('receiptAck', { node: NODE }), { qos: 1 });
    const payload = { v: 1, node: NODE, log: SESSION, at: 5, below: 1, also: [] };
    await Promise.all(Array.from({ length: 3_000 }, () => link.sendSigned('receiptAck', NODE, payload)));
    await expect.poll(() => received).toBe(3_000);
  });
});

describe('the reconnection delay', () => {
  it('has full jitter under a bound that doubles up to half a minute', () => {
    expect([0, 1, 2, 5, 6, 50].map((attempt) => reconnectDelayMs(attempt, 0.999))).toEqual([
      499, 999, 1998, 15984, 29970, 29970,
    ]);
    expect(reconnectDelayMs(9, 0)).toBe(0);
  });
});
