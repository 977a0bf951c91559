import { generate } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { topicOf, uplinkFilter } from '../../protocol/topics.ts';
import { inbox, Rig, rosterOf, testArea, testNode, until } from './rig.ts';

const area = testArea();
const otherArea = testArea();
const node = testNode([area]);
const other = testNode([otherArea]);
let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start([node, other]);
});
afterEach(() => rig.close());

const beat = topicOf('beat', { node: node.id });

describe('who may say what', () => {
  test('a node is heard by the gateway on its own topics', async () => {
    const gateway = await rig.asGateway();
    const heard = inbox(gateway);
    await gateway.subscribeAsync(uplinkFilter('beat'), { qos: 0 });
    const speaker = await rig.asNode(node);
    speaker.publish(beat, 'b1');
    await until(() => heard.length === 1);
    expect(heard).toEqual([`${beat} b1`]);
  });

  test.each([
    ["another node's beat", topicOf('beat', { node: other.id })],
    ["another node's downlink", topicOf('command', { node: other.id })],
    ['its own downlink', topicOf('command', { node: node.id })],
    ["its own group's command", topicOf('groupCommand', { group: area })],
    ["the gateway's word", topicOf('host', { gateway: 'gw1' })],
    ['$SYS', '$SYS/anything'],
    ['anything else', 'hello/world'],
  ])('what a node says on %s is acknowledged, goes nowhere and leaves the connection open', async (_title, topic) => {
    const gateway = await rig.asGateway();
    const heard = inbox(gateway);
    await gateway.subscribeAsync([uplinkFilter('beat'), 'loa/v1/host/+']);
    const victim = await rig.asNode(other);
    const told = inbox(victim);
    await victim.subscribeAsync([
      topicOf('command', { node: other.id }),
      topicOf('groupCommand', { group: otherArea }),
    ]);
    const liar = await rig.asNode(node);
    await liar.publishAsync(topic, 'lie', { qos: 1, retain: true });
    await liar.publishAsync(beat, 'truth', { qos: 1 });
    await until(() => heard.length > 0);
    expect(heard).toEqual([`${beat} truth`]);
    expect(told).toEqual([]);
    expect(await rig.refused('denied-publish')).toBe(1);
    expect(await rig.metric('retained_messages')).toBe(0);
    expect(liar.connected).toBe(true);
  });

  test('a retain flag where nothing may be retained is dropped, the message passes', async () => {
    const gateway = await rig.asGateway();
    const heard = inbox(gateway);
    await gateway.subscribeAsync(uplinkFilter('beat'));
    const speaker = await rig.asNode(node);
    await speaker.publishAsync(beat, 'b1', { qos: 1, retain: true });
    await until(() => heard.length === 1);
    expect(await rig.metric('retained_messages')).toBe(0);
    expect(await rig.refused('denied-publish')).toBe(1);
  });

  test('QoS 2 is acknowledged, goes nowhere, is told and leaves the connection open, however often it comes', async () => {
    const gateway = await rig.asGateway();
    const heard = inbox(gateway);
    await gateway.subscribeAsync(uplinkFilter('beat'));
    const speaker = await rig.asNode(node);
    for (let sent = 0; sent < 1_100; sent++) await speaker.publishAsync(beat, 'b2', { qos: 2, retain: sent % 2 === 0 });
    await speaker.publishAsync(beat, 'b1', { qos: 1 });
    await until(() => heard.length === 1);
    expect(heard).toEqual([`${beat} b1`]);
    expect(await rig.refused('denied-publish')).toBe(1_100);
    expect(await rig.metric('retained_messages')).toBe(0);
    expect(speaker.connected).toBe(true);
  });

  test('QoS 2 messages without end, never released, do not end the connection of 50 and hold nothing of them', async () => {
    const speaker = await rig.asNode(node);
    const stream = speaker.stream as unknown as { write(bytes: Uint8Array): void };
    for (let messageId = 1; messageId <= 50; messageId++)
      stream.write(
        generate({ cmd: 'publish', topic: beat, payload: 'x', qos: 2, messageId, retain: false, dup: false }),
      );
    await until(async () => (await rig.refused('denied-publish')) === 50);
    await speaker.publishAsync(beat, 'still here', { qos: 1 });
    expect(speaker.connected).toBe(true);
  });
});

