import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Node, node } from '../../../protocol/api/areas.ts';
import { asset, assetInput, placeDevice, repairCase } from '../../../protocol/api/cases.ts';
import { pageOf } from '../../../protocol/api/common.ts';
import { dataUse, nodeCounts, nodeMap, telemetry, telemetryQuery } from '../../../protocol/api/fleet.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

type Query = Readonly<Record<string, string | undefined>>;

/** The fleet and what is known of one node. What another file serves already is left to it. */
export function fleetRoutes(
  app: FastifyInstance,
  world: World,
  known: (request: FastifyRequest) => Person,
  scope: (request: FastifyRequest, person: Person) => string,
): void {
  const api = '/api/v1';
  const query = (request: FastifyRequest) => request.query as Query;
  const nodeOf = (request: FastifyRequest): Node => {
    known(request);
    const { id } = request.params as { id: string };
    const found = world.places.nodes.find((one) => one.id === id);
    if (!found) throw new Refusal(404, 'not-found');
    return found;
  };
  const get = (path: string, answer: (request: FastifyRequest) => unknown) => {
    if (!app.hasRoute({ method: 'GET', url: path })) app.get(path, async (request) => answer(request));
  };

  get(`${api}/nodes`, (request) => {
    const person = known(request);
    if (person.areas.length === 0) return pageOf(node).parse({ items: [], total: 0 });
    return pageOf(node).parse(world.fleet.page(scope(request, person), query(request)));
  });
  get(`${api}/nodes/counts`, (request) => nodeCounts.parse(world.fleet.counts(scope(request, known(request)))));
  get(`${api}/nodes/map`, (request) => nodeMap.parse(world.fleet.map(scope(request, known(request)), query(request))));
  get(`${api}/nodes/:id/telemetry`, (request) => {
    const { from, to, fields = [], points } = telemetryQuery.parse(request.query);
    return telemetry.parse(world.fleet.telemetry(nodeOf(request), from, to, fields, points));
  });
  get(`${api}/nodes/:id/data-use`, (request) => dataUse.parse(world.fleet.dataUse(nodeOf(request))));
  get(`${api}/nodes/:id/devices`, (request) =>
    z.object({ items: z.array(placeDevice) }).parse({ items: world.fleet.devices(nodeOf(request)) }),
  );
  get(`${api}/nodes/:id/asset`, (request) => asset.parse(world.fleet.assetOf(nodeOf(request))));
  if (!app.hasRoute({ method: 'PUT', url: `${api}/nodes/:id/asset` }))
    app.put(`${api}/nodes/:id/asset`, async (request) => {
      const one = nodeOf(request);
      const { version, ...input } = assetInput.parse(request.body);
      if (version !== world.fleet.assetOf(one).version) throw new Refusal(409, 'version');
      return asset.parse(world.fleet.keepAsset({ ...input, node: one.id, version: version + 1 }));
    });
  get(`${api}/cases`, (request) => {
    known(request);
    const one = world.places.nodes.find(({ id }) => id === query(request).node);
    const items = one ? world.fleet.casesOf(one) : [];
    return pageOf(repairCase).parse({ items, total: items.length });
  });
}
