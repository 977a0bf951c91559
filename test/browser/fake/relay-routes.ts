import type { FastifyInstance, FastifyRequest } from 'fastify';
import { relayEvent, relayStation, relayStationInput, relayStationPatch } from '../../../protocol/api/relays.ts';
import type { Role } from '../../../protocol/roles.ts';
import { sendHum } from './audio-file.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

const KEEPERS: readonly Role[] = ['operator', 'administrator'];

/** Stations that may be passed on, as protocol/api/relays.ts says it. */
export function relayRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const api = '/api/v1';
  const { relays } = world;
  const id = (request: FastifyRequest) => decodeURIComponent((request.params as { id: string }).id);
  const keeper = (request: FastifyRequest): Person => {
    const person = known(request);
    if (!KEEPERS.includes(person.role)) throw new Refusal(403, 'role');
    return person;
  };

  app.get(`${api}/relays`, async (request) => {
    known(request);
    return { items: relays.stations.map((one) => relayStation.parse(one)) };
  });
  app.post(`${api}/relays`, async (request, reply) => {
    const [area = ''] = keeper(request).areas;
    return reply.code(201).send(relayStation.parse(relays.add(relayStationInput.parse(request.body), area)));
  });
  app.patch(`${api}/relays/:id`, async (request) => {
    keeper(request);
    return relayStation.parse(Object.assign(relays.get(id(request)), relayStationPatch.parse(request.body)));
  });
  app.delete(`${api}/relays/:id`, async (request, reply) => {
    keeper(request);
    relays.remove(id(request));
    return reply.code(204).send();
  });
  app.post(`${api}/relays/:id/check`, async (request) => {
    keeper(request);
    return relayStation.parse(relays.check(id(request)));
  });
  app.get(`${api}/relays/:id/events`, async (request) => {
    known(request);
    return { items: relays.events(id(request)).map((one) => relayEvent.parse(one)) };
  });
  app.get(`${api}/relays/:id/stream.mp3`, async (request, reply) => {
    known(request);
    if (relays.get(id(request)).state === 'lost') throw new Refusal(503, 'relay-lost');
    return sendHum(request, reply, 60_000);
  });
}
