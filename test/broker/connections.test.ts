import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { ConnectionLimits } from '../../broker/connection-limits.ts';
import { topicOf } from '../../protocol/topics.ts';
import { gone, Rig, testNode, until } from './rig.ts';

const node = testNode();
let rig: Rig;
afterEach(() => rig?.close());

const hello = (options: { clientId: string; password?: string; keepalive?: number }) =>
  generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    username: node.id,
    password: node.credential,
    keepalive: 60,
    ...options,
  } as never);

describe('who is kept out', () => {
  test('wrong credentials are refused with code 4, counted and told with the name that is on the roster', async () => {
    rig = await Rig.start([node]);
    await expect(rig.asNode({ ...node, credential: 'wrong' })).rejects.toMatchObject({ code: 4 });
    await expect(rig.connect({ clientId: 'x', username: 'x', password: 'x' })).rejects.toMatchObject({ code: 4 });
    expect(await rig.refused('bad-credential')).toBe(2);
    await rig.broker.stop();
    const alarms = rig.log.lines
      .filter((line) => line.fields.kind === 'bad-credential')
      .map((line) => line.fields.node);
    expect(alarms.sort()).toEqual([node.id, undefined]);
  });

  test('without a roster nodes hear "server unavailable", the gateway gets in', async () => {
    rig = await Rig.start(undefined);
    await expect(rig.asNode(node)).rejects.toMatchObject({ code: 3 });
    await rig.asGateway();
    expect(await rig.refused('bad-credential')).toBe(0);
  });

  test('a packet announced with 100 MB ends the connection at its header, before and after sign-in', async () => {
    rig = await Rig.start([node]);
    const stranger = await rig.socket();
    stranger.write(Buffer.of(0x10, 0x80, 0xc2, 0xd7, 0x2f));
    await gone(stranger);
    const known = await rig.socket();
    known.write(hello({ clientId: node.id }));
    await new Promise((resolve) => known.once('data', resolve));
    const before = process.memoryUsage().rss;
    known.write(Buffer.of(0x30, 0x80, 0xc2, 0xd7, 0x2f));
    const piece = Buffer.alloc(64 * 1024);
    const pour = () => {
      while (!known.destroyed && known.write(piece));
    };
    known.on('drain', pour);
    pour();
    await gone(known);
    expect(process.memoryUsage().rss - before).toBeLessThan(30 * 1024 * 1024);
    expect(await rig.refused('oversized-packet')).toBe(2);
  });

  test('a stranger who does not begin with CONNECT is cut off and counted', async () => {
    rig = await Rig.start([node]);
    const socket = await rig.socket();
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await gone(socket);
    expect(await rig.refused('malformed-packet')).toBe(1);
  });

  test('bytes that are no MQTT inside well-formed frames end that connection only', async () => {
    rig = await Rig.start([node]);
    const gateway = await rig.asGateway();
    for (const body of ['\u0000\u0004MQTX\u0004\u0002\u0000<', '\u0000', '', '\u0000\u0004MQTT\u0004\u00ff\u0000<']) {
      const socket = await rig.socket();
      socket.write(Buffer.concat([Buffer.of(0x10, body.length), Buffer.from(body, 'latin1')]));
      await gone(socket);
    }
    const signedIn = await rig.socket();
    signedIn.write(hello({ clientId: node.id }));
    await new Promise((resolve) => signedIn.once('data', resolve));
    signedIn.write(Buffer.of(0x82, 0x03, 0x00, 0x01, 0xff));
    await gone(signedIn);
    expect(await rig.refused('malformed-packet')).toBe(5);
    expect(gateway.connected).toBe(true);
  });

  test('whatever bytes a signed-in client sends, the broker lives and the others do not notice', async () => {
    rig = await Rig.start([node]);
    const gateway = await rig.asGateway();
    const frame = fc
      .tuple(fc.integer({ min: 0x10, max: 0xef }), fc.uint8Array({ maxLength: 40 }))
      .map(([first, body]) => [first, body.length, ...body]);
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 8 }), async (frames) => {
        const socket = await rig.socket();
        socket.write(Buffer.concat([hello({ clientId: node.id }), Uint8Array.from(frames.flat())]));
        socket.end();
        await gone(socket);
      }),
      { numRuns: 300 },
    );
    await gateway.publishAsync(topicOf('echo', { gateway: 'gw1' }), 'alive', { qos: 1 });
    await until(async () => (await rig.metric('connections')) === 1);
  });

  test('a connection that says nothing, or only half a CONNECT, ends by the timeout', async () => {
    rig = await Rig.start([node], { connectTimeoutMs: 100 });
    const silent = await rig.socket();
    const half = await rig.socket();
    half.write(hello({ clientId: node.id }).subarray(0, 9));
    await Promise.all([gone(silent), gone(half)]);
    expect(await rig.metric('dropped_total', { why: 'connect-timeout' })).toBe(2);
    await until(async () => (await rig.metric('connections')) === 0);
  });

  test('one address holds no more strangers than allowed; those who signed in do not count', async () => {
    const nodes = [node, testNode(), testNode(), testNode()];
    rig = await Rig.start(nodes, { limits: { connections: 100, perAddress: 2, exemptLoopback: false } });
    for (const each of nodes) await rig.asNode(each);
    await rig.socket();
    await rig.socket();
    await gone(await rig.socket());
    expect(await rig.refused('too-many-connections')).toBe(1);
    expect(await rig.metric('connections')).toBe(6);
  });

  test('the total is a limit for everybody', async () => {
    rig = await Rig.start([node], { limits: { connections: 2, perAddress: 64, exemptLoopback: true } });
    await rig.asNode(node);
    const second = await rig.socket();
    await gone(await rig.socket());
    second.destroy();
    await until(async () => (await rig.metric('connections')) === 1);
    await rig.socket();
    expect(await rig.metric('connections')).toBe(2);
  });

  test('a keep-alive of 0 or beyond the limit is refused', async () => {
    rig = await Rig.start([node], { keepaliveLimitS: 120 });
    await expect(rig.asNode(node, { keepalive: 0 })).rejects.toThrow();
    await expect(rig.asNode(node, { keepalive: 121 })).rejects.toThrow();
    await rig.asNode(node, { keepalive: 120 });
  });

  test('a last will on the topic of another, or retained where nothing may be, is refused with code 5', async () => {
    const other = testNode();
    rig = await Rig.start([node, other]);
    const will = (topic: string, retain = false) => ({ will: { topic, payload: 'x', qos: 1, retain } }) as const;
    await expect(rig.asNode(node, will(topicOf('state', { node: other.id })))).rejects.toMatchObject({ code: 5 });
    await expect(rig.asNode(node, will(topicOf('groupCommand', { group: 'a0000000000000001' })))).rejects.toMatchObject(
      { code: 5 },
    );
    await expect(rig.asNode(node, will(topicOf('birth', { node: node.id }), true))).rejects.toMatchObject({ code: 5 });
    expect(await rig.refused('denied-publish')).toBe(3);
    await rig.asNode(node, will(topicOf('state', { node: node.id }), true));
  });
});

