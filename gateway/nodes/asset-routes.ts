import { z } from 'zod';
import { asset, assetDue, assetDueQuery, assetInput, placeDevice, serviced } from '../../protocol/api/cases.ts';
import { pageOf } from '../../protocol/api/common.ts';
import { nodeId } from '../../protocol/messages/fields.ts';
import { InvalidInputError } from '../errors.ts';
import { type App, personOf, requireScope } from '../http/app.ts';
import { pageFrom } from '../http/paging.ts';
import type { Assets } from './assets.ts';
import type { Nodes } from './nodes.ts';
import type { DeviceHistory } from './place-devices.ts';
import type { AreaLookup } from './roster.ts';

const engineers = { access: { who: 'roles', roles: ['technician', 'administrator'] } } as const;
/** Keepers' telephones and SIM numbers are for those who look after the loudspeakers. */
const readers = {
  access: { who: 'roles', roles: ['operator', 'approver', 'hamlet-head', 'technician', 'administrator'] },
} as const;
const params = z.object({ id: nodeId });

export interface AssetRouteParts {
  readonly assets: Assets;
  readonly devices: DeviceHistory;
  readonly nodes: Pick<Nodes, 'known'>;
  readonly areas: AreaLookup;
}

export function assetRoutes(app: App, { assets, devices, nodes, areas }: AssetRouteParts): void {
  app.get('/nodes/:id/asset', { config: readers, schema: { params, response: { 200: asset } } }, async (request) =>
    assets.get(personOf(request), request.params.id),
  );

  app.put(
    '/nodes/:id/asset',
    { config: engineers, schema: { params, body: assetInput, response: { 200: asset } } },
    async (request) => assets.put(personOf(request), request.params.id, request.body),
  );

  app.post(
    '/nodes/:id/asset/serviced',
    { config: engineers, schema: { params, body: serviced, response: { 200: asset } } },
    async (request) => assets.serviced(personOf(request), request.params.id, request.body),
  );

  app.get(
    '/assets/due',
    { config: readers, schema: { querystring: assetDueQuery, response: { 200: pageOf(assetDue) } } },
    async (request) => {
      const person = personOf(request);
      const area = request.query.area ?? person.areas[0];
      if (area === undefined)
        throw new InvalidInputError('no-area', 'This account has no area yet: name one, or ask an administrator.');
      requireScope(areas, person, area);
      const due = assets.due(area, request.query.before);
      return pageFrom(due, (one) => `${one.nextServiceOn} ${one.node}`, request.query);
    },
  );

  app.get(
    '/nodes/:id/devices',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params, response: { 200: z.object({ items: z.array(placeDevice) }) } },
    },
    async (request) => {
      const node = nodes.known(request.params.id);
      requireScope(areas, personOf(request), node.hamlet);
      return { items: await devices.of(node.id) };
    },
  );
}
