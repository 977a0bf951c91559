import { z } from 'zod';
import { node, nodeInput, nodePatch } from '../../protocol/api/areas.ts';
import { pageOf } from '../../protocol/api/common.ts';
import { nodeListQuery } from '../../protocol/api/fleet.ts';
import { nodeId } from '../../protocol/messages/fields.ts';
import type { Clock } from '../clock.ts';
import { type App, personOf, requireScope } from '../http/app.ts';
import { fleetRoutes } from './fleet-routes.ts';
import { NodeList } from './node-list.ts';
import { type Live, nodeView } from './node-view.ts';
import type { Nodes } from './nodes.ts';
import type { AreaLookup, NodeRecord } from './roster.ts';
import type { Standing } from './standing.ts';

export interface NodeRouteParts {
  readonly nodes: Nodes;
  readonly areas: AreaLookup;
  readonly clock: Clock;
  readonly liveOf: (node: string) => Live;
  /** How every node stands at one instant, for what lists sort and narrow by. */
  readonly standingsAt: (now: number) => (node: string) => Standing;
  /** Numbers of its SIM and asset, folded for search. */
  readonly alsoKnownAs: (node: string) => string;
}

const params = z.object({ id: nodeId });
const engineers = { who: 'roles', roles: ['administrator', 'technician'] } as const;

/** Gives the list behind them, for what is done with many of its nodes. */
export function nodeRoutes(app: App, parts: NodeRouteParts): NodeList {
  const { nodes, areas, liveOf } = parts;
  const view = (record: NodeRecord) => nodeView(record, areas, nodes.credentials.sinceOf(record.id), liveOf(record.id));
  const list = new NodeList({
    ...parts,
    roster: nodes.roster,
    isEnrolled: (id) => nodes.credentials.sinceOf(id) !== undefined,
  });

  app.get(
    '/nodes',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: nodeListQuery, response: { 200: pageOf(node) } },
    },
    async (request) => {
      const page = list.page(personOf(request).areas, request.query);
      return { ...page, items: page.items.map(view) };
    },
  );
  fleetRoutes(app, { list, areas, liveOf });

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
  return list;
}
