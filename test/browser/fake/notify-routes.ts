import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pageOf } from '../../../protocol/api/common.ts';
import { deadManInput, health } from '../../../protocol/api/health.ts';
import {
  channel,
  channelInput,
  channelPatch,
  channelTest,
  channelTestResult,
  notification,
  notificationQuery,
  subscription,
  subscriptionInput,
  subscriptionPatch,
} from '../../../protocol/api/notify.ts';
import type { Role } from '../../../protocol/roles.ts';
import type { Person } from './people-world.ts';
import { seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

const KEEPERS: readonly Role[] = ['technician', 'administrator'];

/** Channels, subscriptions, the log, and the health page, as protocol/api/notify.ts and health.ts say it. */
export function notifyRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const api = '/api/v1';
  const { notify, places } = world;
  const id = (request: FastifyRequest) => decodeURIComponent((request.params as { id: string }).id);
  const one = (request: FastifyRequest, roles: readonly Role[]): Person => {
    const person = known(request);
    if (!roles.includes(person.role)) throw new Refusal(403, 'role');
    return person;
  };
  const at = <T extends { id: string }>(all: T[], request: FastifyRequest): number => {
    const found = all.findIndex((each) => each.id === id(request));
    if (found < 0) throw new Refusal(404, 'not-found');
    return found;
  };
  const areaName = (area: string) => places.communes.find((each) => each.id === area)?.name ?? places.province.name;

  app.get(`${api}/notification-channels`, async (request) => {
    known(request);
    return { items: notify.channels.map((each) => channel.parse(each)) };
  });
  app.post(`${api}/notification-channels`, async (request, reply) => {
    one(request, ['administrator']);
    const { secret, ...input } = channelInput.parse(request.body);
    if (secret) notify.secrets.push(secret);
    const about = { kind: input.settings.kind, hasSecret: secret !== undefined, paused: false, waiting: 0 };
    const made = { id: seededUlid('channel', input.name), ...input, ...about };
    notify.channels.push(made);
    return reply.code(201).send(channel.parse(made));
  });
  app.patch(`${api}/notification-channels/:id`, async (request) => {
    one(request, ['administrator']);
    const { secret, ...patch } = channelPatch.parse(request.body);
    if (secret) notify.secrets.push(secret);
    return channel.parse(Object.assign(notify.channels[at(notify.channels, request)] ?? {}, patch));
  });
  app.delete(`${api}/notification-channels/:id`, async (request, reply) => {
    one(request, ['administrator']);
    if (notify.subscriptions.some((each) => each.channel === id(request))) throw new Refusal(409, 'channel-used');
    notify.channels.splice(at(notify.channels, request), 1);
    return reply.code(204).send();
  });
  app.post(`${api}/notification-channels/:id/test`, async (request) => {
    one(request, KEEPERS);
    const found = notify.channels[at(notify.channels, request)];
    notify.tests.push({ channel: id(request), to: channelTest.parse(request.body).to });
    const word = found?.failed ?? 'ok';
    return channelTestResult.parse({ delivered: word === 'ok', word, tookMs: 214 });
  });

  app.get(`${api}/notification-subscriptions`, async (request) => {
    const person = known(request);
    const all = KEEPERS.includes(person.role);
    return { items: notify.subscriptions.filter((each) => all || each.account === person.id) };
  });
  app.post(`${api}/notification-subscriptions`, async (request, reply) => {
    const person = known(request);
    const input = subscriptionInput.parse(request.body);
    const isOwn = input.name === '';
    const names = {
      channelName: notify.channels.find((each) => each.id === input.channel)?.name ?? '',
      areaName: areaName(input.area),
      ...(isOwn ? { account: person.id, accountName: person.name, name: person.name } : {}),
    };
    const made = { ...input, id: seededUlid('subscription', input.to), paused: false, ...names };
    notify.subscriptions.push(made);
    return reply.code(201).send(subscription.parse(made));
  });
  app.patch(`${api}/notification-subscriptions/:id`, async (request) => {
    known(request);
    const { night, ...patch } = subscriptionPatch.parse(request.body);
    const found = notify.subscriptions[at(notify.subscriptions, request)];
    if (!found) throw new Refusal(404, 'not-found');
    if (night === null) delete found.night;
    else if (night) found.night = night;
    return subscription.parse(Object.assign(found, patch));
  });
  app.delete(`${api}/notification-subscriptions/:id`, async (request, reply) => {
    known(request);
    notify.subscriptions.splice(at(notify.subscriptions, request), 1);
    return reply.code(204).send();
  });
  app.get(`${api}/notifications`, async (request) => {
    one(request, KEEPERS);
    const { state, cursor, limit } = notificationQuery.parse(request.query);
    const all = notify.messages.filter((each) => !state || each.state === state);
    const from = cursor === undefined ? 0 : all.findIndex((each) => each.id === cursor) + 1;
    const items = all.slice(from, from + limit);
    const last = items.at(-1);
    const more = from + limit < all.length && last ? { next: last.id } : {};
    return pageOf(notification).parse({ items, total: all.length, ...more });
  });

  app.get(`${api}/health`, async (request) => {
    one(request, KEEPERS);
    return health.parse({ at: world.now(), ...notify.health });
  });
  app.put(`${api}/health/dead-man`, async (request) => {
    one(request, ['administrator']);
    const { url } = deadManInput.parse(request.body);
    const { deadMan } = notify.health;
    if (url === '') delete deadMan.host;
    else deadMan.host = new URL(url).host;
    return deadMan;
  });
}
