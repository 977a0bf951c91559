import { z } from 'zod';
import { station, stationInput } from '../../protocol/api/areas.ts';
import { pageOf, pageQuery } from '../../protocol/api/common.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { type App, personOf, requireScope } from '../http/app.ts';
import { pageFrom } from '../http/paging.ts';
import { maySee } from './area-routes.ts';
import type { AreaTree } from './area-tree.ts';
import type { Stations } from './stations.ts';

export function stationRoutes(app: App, { tree, stations }: { tree: AreaTree; stations: Stations }): void {
  app.get(
    '/stations',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: pageQuery, response: { 200: pageOf(station) } },
    },
    async (request) => {
      const seen = stations.all().filter(({ area }) => maySee(tree, personOf(request), area));
      return pageFrom(seen, ({ area }) => `${tree.sortKeyOf(area)}\u0001${area}`, request.query);
    },
  );

  app.put(
    '/stations/:area',
    {
      config: { access: { who: 'roles', roles: ['administrator', 'operator'] } },
      schema: { params: z.object({ area: areaId }), body: stationInput, response: { 200: station } },
    },
    async (request) => {
      requireScope(tree, personOf(request), request.params.area);
      const changed = { ...request.body, area: request.params.area };
      await stations.save(personOf(request), [changed], 'station.change');
      return changed;
    },
  );
}
