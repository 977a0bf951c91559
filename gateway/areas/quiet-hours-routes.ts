import { z } from 'zod';
import { areaId, quietWindow } from '../../protocol/messages/fields.ts';
import { type App, personOf, requireScope } from '../http/app.ts';
import type { AreaTree } from './area-tree.ts';
import type { QuietHours } from './quiet-hours.ts';

const params = z.object({ area: areaId });
const answer = z.object({ windows: z.array(quietWindow) });
const input = z.object({ windows: z.array(quietWindow).max(16), reason: z.string().trim().min(3).max(200) });

export function quietHoursRoutes(app: App, { quietHours, tree }: { quietHours: QuietHours; tree: AreaTree }): void {
  app.get(
    '/areas/:area/quiet-hours',
    { config: { access: { who: 'signed-in' } }, schema: { params, response: { 200: answer } } },
    async (request) => {
      requireScope(tree, personOf(request), request.params.area);
      return { windows: [...quietHours.windowsOf(request.params.area)] };
    },
  );

  app.put(
    '/areas/:area/quiet-hours',
    {
      config: { access: { who: 'roles', roles: ['administrator', 'approver'], unlocked: true } },
      schema: { params, body: input, response: { 200: answer } },
    },
    async (request) => {
      const { area } = request.params;
      requireScope(tree, personOf(request), area);
      await quietHours.set(personOf(request), area, request.body.windows, request.body.reason);
      return { windows: request.body.windows };
    },
  );
}