describe('who may hear what', () => {
  test.each([
    ['everything', '#'],
    ['$SYS', '$SYS/#'],
    ["another node's downlink", topicOf('command', { node: other.id })],
    ["every node's downlink", 'loa/v1/dn/+/cmd'],
    ['the uplink', uplinkFilter('beat')],
    ["another area's group", topicOf('groupCommand', { group: otherArea })],
    ['a shared subscription', `$share/x/${beat}`],
  ])('a node is refused %s with SUBACK 128', async (_title, filter) => {
    const listener = await rig.asNode(node);
    await expect(listener.subscribeAsync(filter, { qos: 1 })).rejects.toThrow(/Unspecified|128|ubscribe/);
    expect(await rig.refused('denied-subscribe')).toBe(1);
    expect(listener.connected).toBe(true);
  });

  test.each([
    ['everything', '#'],
    ['$SYS', '$SYS/#'],
    ['the downlink', 'loa/v1/dn/+/cmd'],
  ])('the gateway is refused %s too', async (_title, filter) => {
    const gateway = await rig.asGateway();
    await expect(gateway.subscribeAsync(filter)).rejects.toThrow();
  });

  test('what is said to a group is heard by its members only', async () => {
    const member = await rig.asNode(node);
    const heard = inbox(member);
    const group = topicOf('groupCommand', { group: area });
    await member.subscribeAsync(group, { qos: 1 });
    const outsider = await rig.asNode(other);
    const overheard = inbox(outsider);
    await expect(outsider.subscribeAsync(group, { qos: 1 })).rejects.toThrow();
    const gateway = await rig.asGateway();
    await gateway.publishAsync(group, 'siren', { qos: 1 });
    await until(() => heard.length === 1);
    expect(overheard).toEqual([]);
  });

  test('a node taken out of a group hears nothing more of it, and stays connected', async () => {
    const member = await rig.asNode(node);
    const heard = inbox(member);
    const group = topicOf('groupCommand', { group: area });
    const own = topicOf('command', { node: node.id });
    await member.subscribeAsync([group, own], { qos: 1 });
    const gateway = await rig.asGateway();
    await gateway.publishAsync(group, 'before', { qos: 1 });
    await until(() => heard.length === 1);
    rig.broker.applyRoster({ ...rosterOf([{ ...node, groups: [] }], 2), full: false });
    await gateway.publishAsync(group, 'after', { qos: 1 });
    await gateway.publishAsync(own, 'still here', { qos: 1 });
    await until(() => heard.length === 2);
    expect(heard).toEqual([`${group} before`, `${own} still here`]);
  });

  test('a node cannot pile up subscriptions', async () => {
    const greedy = await rig.asNode(node);
    const filters = Array.from({ length: 200 }, (_, index) => `loa/v1/host/gw${index}`);
    const packet = generate({
      cmd: 'subscribe',
      messageId: 7,
      subscriptions: filters.map((topic) => ({ topic, qos: 0 })),
    });
    (greedy.stream as unknown as { write(bytes: Uint8Array): void }).write(packet);
    await until(async () => (await rig.refused('denied-subscribe')) === 200 - 64);
  });
});

describe('retained messages', () => {
  const state = topicOf('state', { node: node.id });
  const host = topicOf('host', { gateway: 'gw1' });

  test('a node that comes later still learns that a gateway is there, by name or by "all hosts"', async () => {
    const gateway = await rig.asGateway();
    await gateway.publishAsync(host, 'alive', { qos: 1, retain: true });
    for (const [who, filter] of [
      [node, host],
      [other, 'loa/v1/host/+'],
    ] as const) {
      const late = await rig.asNode(who);
      const heard = inbox(late);
      await late.subscribeAsync(filter, { qos: 1 });
      await until(() => heard.length === 1);
      expect(heard).toEqual([`${host} alive`]);
    }
  });

  test('a filter with wildcards gets no retained states, only what comes from now on', async () => {
    const speaker = await rig.asNode(node);
    await speaker.publishAsync(state, 'old', { qos: 1, retain: true });
    expect(await rig.metric('retained_messages')).toBe(1);
    const gateway = await rig.asGateway();
    const heard = inbox(gateway);
    await gateway.subscribeAsync(uplinkFilter('state'), { qos: 1 });
    await speaker.publishAsync(state, 'new', { qos: 1, retain: true });
    await until(() => heard.length === 1);
    expect(heard).toEqual([`${state} new`]);
  });

  test('an empty retained message takes the old one away, and a removed node takes its own along', async () => {
    const speaker = await rig.asNode(node);
    await speaker.publishAsync(state, 'x', { qos: 1, retain: true });
    await speaker.publishAsync(state, '', { qos: 1, retain: true });
    await until(async () => (await rig.metric('retained_messages')) === 0);
    await speaker.publishAsync(state, 'x', { qos: 1, retain: true });
    await until(async () => (await rig.metric('retained_messages')) === 1);
    rig.broker.applyRoster({ version: 2, full: false, nodes: [], removed: [node.id] });
    expect(await rig.metric('retained_messages')).toBe(0);
  });
});
