import { z } from 'zod';
import { broadcastSettings, broadcastSettingsInput } from '../../protocol/api/broadcast-settings.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { type App, personOf, requireScope } from '../http/app.ts';
import type { AreaTree } from './area-tree.ts';
import type { BroadcastSettings } from './broadcast-settings.ts';

const params = z.object({ area: areaId });

export function broadcastSettingsRoutes(
  app: App,
  { broadcastSettings: settings, tree }: { broadcastSettings: BroadcastSettings; tree: AreaTree },
): void {
  app.get(
    '/areas/:area/broadcast-settings',
    { config: { access: { who: 'signed-in' } }, schema: { params, response: { 200: broadcastSettings } } },
    async (request) => {
      requireScope(tree, personOf(request), request.params.area);
      return settings.shownAt(request.params.area);
    },
  );

  app.put(
    '/areas/:area/broadcast-settings',
    {
      config: { access: { who: 'roles', roles: ['administrator', 'operator'] } },
      schema: { params, body: broadcastSettingsInput, response: { 200: broadcastSettings } },
    },
    async (request) => {
      const { area } = request.params;
      requireScope(tree, personOf(request), area);
      await settings.set(personOf(request), area, request.body);
      return settings.shownAt(area);
    },
  );
}
