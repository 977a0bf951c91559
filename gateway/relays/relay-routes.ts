import { z } from 'zod';
import { relayEvent, relayStation, relayStationInput, relayStationPatch } from '../../protocol/api/relays.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import { NotFoundError } from '../errors.ts';
import { type App, personOf } from '../http/app.ts';
import type { Relays } from './relays.ts';

const params = z.object({ id: ulid });
/** Of the owner area. */
const EDITORS = { who: 'roles', roles: ['operator', 'administrator'] } as const;
const CHECKERS = { who: 'roles', roles: ['operator', 'approver', 'technician', 'administrator'] } as const;

/** Registered below /api/v1. */
export function relayRoutes(app: App, relays: Relays): void {
  const { stations } = relays;

  app.get(
    '/relays',
    {
      config: { access: { who: 'signed-in' } },
      schema: { response: { 200: z.object({ items: z.array(relayStation) }) } },
    },
    async (request) => ({ items: await relays.list(personOf(request)) }),
  );

  app.post(
    '/relays',
    { config: { access: EDITORS }, schema: { body: relayStationInput, response: { 201: relayStation } } },
    async (request, reply) => {
      const station = await stations.create(personOf(request), request.body);
      const [shown] = await relays.shown([station]);
      return reply.code(201).send(shown as z.infer<typeof relayStation>); // one for one
    },
  );

  app.patch(
    '/relays/:id',
    { config: { access: EDITORS }, schema: { params, body: relayStationPatch, response: { 200: relayStation } } },
    async (request) => {
      const station = await relays.change(personOf(request), request.params.id, request.body);
      const [shown] = await relays.shown([station]);
      return shown as z.infer<typeof relayStation>; // one for one
    },
  );

  app.delete(
    '/relays/:id',
    { config: { access: EDITORS }, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      await relays.delete(personOf(request), request.params.id);
      return reply.status(204).send(undefined);
    },
  );

  app.post(
    '/relays/:id/check',
    { config: { access: CHECKERS }, schema: { params, response: { 200: relayStation } } },
    (request) => relays.check(personOf(request), request.params.id),
  );

  app.get(
    '/relays/:id/events',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params, response: { 200: z.object({ items: z.array(relayEvent) }) } },
    },
    async (request) => ({ items: await relays.events(personOf(request), request.params.id) }),
  );

  // Any node that is let in may have it: what a public station says is no secret, and a plan may name it anywhere.
  app.get(
    '/relays/:id/stream.mp3',
    { config: { access: { who: 'device-or-signed-in' } }, schema: { params, hide: true } },
    async (request, reply) => {
      const { id } = request.params;
      const station = request.person ? stations.seen(request.person, id) : relays.get(id);
      if (!station) throw new NotFoundError('no-such-relay', 'There is no such station.');
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const sound = await relays.listen(station, gone.signal);
      gone.signal.addEventListener('abort', () => sound.destroy());
      // Answered before there is sound, where it is only just being opened: a node knows then that sound will come.
      sound.once('resume', () => reply.raw.flushHeaders());
      return reply.header('cache-control', 'no-store').type('audio/mpeg').send(sound);
    },
  );
}
