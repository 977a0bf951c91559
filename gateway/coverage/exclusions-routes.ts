import { z } from 'zod';
import { day, pageOf, pageQuery } from '../../protocol/api/common.ts';
import { exclusion, exclusionInput, revokeInput } from '../../protocol/api/periods.ts';
import { areaId, ulid } from '../../protocol/messages/fields.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import { pageFrom } from '../http/paging.ts';
import type { Exclusions } from './exclusions.ts';

export interface ExclusionRouteParts {
  readonly exclusions: Exclusions;
  readonly scope: Scope;
}

const signedIn = { access: { who: 'signed-in' } } as const;
const administrators = { access: { who: 'roles', roles: ['administrator'] } } as const;

/** Exclusions: read by whom they touch, decided by administrators of the whole province. */
export function exclusionRoutes(app: App, { exclusions, scope }: ExclusionRouteParts): void {
  app.get(
    '/exclusions',
    {
      config: signedIn,
      schema: {
        querystring: pageQuery.extend({ area: areaId.optional(), from: day.optional(), to: day.optional() }),
        response: { 200: pageOf(exclusion) },
      },
    },
    async (request) => {
      const person = personOf(request);
      const { area, from = '0000-01-01', to = '9999-12-31' } = request.query;
      if (area !== undefined) requireScope(scope, person, area);
      const found = await exclusions.list(area === undefined ? person.areas : [area], from, to);
      return pageFrom(found, ({ id }) => id, request.query, 'down');
    },
  );

  app.post(
    '/exclusions',
    { config: administrators, schema: { body: exclusionInput, response: { 201: exclusion } } },
    async (request, reply) => reply.status(201).send(await exclusions.decide(personOf(request), request.body)),
  );

  app.post(
    '/exclusions/:id/revoke',
    {
      config: administrators,
      schema: { params: z.object({ id: ulid }), body: revokeInput, response: { 200: exclusion } },
    },
    async (request) => exclusions.revoke(personOf(request), request.params.id, request.body.reason),
  );
}
