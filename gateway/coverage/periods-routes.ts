import { z } from 'zod';
import { addendum, period, periodInput } from '../../protocol/api/periods.ts';
import { areaId, ulid } from '../../protocol/messages/fields.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Periods } from './periods.ts';

const signedIn = { access: { who: 'signed-in' } } as const;
const administrators = { access: { who: 'roles', roles: ['administrator'] } } as const;
const params = z.object({ id: ulid });

/** Periods: everybody reads them and the addenda of the own areas; administrators of the whole province make and close them. */
export function periodRoutes(app: App, { periods, scope }: { readonly periods: Periods; readonly scope: Scope }): void {
  app.get(
    '/periods',
    { config: signedIn, schema: { response: { 200: z.object({ items: z.array(period) }) } } },
    async () => ({ items: await periods.list() }),
  );

  app.post(
    '/periods',
    { config: administrators, schema: { body: periodInput, response: { 201: period } } },
    async (request, reply) => reply.status(201).send(await periods.create(personOf(request), request.body)),
  );

  app.post(
    '/periods/:id/close',
    { config: administrators, schema: { params, response: { 200: period } } },
    async (request) => periods.close(personOf(request), request.params.id),
  );

  app.get(
    '/periods/:id/addenda',
    {
      config: signedIn,
      schema: {
        params,
        querystring: z.object({ area: areaId.optional() }),
        response: { 200: z.object({ items: z.array(addendum) }) },
      },
    },
    async (request) => {
      const person = personOf(request);
      const { area } = request.query;
      if (area !== undefined) requireScope(scope, person, area);
      const areas = area === undefined ? person.areas : [area];
      return { items: await periods.addenda(request.params.id, (hamlet) => scope.isWithin(hamlet, areas)) };
    },
  );
}
