import { z } from 'zod';
import {
  listener,
  listenerInput,
  listenerList,
  listeningOfHamlet,
  listeningQuery,
} from '../../protocol/api/listening.ts';
import { areaId, nodeId } from '../../protocol/messages/fields.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Listeners } from './listeners.ts';
import type { Listening } from './listening.ts';

const nodeParams = z.object({ node: nodeId });
const areaParams = z.object({ area: areaId });
const areaQuery = z.object({ area: areaId.optional() });
const SETTERS = { who: 'roles', roles: ['administrator', 'technician'] } as const;

export function listeningRoutes(
  app: App,
  { listeners, listening, scope }: { listeners: Listeners; listening: Listening; scope: Scope },
): void {
  app.get(
    '/listeners',
    { config: { access: { who: 'signed-in' } }, schema: { querystring: areaQuery, response: { 200: listenerList } } },
    async (request) => ({ items: await listeners.list(personOf(request), request.query.area) }),
  );

  app.put(
    '/listeners/:node',
    { config: { access: SETTERS }, schema: { params: nodeParams, body: listenerInput, response: { 200: listener } } },
    (request) => listeners.set(personOf(request), request.params.node, request.body.hamlet),
  );

  app.delete(
    '/listeners/:node',
    { config: { access: SETTERS }, schema: { params: nodeParams, response: { 204: z.undefined() } } },
    async (request, reply) => {
      await listeners.unset(personOf(request), request.params.node);
      return reply.status(204).send(undefined);
    },
  );

  app.get(
    '/areas/:area/listening',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params: areaParams, querystring: listeningQuery, response: { 200: listeningOfHamlet } },
    },
    (request) => {
      requireScope(scope, personOf(request), request.params.area);
      return listening.ofHamlet(request.params.area, request.query);
    },
  );
}
