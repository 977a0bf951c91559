import { repairQuery, repairs } from '../../protocol/api/cases.ts';
import { CASE_READERS } from '../faults/cases/case-routes.ts';
import { type App, personOf } from '../http/app.ts';
import type { Repairs } from './repairs.ts';

export function repairRoutes(app: App, parts: { readonly repairs: Repairs }): void {
  app.get(
    '/repairs',
    {
      config: { access: { who: 'roles', roles: CASE_READERS } },
      schema: { querystring: repairQuery, response: { 200: repairs } },
    },
    async (request) => parts.repairs.list(personOf(request), request.query),
  );
}