describe('the connection limits', () => {
  test('addresses of one IPv6 /64 count as one, IPv4 addresses each for itself', () => {
    const limits = new ConnectionLimits({ connections: 100, perAddress: 1, exemptLoopback: true });
    expect(limits.admit('2001:db8:1:2::1')).toBeDefined();
    expect(limits.admit('2001:db8:1:2:ffff::9')).toBeUndefined();
    expect(limits.admit('2001:db8:1:3::1')).toBeDefined();
    expect(limits.admit('203.0.113.7')).toBeDefined();
    expect(limits.admit('203.0.113.8')).toBeDefined();
    expect(limits.admit('203.0.113.7')).toBeUndefined();
  });

  test('a place given back is free again, whether its holder had signed in or not', () => {
    const limits = new ConnectionLimits({ connections: 2, perAddress: 1, exemptLoopback: true });
    const first = limits.admit('203.0.113.7');
    if (!first) throw new Error('the first is admitted');
    limits.signedIn(first);
    const second = limits.admit('203.0.113.7');
    if (!second) throw new Error('who signed in is no stranger');
    expect(limits.admit('203.0.113.9')).toBeUndefined();
    limits.release(first);
    limits.release(second);
    expect(limits.total).toBe(0);
    expect(limits.admit('203.0.113.7')).toBeDefined();
  });
});
