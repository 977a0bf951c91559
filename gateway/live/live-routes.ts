import { z } from 'zod';
import { target } from '../../protocol/api/broadcast.ts';
import { liveInput, liveOutlook, liveSession } from '../../protocol/api/live.ts';
import { confirmation } from '../../protocol/api/people.ts';
import { bulletinClass, ulid } from '../../protocol/messages/fields.ts';
import { MAY_CONFIRM } from '../../protocol/roles.ts';
import { EDITORS } from '../broadcast/item-query.ts';
import type { SecondPerson } from '../broadcast/run-routes.ts';
import { ForbiddenError, InvalidInputError } from '../errors.ts';
import { type App, personOf, requireUnlocked, sessionOf } from '../http/app.ts';
import type { Live } from './live.ts';

const params = z.object({ id: ulid });
const reads = { access: { who: 'signed-in' } } as const;
/** A browser brings the microphone: an API token has none. */
const speaks = { access: { ...EDITORS, ownSession: true } } as const;
const ends = { access: EDITORS } as const;

/** What waits for a second person: told from other emergencies by its kind. */
export const liveOrder = liveInput.extend({ kind: z.literal('live'), session: z.string() });

/** `?targets=` is JSON: a list of objects does not fit a query otherwise. */
const outlookQuery = z.object({
  targets: z.string().max(40_000),
  class: bulletinClass.default('normal'),
});
const targetList = z.array(target).min(1).max(500);

/** Speaking live: sessions, microphone, streams. */
export function liveRoutes(api: App, live: Live, secondPerson: SecondPerson): void {
  api.post(
    '/live',
    { config: speaks, schema: { body: liveInput, response: { 201: liveSession, 202: confirmation } } },
    async (request, reply) => {
      const person = personOf(request);
      const browser = sessionOf(request).id;
      const input = request.body;
      if (input.class === 'emergency') {
        if (!MAY_CONFIRM.includes(person.role))
          throw new ForbiddenError('role', `Only these roles may speak as an emergency: ${MAY_CONFIRM.join(', ')}.`);
        requireUnlocked(request);
        const waiting = await secondPerson.waitingFor(person, input.key);
        if (waiting) return reply.code(202).send(waiting);
        const wish = (await live.known(person, input.key)) ? undefined : live.beyondOnePerson(person, input);
        const order = { ...input, kind: 'live' as const, session: browser };
        if (wish) return reply.code(202).send(await secondPerson.ask(request, { action: 'emergency', ...wish, order }));
      }
      return reply.code(201).send(live.shown(person, await live.open(person, browser, input)));
    },
  );

  api.get(
    '/live',
    { config: reads, schema: { response: { 200: z.object({ items: z.array(liveSession) }) } } },
    async (request) => ({
      items: live.list(personOf(request)),
    }),
  );

  api.get(
    '/live/outlook',
    { config: reads, schema: { querystring: outlookQuery, response: { 200: liveOutlook } } },
    async (request) => {
      const { targets, class: urgency } = request.query;
      return live.outlook(personOf(request), { targets: targetsOf(targets), class: urgency });
    },
  );

  api.get('/live/:id', { config: reads, schema: { params, response: { 200: liveSession } } }, async (request) => {
    const person = personOf(request);
    return live.shown(person, await live.get(person, request.params.id));
  });

  api.post('/live/:id/end', { config: ends, schema: { params, response: { 200: liveSession } } }, async (request) => {
    const person = personOf(request);
    return live.shown(person, await live.end(person, request.params.id));
  });

  api.get(
    '/live/:id/microphone',
    {
      ...{ websocket: true, config: speaks, schema: { params, hide: true } },
      preHandler: async (request) => {
        live.requireSpeaker(personOf(request), sessionOf(request).id, (request.params as { id: string }).id);
      },
    },
    (socket, request) => live.connect(socket, (request.params as { id: string }).id),
  );

  api.get(
    '/live/:id/stream.mp3',
    { config: { access: { who: 'device-or-signed-in' } }, schema: { params, hide: true } },
    async (request, reply) => {
      const session = live.streamOf(request.params.id);
      const { device } = request;
      const hearer = device === undefined ? live.hearer(personOf(request), session, request.session?.id) : undefined;
      if (device !== undefined && !session.nodes.has(device))
        throw new ForbiddenError('not-addressed', 'This is not spoken to this loudspeaker.');
      session.listened();
      return session.stream.serve(request, reply, { who: device, hearer, variant: session.chimeFor(device) });
    },
  );

  api.get(
    '/live/:id/listen.mp3',
    {
      config: { access: { who: 'anyone' } },
      schema: { params, querystring: z.object({ key: z.string().max(64).default('') }), hide: true },
    },
    async (request, reply) => {
      const session = live.streamOf(request.params.id);
      const hearer = live.keyHearer(request.query.key, session);
      session.listened();
      return session.stream.serve(request, reply, { hearer, variant: session.chimeFor() });
    },
  );
}

function targetsOf(text: string) {
  try {
    return targetList.parse(JSON.parse(text));
  } catch (cause) {
    throw new InvalidInputError('bad-targets', 'Give `targets` as a JSON list of areas and nodes.', {}, cause);
  }
}
