import { generate, parser } from 'mqtt-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { topicOf, uplinkFilter } from '../../protocol/topics.ts';
import { GATEWAY_CREDENTIAL, inbox, Rig, type TestNode, testArea, testNode, until } from './rig.ts';

let rig: Rig;
afterEach(() => rig?.close());

/** A client on a bare socket that has signed in and subscribed. */
async function rawClient(name: string, password: string, filters: readonly string[]) {
  const socket = await rig.socket();
  const received: string[] = [];
  const reader = parser();
  let ready = false;
  reader.on('packet', (packet) => {
    if (packet.cmd === 'suback') ready = true;
    if (packet.cmd === 'publish') received.push(packet.payload.toString());
  });
  socket.on('data', (bytes) => reader.parse(bytes));
  const hello = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 60 } as const;
  socket.write(generate({ ...hello, clientId: name, username: name, password: Buffer.from(password) }));
  const subscriptions = filters.map((topic) => ({ topic, qos: 1 as const }));
  socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
  await until(() => ready);
  return { socket, received };
}

const rawNode = (node: TestNode, filters: readonly string[]) => rawClient(node.id, node.credential, filters);

describe('delivery', () => {
  test('one message to a group reaches 200 nodes, each once', async () => {
    const area = testArea();
    const group = topicOf('groupCommand', { group: area });
    const nodes = Array.from({ length: 200 }, () => testNode([area]));
    rig = await Rig.start(nodes);
    const listeners = await Promise.all(nodes.map((node) => rawNode(node, [group])));
    const gateway = await rig.asGateway();
    await gateway.publishAsync(group, 'siren', { qos: 1 });
    await gateway.publishAsync(group, 'end', { qos: 1 });
    await until(() => listeners.every(({ received }) => received.length >= 2));
    expect(new Set(listeners.map(({ received }) => received.join(' ')))).toEqual(new Set(['siren end']));
  });

  test('messages of QoS 0 and 1 mixed in one breath all arrive', async () => {
    const node = testNode();
    rig = await Rig.start([node]);
    const gateway = await rig.asGateway();
    const heard = inbox(gateway);
    await gateway.subscribeAsync('loa/v1/up/#', { qos: 1 });
    const { socket } = await rawNode(node, [topicOf('command', { node: node.id })]);
    const words = Array.from({ length: 100 }, (_, index) =>
      index % 2 === 0
        ? generate({
            cmd: 'publish',
            topic: topicOf('ack', { node: node.id }),
            qos: 1,
            messageId: index + 1,
            payload: `a${index}`,
            retain: false,
            dup: false,
          })
        : generate({
            cmd: 'publish',
            topic: topicOf('beat', { node: node.id }),
            qos: 0,
            payload: `b${index}`,
            retain: false,
            dup: false,
          }),
    );
    socket.write(Buffer.concat(words));
    await until(() => heard.length >= 100);
    expect(new Set(heard).size).toBe(100);
  });

  test('a session that asks to be kept is not: nothing waits for an absent node, and it is told so', async () => {
    const node = testNode();
    rig = await Rig.start([node]);
    const command = topicOf('command', { node: node.id });
    const first = await rig.asNode(node, { clean: false });
    await first.subscribeAsync(command, { qos: 1 });
    await first.endAsync();
    const gateway = await rig.asGateway();
    await gateway.publishAsync(command, 'missed', { qos: 1 });
    const again = await rig.socket();
    const answer = new Promise<Buffer>((resolve) => again.once('data', resolve));
    again.write(
      generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: false,
        keepalive: 60,
        clientId: node.id,
        username: node.id,
        password: Buffer.from(node.credential),
      }),
    );
    expect([...(await answer)]).toEqual([0x20, 2, 0, 0]);
  });

  test('a node that stops reading holds up nobody and is thrown off', async () => {
    const area = testArea();
    const group = topicOf('groupCommand', { group: area });
    const [stuck, well] = [testNode([area]), testNode([area])];
    rig = await Rig.start([stuck, well], { slowNodeBytes: 64 * 1024 });
    const dead = await rawNode(stuck, [group]);
    dead.socket.pause();
    const alive = await rawNode(well, [group]);
    const gateway = await rig.asGateway();
    const body = 'x'.repeat(60_000);
    for (let count = 1; count <= 300; count++) {
      await gateway.publishAsync(group, body, { qos: 1 });
      await until(() => alive.received.length === count, 1_000);
    }
    expect(await rig.metric('dropped_total', { why: 'too-slow' })).toBe(1);
    await until(async () => (await rig.metric('nodes')) === 1);
  });

  test('while too much is in flight no more is read, and when the gateway reads again nothing is lost', async () => {
    const nodes = [testNode(), testNode(), testNode()];
    rig = await Rig.start(nodes, { inFlight: { messages: 20, bytes: 64 * 1024 * 1024 } });
    const gateway = await rawClient('gateway:gw1', GATEWAY_CREDENTIAL, [uplinkFilter('beat')]);
    const speakers = await Promise.all(nodes.map((node) => rawNode(node, [topicOf('command', { node: node.id })])));
    gateway.socket.pause();
    const each = 4_000;
    const body = 'x'.repeat(2_000);
    speakers.forEach(({ socket }, index) => {
      const topic = topicOf('beat', { node: nodes[index]?.id ?? '' });
      for (let count = 0; count < each; count++)
        socket.write(generate({ cmd: 'publish', topic, qos: 0, payload: body, retain: false, dup: false }));
    });
    await until(async () => (await rig.metric('waiting_connections')) > 0, 10_000);
    expect(await rig.metric('in_flight_messages')).toBeLessThan(200);
    gateway.socket.resume();
    await until(() => gateway.received.length === each * nodes.length, 15_000);
    await until(async () => (await rig.metric('in_flight_messages')) === 0);
    await until(async () => (await rig.metric('waiting_connections')) === 0);
  });
});
