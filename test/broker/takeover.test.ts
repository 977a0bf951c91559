import { generate } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { topicOf, uplinkFilter } from '../../protocol/topics.ts';
import { gone, inbox, Rig, rosterOf, testNode, until } from './rig.ts';

const node = testNode();
const state = topicOf('state', { node: node.id });
const lost = (session: string) =>
  ({ will: { topic: state, payload: `lost ${session}`, qos: 1, retain: true } }) as const;
let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start([node]);
});
afterEach(() => rig.close());

async function listeningGateway(): Promise<string[]> {
  const gateway = await rig.asGateway();
  const heard = inbox(gateway);
  await gateway.subscribeAsync(uplinkFilter('state'), { qos: 1 });
  return heard;
}

describe('the same name twice', () => {
  test('the second one with the right credential takes over, the first is cut off, and an alarm says so', async () => {
    const first = await rig.asNode(node);
    const cutOff = gone(first);
    const second = await rig.asNode(node);
    await cutOff;
    await second.publishAsync(state, 'mine', { qos: 1 });
    expect(await rig.refused('duplicate-id')).toBe(1);
    expect(await rig.metric('nodes')).toBe(1);
    await rig.broker.stop();
    const alarm = rig.log.lines.find((line) => line.fields.kind === 'duplicate-id');
    expect(alarm?.fields).toMatchObject({ node: node.id, address: '127.0.0.1', count: 1 });
  });

  test('a wrong credential does not disturb the one who is there', async () => {
    const first = await rig.asNode(node);
    await expect(rig.asNode({ ...node, credential: 'wrong' })).rejects.toMatchObject({ code: 4 });
    await first.publishAsync(state, 'still here', { qos: 1 });
    expect(await rig.refused('duplicate-id')).toBe(0);
  });

  test('the will of the one taken over is not published: it would overwrite the state of the new one', async () => {
    const heard = await listeningGateway();
    await rig.asNode(node, lost('s1'));
    const second = await rig.asNode(node, lost('s2'));
    await second.publishAsync(state, 'online s2', { qos: 1, retain: true });
    second.stream.destroy();
    await until(() => heard.length === 2);
    expect(heard).toEqual([`${state} online s2`, `${state} lost s2`]);
  });

  test('a node that comes back after its connection ended raises no alarm', async () => {
    const heard = await listeningGateway();
    const first = await rig.asNode(node, lost('s1'));
    first.stream.destroy();
    await until(() => heard.length === 1);
    await rig.asNode(node);
    expect(await rig.refused('duplicate-id')).toBe(0);
  });

  test('of twenty that come at once with one name exactly one stays', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, () => rig.asNode(node, { connectTimeout: 2_000 })),
    );
    const open = () => attempts.filter((attempt) => attempt.status === 'fulfilled' && attempt.value.connected).length;
    await until(() => open() === 1);
    await until(async () => (await rig.metric('connections')) === 1);
    expect(await rig.metric('nodes')).toBe(1);
  });

  test('two in one breath on raw sockets leave one alive that hears its commands once', async () => {
    const hello = generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: node.id,
      username: node.id,
      password: Buffer.from(node.credential),
      keepalive: 60,
    });
    const sockets = await Promise.all([rig.socket(), rig.socket(), rig.socket()]);
    for (const socket of sockets) socket.write(hello);
    await until(() => sockets.filter((socket) => socket.destroyed).length === 2);
    const last = await rig.asNode(node);
    const heard = inbox(last);
    const command = topicOf('command', { node: node.id });
    await last.subscribeAsync(command, { qos: 1 });
    const gateway = await rig.asGateway();
    await gateway.publishAsync(command, 'once', { qos: 1 });
    await gateway.publishAsync(command, 'end', { qos: 1 });
    await until(() => heard.length >= 2);
    expect(heard).toEqual([`${command} once`, `${command} end`]);
  });

  test('two gateways of different names live side by side', async () => {
    const one = await rig.asGateway('gw1');
    await rig.asGateway('gw2');
    expect(one.connected).toBe(true);
    expect(await rig.metric('gateways')).toBe(2);
  });
});

describe('what a changed roster does to who is connected', () => {
  test('a removed node is thrown off at once, without its will, and may not come back', async () => {
    const heard = await listeningGateway();
    const removed = await rig.asNode(node, lost('s1'));
    const cutOff = gone(removed);
    rig.broker.applyRoster({ version: 2, full: false, nodes: [], removed: [node.id] });
    await cutOff;
    await expect(rig.asNode(node)).rejects.toMatchObject({ code: 4 });
    expect(heard).toEqual([]);
  });

  test('a node whose credential was replaced is thrown off and comes back with the new one', async () => {
    const old = await rig.asNode(node);
    const cutOff = gone(old);
    const renewed = { ...testNode(), id: node.id };
    rig.broker.applyRoster({ ...rosterOf([renewed], 2), full: false });
    await cutOff;
    await expect(rig.asNode(node)).rejects.toMatchObject({ code: 4 });
    await rig.asNode(renewed);
  });

  test('a whole roster that names the node as before leaves it alone', async () => {
    const staying = await rig.asNode(node);
    rig.broker.applyRoster(rosterOf([node, testNode()], 2));
    await staying.publishAsync(state, 'here', { qos: 1 });
    expect(staying.connected).toBe(true);
  });
});
