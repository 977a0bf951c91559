import { z } from 'zod';
import { allowedHours, allowedHoursInput } from '../../protocol/api/broadcast-settings.ts';
import { areaId, quietWindow } from '../../protocol/messages/fields.ts';
import { type App, personOf, requireScope } from '../http/app.ts';
import type { AreaTree } from './area-tree.ts';
import type { QuietHours } from './quiet-hours.ts';

const params = z.object({ area: areaId });
const answer = z.object({ windows: z.array(quietWindow) });
const input = z.object({ windows: z.array(quietWindow).max(16), reason: z.string().trim().min(3).max(200) });
const CHANGERS = { who: 'roles', roles: ['administrator', 'approver'], unlocked: true } as const;

export function quietHoursRoutes(app: App, { quietHours, tree }: { quietHours: QuietHours; tree: AreaTree }): void {
  app.get(
    '/areas/:area/quiet-hours',
    { config: { access: { who: 'signed-in' } }, schema: { params, response: { 200: answer } } },
    async (request) => {
      requireScope(tree, personOf(request), request.params.area);
      return { windows: [...quietHours.quietOf(request.params.area)] };
    },
  );

  app.put(
    '/areas/:area/quiet-hours',
    { config: { access: CHANGERS }, schema: { params, body: input, response: { 200: answer } } },
    async (request) => {
      const { area } = request.params;
      requireScope(tree, personOf(request), area);
      await quietHours.set(personOf(request), area, request.body.windows, request.body.reason);
      return { windows: request.body.windows };
    },
  );

  app.get(
    '/areas/:area/allowed-hours',
    { config: { access: { who: 'signed-in' } }, schema: { params, response: { 200: allowedHours } } },
    async (request) => {
      requireScope(tree, personOf(request), request.params.area);
      return { windows: [...quietHours.allowedOf(request.params.area)] };
    },
  );

  app.put(
    '/areas/:area/allowed-hours',
    { config: { access: CHANGERS }, schema: { params, body: allowedHoursInput, response: { 200: allowedHours } } },
    async (request) => {
      const { area } = request.params;
      requireScope(tree, personOf(request), area);
      await quietHours.setAllowed(personOf(request), area, request.body.windows, request.body.reason);
      return { windows: request.body.windows };
    },
  );
}
