import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayPublish, mayRetain, maySubscribe, type Principal } from '../../protocol/access.ts';
import { CHANNELS, type ChannelName } from '../../protocol/channels.ts';
import { shardOf } from '../../protocol/shard.ts';
import { parseTopic, ROOT, topicOf } from '../../protocol/topics.ts';
import { anyArea, anyNode } from './arbitraries.ts';

const names = Object.keys(CHANNELS) as ChannelName[];
const node = (id: string, groups: string[] = []): Principal => ({ kind: 'node', node: id, groups: new Set(groups) });
const gateway: Principal = { kind: 'gateway', gateway: 'main' };

describe('topics', () => {
  it.each(names)('%s: what is built is parsed back', (channel) => {
    fc.assert(
      fc.property(anyNode, anyArea, (id, group) => {
        const parameters = { node: id, group, gateway: 'main' };
        const parsed = parseTopic(topicOf(channel, parameters));
        expect(parsed?.channel).toBe(channel);
        for (const [name, value] of Object.entries(parsed ?? {}))
          if (name !== 'channel') expect(value).toBe(parameters[name as keyof typeof parameters]);
      }),
      { numRuns: 30 },
    );
  });

  it('a node below a shard that is not its own is no topic of ours', () => {
    fc.assert(
      fc.property(anyNode, fc.integer({ min: 0, max: 99 }), (id, number) => {
        const shard = String(number).padStart(2, '0');
        expect(parseTopic(`${ROOT}/up/${shard}/${id}/beat`) !== undefined).toBe(shard === shardOf(id));
      }),
    );
  });

  it.each([
    '',
    '/',
    'loa/v1',
    'loa/v1/up',
    '$SYS/broker',
    'loa/v1/up/00/__proto__/beat',
    `loa/v1/dn/${'a/'.repeat(200)}cmd`,
    'loa/v1/host/#',
    'loa/v1/dn/+/cmd',
  ])('«%s» is no topic of ours', (topic) => expect(parseTopic(topic)).toBeUndefined());
});

describe('the access rule', () => {
  it('allows no topic of one node to another, to publish or to hear', () => {
    fc.assert(
      fc.property(anyNode, anyNode, fc.constantFrom(...names), (one, other, channel) => {
        fc.pre(one !== other && CHANNELS[channel].topic.includes('{node}'));
        const topic = topicOf(channel, { node: other });
        expect(mayPublish(node(one), topic)).toBe(false);
        expect(maySubscribe(node(one), topic)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('lets a node say exactly what the table has a node send, under its own name', () => {
    fc.assert(
      fc.property(anyNode, anyArea, fc.constantFrom(...names), (id, group, channel) => {
        const topic = topicOf(channel, { node: id, group, gateway: 'main' });
        expect(mayPublish(node(id, [group]), topic)).toBe(CHANNELS[channel].sender === 'node');
      }),
    );
  });

  it('lets a node hear its own downlink, its groups and the host, and nothing else', () => {
    fc.assert(
      fc.property(anyNode, anyArea, anyArea, (id, own, foreign) => {
        fc.pre(own !== foreign);
        const principal = node(id, [own]);
        expect(maySubscribe(principal, topicOf('groupCommand', { group: own }))).toBe(true);
        expect(maySubscribe(principal, topicOf('groupCommand', { group: foreign }))).toBe(false);
        expect(maySubscribe(principal, topicOf('command', { node: id }))).toBe(true);
        expect(maySubscribe(principal, topicOf('host', { gateway: 'main' }))).toBe(true);
      }),
    );
  });

  it('gives no node a filter with wildcards, whatever its form, but host/+', () => {
    const level = fc.oneof(
      fc.constantFrom('+', '#', 'loa', 'v1', 'dn', 'up', 'grp', '$SYS', 'cmd', '$share', 'g'),
      anyNode,
    );
    fc.assert(
      fc.property(anyNode, fc.array(level, { minLength: 1, maxLength: 7 }), (id, levels) => {
        const filter = levels.join('/');
        fc.pre(/[+#$]/.test(filter) && filter !== `${ROOT}/host/+`);
        expect(maySubscribe(node(id, []), filter)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('lets the gateway send down and to groups, but not as a node nor as another gateway', () => {
    fc.assert(
      fc.property(anyNode, anyArea, fc.constantFrom(...names), (id, group, channel) => {
        const topic = topicOf(channel, { node: id, group, gateway: 'main' });
        expect(mayPublish(gateway, topic)).toBe(CHANNELS[channel].sender === 'gateway');
        if (CHANNELS[channel].topic.startsWith('host'))
          expect(mayPublish({ kind: 'gateway', gateway: 'other' }, topic)).toBe(false);
      }),
    );
  });

  it.each([
    ['loa/v1/up/#', true],
    ['loa/v1/up/+/+/beat', true],
    ['loa/v1/up/07/+/log', true],
    ['loa/v1/host/main/echo', true],
    ['#', false],
    ['loa/#', false],
    ['$SYS/#', false],
    ['loa/v1/dn/#', false],
    ['loa/v1/up/#/beat', false],
    ['loa/v1/up/a+/x', false],
    ['loa/v1/host/other/echo', false],
  ])('the gateway subscribing to %s: %s', (filter, allowed) => expect(maySubscribe(gateway, filter)).toBe(allowed));

  it('allows retained messages only where the table does', () => {
    fc.assert(
      fc.property(anyNode, anyArea, fc.constantFrom(...names), (id, group, channel) => {
        expect(mayRetain(topicOf(channel, { node: id, group, gateway: 'main' }))).toBe(CHANNELS[channel].retain);
      }),
    );
    expect(mayRetain('anything/else')).toBe(false);
  });
});
