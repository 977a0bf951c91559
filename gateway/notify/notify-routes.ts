import { z } from 'zod';
import { pageOf } from '../../protocol/api/common.ts';
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
} from '../../protocol/api/notify.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import { type App, type Person, personOf } from '../http/app.ts';
import { withoutSecret } from './channels.ts';
import type { StoredChannel } from './channels-store.ts';
import { stepOf } from './message-of.ts';
import { listMessages, type Message } from './messages-store.ts';
import type { Notify } from './notify.ts';
import type { Wish } from './wishes.ts';

/** Those whose work faults are; an appraiser and an inspector are told nothing. */
const SUBSCRIBERS = ['operator', 'approver', 'hamlet-head', 'technician', 'administrator'] as const;
const KEEPERS = ['technician', 'administrator'] as const;
const ONE = z.object({ id: ulid });
const NOTHING = { 204: z.null() };

export interface NotifyRouteParts {
  readonly notify: Notify;
  readonly read: Parameters<typeof listMessages>[0];
  readonly areaName: (area: string) => string | undefined;
  readonly nameOf: (account: string) => string | undefined;
  /** Incidents of a case; throws NotFoundError for one of another area. */
  readonly incidentsOf: (person: Person, repairCase: string) => Promise<string[]>;
  /** Of the person's areas, each with everything below; undefined for who holds the whole installation. */
  readonly areasOf: (person: Person) => readonly string[] | undefined;
}

export function notifyRoutes(app: App, parts: NotifyRouteParts): void {
  const { notify } = parts;
  const { channels, subscriptions } = notify;

  app.get(
    '/notification-channels',
    {
      config: { access: { who: 'roles', roles: SUBSCRIBERS } },
      schema: { response: { 200: z.object({ items: z.array(channel) }) } },
    },
    async (request) => {
      const figures = await notify.figures();
      const mayKeep = KEEPERS.some((role) => role === personOf(request).role);
      return { items: channels.all().map((one) => shown(notify, one, figures, mayKeep)) };
    },
  );
  app.post(
    '/notification-channels',
    {
      config: { access: { who: 'roles', roles: ['administrator'] } },
      schema: { body: channelInput, response: { 201: channel } },
    },
    async (request, reply) => {
      const made = await channels.add(personOf(request), request.body);
      return reply.code(201).send(shown(notify, made, await notify.figures(), true));
    },
  );
  app.patch(
    '/notification-channels/:id',
    {
      config: { access: { who: 'roles', roles: ['administrator'] } },
      schema: { params: ONE, body: channelPatch, response: { 200: channel } },
    },
    async (request) => {
      const changed = await channels.change(personOf(request), request.params.id, request.body);
      notify.delivering.forgive(changed.id);
      return shown(notify, changed, await notify.figures(), true);
    },
  );
  app.delete(
    '/notification-channels/:id',
    { config: { access: { who: 'roles', roles: ['administrator'] } }, schema: { params: ONE, response: NOTHING } },
    async (request, reply) => {
      await channels.remove(personOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/notification-channels/:id/test',
    {
      config: { access: { who: 'roles', roles: KEEPERS } },
      schema: { params: ONE, body: channelTest, response: { 200: channelTestResult } },
    },
    (request) => notify.test(personOf(request), request.params.id, request.body.to),
  );

  const told = (wish: Wish) => namedWish(parts, wish);
  app.get(
    '/notification-subscriptions',
    {
      config: { access: { who: 'roles', roles: SUBSCRIBERS } },
      schema: { response: { 200: z.object({ items: z.array(subscription) }) } },
    },
    async (request) => ({ items: subscriptions.list(personOf(request)).map(told) }),
  );
  app.post(
    '/notification-subscriptions',
    {
      config: { access: { who: 'roles', roles: SUBSCRIBERS } },
      schema: { body: subscriptionInput, response: { 201: subscription } },
    },
    async (request, reply) => reply.code(201).send(told(await subscriptions.add(personOf(request), request.body))),
  );
  app.patch(
    '/notification-subscriptions/:id',
    {
      config: { access: { who: 'roles', roles: SUBSCRIBERS } },
      schema: { params: ONE, body: subscriptionPatch, response: { 200: subscription } },
    },
    async (request) => told(await subscriptions.change(personOf(request), request.params.id, request.body)),
  );
  app.delete(
    '/notification-subscriptions/:id',
    { config: { access: { who: 'roles', roles: SUBSCRIBERS } }, schema: { params: ONE, response: NOTHING } },
    async (request, reply) => {
      await subscriptions.remove(personOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/notifications',
    {
      config: { access: { who: 'roles', roles: KEEPERS } },
      schema: { querystring: notificationQuery, response: { 200: pageOf(notification) } },
    },
    async (request) => {
      const { state, channel: way, case: repair, cursor, limit } = request.query;
      const person = personOf(request);
      const areas = parts.areasOf(person);
      const about =
        repair === undefined ? undefined : { case: repair, incidents: await parts.incidentsOf(person, repair) };
      const query = { areas, state, channel: way, about, cursor, limit };
      const { items, next, total } = await listMessages(parts.read, query);
      return { items: items.map((one) => lineOf(notify, one)), total, ...(next === undefined ? {} : { next }) };
    },
  );
}

/** Where a channel leads is for those who keep it; the others choose by its name and kind. */
function shown(
  { delivering }: Notify,
  one: StoredChannel,
  { waiting, sent }: Awaited<ReturnType<Notify['figures']>>,
  mayKeep: boolean,
): z.infer<typeof channel> {
  const { failingSince, word } = delivering.circuitOf(one.id);
  const sentAt = sent.get(one.id);
  const { settings, ...about } = withoutSecret(one);
  return {
    ...about,
    ...(mayKeep ? { settings } : {}),
    waiting: waiting.get(one.id) ?? 0,
    ...(failingSince === undefined ? {} : { failingSince }),
    ...(word === undefined ? {} : { failed: word }),
    ...(sentAt === undefined ? {} : { sentAt }),
  };
}

function namedWish({ notify, areaName, nameOf }: NotifyRouteParts, { changedAt: _, ...wish }: Wish) {
  return {
    ...wish,
    kinds: [...wish.kinds],
    name: wish.name || (wish.account && nameOf(wish.account)) || '',
    channelName: notify.channels.get(wish.channel)?.name ?? '',
    areaName: areaName(wish.area) ?? wish.area,
    ...(wish.account === undefined ? {} : { accountName: nameOf(wish.account) }),
  };
}

function lineOf({ channels }: Notify, one: Message): z.infer<typeof notification> {
  const {
    id,
    step,
    state,
    channel: way,
    to,
    toName,
    area,
    incident,
    text,
    createdAt,
    dueAt,
    sentAt,
    tries,
    failed,
  } = one;
  return {
    ...{ id, step: stepOf(step), state, channel: way, channelName: channels.get(way)?.name ?? '', to, toName },
    ...{ area, incident, text, createdAt, dueAt, sentAt, tries, failed },
  };
}
