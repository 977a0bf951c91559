import { z } from 'zod';
import { licence, licenceInput } from '../../protocol/api/inspections.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { isRealDay } from '../../protocol/vietnam-time.ts';
import { InvalidInputError } from '../errors.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Licences } from './licences.ts';

const HOLDERS = ['operator', 'technician', 'administrator'] as const;
const REAL = 'is not a day of the calendar';

export function licenceRoutes(app: App, { licences, scope }: { licences: Licences; scope: Scope }): void {
  app.get(
    '/licences',
    {
      config: { access: { who: 'signed-in' } },
      schema: {
        querystring: z.object({ area: areaId.optional() }),
        response: { 200: z.object({ items: z.array(licence) }) },
      },
    },
    async (request) => {
      const person = personOf(request);
      const area = request.query.area ?? person.areas[0];
      if (area === undefined)
        throw new InvalidInputError('no-area', 'This account has no area yet: name one, or ask an administrator.');
      requireScope(scope, person, area);
      return { items: licences.list(area) };
    },
  );

  app.put(
    '/licences/:commune',
    {
      config: { access: { who: 'roles', roles: HOLDERS } },
      schema: {
        params: z.object({ commune: areaId }),
        body: licenceInput
          .refine(({ from }) => isRealDay(from), { path: ['from'], message: REAL })
          .refine(({ to }) => isRealDay(to), { path: ['to'], message: REAL }),
        response: { 200: licence },
      },
    },
    async (request) => licences.put(personOf(request), request.params.commune, request.body),
  );
}
