import type { FastifyInstance, FastifyRequest } from 'fastify';
import { listener, listenerInput, listenerList, listeningOfHamlet } from '../../../protocol/api/listening.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** Listening nodes and what they heard, as protocol/api/listening.ts says them. */
export function listeningRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const api = '/api/v1';
  const { listening, places } = world;
  const parameter = (request: FastifyRequest, name: string) =>
    decodeURIComponent((request.params as Record<string, string>)[name] ?? '');
  const setter = (request: FastifyRequest) => {
    const person = known(request);
    if (!['administrator', 'technician'].includes(person.role)) throw new Refusal(403, 'role');
  };

  app.get(`${api}/listeners`, async (request) => {
    known(request);
    return listenerList.parse({ items: listening.listeners });
  });
  app.put(`${api}/listeners/:node`, async (request) => {
    setter(request);
    const { hamlet } = listenerInput.parse(request.body);
    const node = places.nodes.find(({ id }) => id === parameter(request, 'node'));
    if (!node) throw new Refusal(404, 'no-node');
    if (node.horns > 0) throw new Refusal(409, 'has-horns');
    const place = world.founding.tree.get(hamlet);
    return listener.parse(listening.set(node, hamlet, place?.name ?? ''));
  });
  app.delete(`${api}/listeners/:node`, async (request, reply) => {
    setter(request);
    if (!listening.unset(parameter(request, 'node'))) throw new Refusal(404, 'no-listener');
    return reply.code(204).send();
  });
  app.get(`${api}/areas/:area/listening`, async (request) => {
    known(request);
    const { from = '0', to = '0' } = request.query as Record<string, string>;
    return listeningOfHamlet.parse(listening.of(parameter(request, 'area'), Number(from), Number(to)));
  });
}
