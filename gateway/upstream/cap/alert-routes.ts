import { z } from 'zod';
import { pageOf, pageQuery } from '../../../protocol/api/common.ts';
import { confirmation } from '../../../protocol/api/people.ts';
import { alert, alertDecision, alertDetail, unreadableAlert } from '../../../protocol/api/sources.ts';
import { ulid } from '../../../protocol/messages/fields.ts';
import { MAY_CONFIRM } from '../../../protocol/roles.ts';
import { ALERT_REASONS, ALERT_STATES } from '../../../protocol/sources.ts';
import type { AreaTree } from '../../areas/area-tree.ts';
import type { SecondPerson } from '../../broadcast/run-routes.ts';
import { ForbiddenError, InvalidInputError, NotFoundError } from '../../errors.ts';
import { type App, type Person, personOf } from '../../http/app.ts';
import type { StoredAlert } from './alert-store.ts';
import { alertDetailView, alertView } from './alert-view.ts';
import type { Alerts } from './alerts.ts';
import { MOST_BYTES_TAKEN } from './bounds.ts';

const params = z.object({ id: ulid });
const query = pageQuery.extend({ state: z.enum(ALERT_STATES).optional() });
const taken = z.object({ id: ulid, state: z.enum(ALERT_STATES), reason: z.enum(ALERT_REASONS).optional() });
const MOST_UNREADABLE = 100;
const reads = { access: { who: 'signed-in' } } as const;
/** As of POST /emergencies. */
const decides = { access: { who: 'roles', roles: MAY_CONFIRM, unlocked: true } } as const;

/** What waits for a second person: told from other emergencies by its kind. */
export const alertOrder = z.object({ kind: z.literal('alert'), alert: ulid, reason: z.string() });

export interface AlertRouteParts {
  readonly alerts: Alerts;
  readonly tree: AreaTree;
}

/** Messages of CAP come in, are read, and those that wait are decided on. */
export function alertRoutes(api: App, { alerts, tree }: AlertRouteParts, secondPerson: SecondPerson): void {
  const nameOf = (area: string) => tree.get(area)?.name;
  // In a room of its own: elsewhere XML stays a body that nobody takes.
  api.register(async (room) => {
    room.addContentTypeParser(
      ['application/cap+xml', 'application/xml', 'text/xml'],
      { parseAs: 'buffer', bodyLimit: MOST_BYTES_TAKEN },
      (_request, body, done) => done(null, body),
    );
    receiveRoute(room as unknown as App, alerts);
  });

  api.get(
    '/alerts',
    { config: reads, schema: { querystring: query, response: { 200: pageOf(alert) } } },
    async (request) => {
      const { state, cursor, limit } = request.query;
      const areas = concerning(tree, personOf(request));
      const { items, total } = await alerts.store.list({ state, areas, after: readCursor(cursor), limit: limit + 1 });
      const page = items.slice(0, limit);
      const last = items.length > limit ? page.at(-1) : undefined;
      const next = last && { next: `${last.receivedAt}~${last.id}` };
      return { items: page.map((one) => alertView(one, nameOf)), total, ...next };
    },
  );

  api.get(
    '/alerts/unreadable',
    { config: reads, schema: { response: { 200: z.object({ items: z.array(unreadableAlert) }) } } },
    async (request) => {
      const person = personOf(request);
      const found = (await alerts.unreadable()).filter(({ areas }) =>
        areas.some((area) => touches(tree, person, area)),
      );
      return { items: found.slice(0, MOST_UNREADABLE).map(({ areas: _, ...one }) => one) };
    },
  );

  async function shown(person: Person, id: string): Promise<StoredAlert> {
    const one = await alerts.get(id);
    const isOwn = one.areas.some((area) => touches(tree, person, area));
    if (!isOwn) throw new NotFoundError('no-such-alert', 'There is no such alert.');
    return one;
  }

  api.get('/alerts/:id', { config: reads, schema: { params, response: { 200: alertDetail } } }, async (request) =>
    alertDetailView(await shown(personOf(request), request.params.id), nameOf),
  );

  api.post(
    '/alerts/:id/air',
    { config: decides, schema: { params, body: alertDecision, response: { 200: alertDetail, 202: confirmation } } },
    async (request, reply) => {
      const person = personOf(request);
      const { id } = request.params;
      const { reason } = request.body;
      await shown(person, id);
      const order = { kind: 'alert', key: `alert ${id}`, alert: id, reason } as const;
      const waiting = await secondPerson.waitingFor(person, order.key);
      if (waiting) return reply.code(202).send(waiting);
      const wish = await alerts.beyondOnePerson(person, id);
      if (wish) return reply.code(202).send(await secondPerson.ask(request, { ...wish, order }));
      await alerts.air(person, id, reason);
      return reply.code(200).send(alertDetailView(await alerts.get(id), nameOf));
    },
  );

  api.post(
    '/alerts/:id/dismiss',
    { config: decides, schema: { params, body: alertDecision, response: { 200: alertDetail } } },
    async (request) => {
      const person = personOf(request);
      await shown(person, request.params.id);
      await alerts.dismiss(person, request.params.id, request.body.reason);
      return alertDetailView(await alerts.get(request.params.id), nameOf);
    },
  );
}

function receiveRoute(api: App, alerts: Alerts): void {
  api.post('/cap', { config: { access: { who: 'source' } }, schema: { response: { 200: taken } } }, async (request) => {
    const { source, body } = request;
    if (!source) throw new ForbiddenError('not-a-cap-source', 'Only a source may send alerts.');
    if (!Buffer.isBuffer(body))
      throw new InvalidInputError('no-message', 'Send the message itself as application/cap+xml.');
    return alerts.take(source, body);
  });
}

/** What lies within the person's areas, and what holds them: an alert for the whole province is for each hamlet of it. */
function touches(tree: AreaTree, person: Person, area: string): boolean {
  return tree.isWithin(area, person.areas) || person.areas.some((own) => tree.isWithin(own, [area]));
}

function concerning(tree: AreaTree, { areas }: Person): string[] {
  return [...new Set([...tree.idsWithin(areas), ...areas.flatMap((area) => tree.ancestors(area))])];
}

function readCursor(cursor: string | undefined): { at: number; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [, at, id] = /^(\d{1,15})~([0-9A-Z]{26})$/.exec(cursor) ?? [];
  if (id === undefined)
    throw new InvalidInputError('bad-cursor', 'The cursor is none of ours; ask for the first page again.');
  return { at: Number(at), id };
}
