import { Readable } from 'node:stream';
import { z } from 'zod';
import { type MapBox, mapBox, nodeCounts, nodeFilter, nodeMap, nodeMapQuery } from '../../protocol/api/fleet.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { fleetMeaning } from '../../protocol/nodes.ts';
import { InvalidInputError } from '../errors.ts';
import { type App, personOf } from '../http/app.ts';
import { countsOf } from './node-counts.ts';
import type { NodeList } from './node-list.ts';
import { mapOf, type Placed } from './node-map.ts';
import { nodeTable } from './node-table.ts';
import type { Live } from './node-view.ts';
import type { AreaLookup } from './roster.ts';
import type { NodeStands } from './standing.ts';

export interface FleetRouteParts {
  readonly list: NodeList;
  readonly areas: AreaLookup;
  readonly liveOf: (node: string) => Live;
}

/** The fleet at a glance: counts, a table for an office program, and a map. All show the caller's own areas. */
export function fleetRoutes(app: App, { list, areas, liveOf }: FleetRouteParts): void {
  app.get(
    '/nodes/counts',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: z.object({ area: areaId.optional() }), response: { 200: nodeCounts } },
    },
    async (request) => countsOf(list.all(personOf(request).areas, { area: request.query.area, sort: 'code' })),
  );

  app.get(
    '/nodes.csv',
    { config: { access: { who: 'signed-in' } }, schema: { querystring: nodeFilter } },
    async (request, reply) => {
      const nodes = list.all(personOf(request).areas, request.query);
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="cum-loa.csv"')
        .send(Readable.from(nodeTable(nodes, { areas, liveOf })));
    },
  );

  app.get(
    '/nodes/map',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: nodeMapQuery, response: { 200: nodeMap } },
    },
    async (request) => {
      const { area, zoom, box } = request.query;
      const nodes = list.all(personOf(request).areas, { area, sort: 'code' });
      const placed = nodes.flatMap((one) => placedOf(one, areas));
      const asked = { zoom, box: box === undefined ? undefined : boxFrom(box) };
      const map = mapOf(placed, { nameOf: (id) => areas.get(id)?.name ?? '' }, asked);
      return { ...map, unplaced: nodes.length - placed.length };
    },
  );
}

function placedOf(one: NodeStands, areas: AreaLookup): Placed[] {
  const { id, code, latitude, longitude, hamlet } = one.node;
  if (latitude === undefined || longitude === undefined) return [];
  const meaning = fleetMeaning(one);
  return [{ id, code, latitude, longitude, meaning, hamlet, commune: areas.communeOf(hamlet) ?? hamlet }];
}

function boxFrom(text: string): MapBox {
  const [south, west, north, east] = text.split(',').map(Number);
  const box = mapBox.safeParse({ south, west, north, east });
  if (!box.success || box.data.south > box.data.north || box.data.west > box.data.east)
    throw new InvalidInputError('bad-box', 'The box is `south,west,north,east` in degrees, south below north.');
  return box.data;
}
