import { z } from 'zod';
import { node, nodeInput, nodePatch, presenceState } from '../../protocol/api/areas.ts';
import { pageOf, pageQuery } from '../../protocol/api/common.ts';
import { areaId, nodeId } from '../../protocol/messages/fields.ts';
import { NODE_SORTS, TECHNOLOGIES } from '../../protocol/nodes.ts';
import { type App, personOf, requireScope } from '../http/app.ts';
import { listNodes } from './node-list.ts';
import { type Live, nodeView } from './node-view.ts';
import type { Nodes } from './nodes.ts';
import type { AreaLookup, NodeRecord } from './roster.ts';

export interface NodeRouteParts {
  readonly nodes: Nodes;
  readonly areas: AreaLookup;
  readonly liveOf: (node: string) => Live;
}

const params = z.object({ id: nodeId });
const listQuery = pageQuery.extend({
  area: areaId.optional(),
  presence: presenceState.optional(),
  enrolled: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  technology: z.enum(TECHNOLOGIES).optional(),
  search: z.string().max(100).optional(),
  sort: z.enum(NODE_SORTS).default('code'),
});
const engineers = { who: 'roles', roles: ['administrator', 'technician'] } as const;

export function nodeRoutes(app: App, { nodes, areas, liveOf }: NodeRouteParts): void {
  const isEnrolled = (id: string) => nodes.credentials.of(id).length > 0;
  const view = (record: NodeRecord) => nodeView(record, areas, nodes.credentials.sinceOf(record.id), liveOf(record.id));

  app.get(
    '/nodes',
    { config: { access: { who: 'signed-in' } }, schema: { querystring: listQuery, response: { 200: pageOf(node) } } },
    async (request) => {
      const parts = { roster: nodes.roster, areas, isEnrolled, liveOf };
      const page = listNodes(parts, personOf(request).areas, request.query);
      return { ...page, items: page.items.map(view) };
    },
  );

  app.get(
    '/nodes/:id',
    { config: { access: { who: 'signed-in' } }, schema: { params, response: { 200: node } } },
    async (request) => {
      const found = nodes.known(request.params.id);
      requireScope(areas, personOf(request), found.hamlet);
      return view(found);
    },
  );

  app.post(
    '/nodes',
    { config: { access: engineers }, schema: { body: nodeInput, response: { 201: node } } },
    async (request, reply) => {
      requireScope(areas, personOf(request), request.body.hamlet);
      return reply.status(201).send(view(await nodes.create(personOf(request), request.body)));
    },
  );

  app.patch(
    '/nodes/:id',
    { config: { access: engineers }, schema: { params, body: nodePatch, response: { 200: node } } },
    async (request) => {
      requireScope(areas, personOf(request), nodes.known(request.params.id).hamlet);
      if (request.body.hamlet !== undefined) requireScope(areas, personOf(request), request.body.hamlet);
      return view(await nodes.patch(personOf(request), request.params.id, request.body));
    },
  );

  app.post(
    '/nodes/:id/revoke',
    { config: { access: engineers }, schema: { params, response: { 200: node } } },
    async (request) => {
      requireScope(areas, personOf(request), nodes.known(request.params.id).hamlet);
      return view(await nodes.revoke(personOf(request), request.params.id));
    },
  );

  app.delete(
    '/nodes/:id',
    { config: { access: engineers }, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      requireScope(areas, personOf(request), nodes.known(request.params.id).hamlet);
      await nodes.retire(personOf(request), request.params.id);
      return reply.status(204).send(undefined);
    },
  );
}
