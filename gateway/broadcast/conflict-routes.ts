import { z } from 'zod';
import { conflictsAnswer, conflictsInput, openOrder, orderInput } from '../../protocol/api/schedule.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import { CONFLICT_DAYS } from './conflicts.ts';
import { EDITORS } from './item-query.ts';
import type { Programmes } from './programmes.ts';

export function conflictRoutes(api: App, programmes: Programmes, scope: Scope): void {
  api.post(
    '/programmes/conflicts',
    { config: { access: EDITORS }, schema: { body: conflictsInput, response: { 200: conflictsAnswer } } },
    async (request) => {
      const { id, ...input } = request.body;
      return { days: CONFLICT_DAYS, conflicts: await programmes.wouldMeet(personOf(request), input, id) };
    },
  );

  api.get(
    '/programmes/orders',
    {
      config: { access: { who: 'signed-in' } },
      schema: {
        querystring: z.object({ area: areaId }),
        response: { 200: z.object({ items: z.array(openOrder) }) },
      },
    },
    async (request) => {
      const { area } = request.query;
      requireScope(scope, personOf(request), area);
      const open = await programmes.orders.open();
      const concerns = (commune: string) => scope.isWithin(commune, [area]) || scope.isWithin(area, [commune]);
      return { items: open.filter(({ commune }) => concerns(commune)) };
    },
  );

  api.post(
    '/programmes/orders',
    { config: { access: EDITORS }, schema: { body: orderInput, response: { 204: z.null() } } },
    async (request, reply) => {
      await programmes.order(personOf(request), request.body);
      return reply.code(204).send(null);
    },
  );
}
