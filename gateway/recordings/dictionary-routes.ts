import { z } from 'zod';
import { dictionary, dictionaryInput } from '../../protocol/api/library.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Dictionaries } from './dictionaries.ts';

const params = z.object({ area: areaId });

export function dictionaryRoutes(
  app: App,
  { dictionaries, scope }: { dictionaries: Dictionaries; scope: Scope },
): void {
  app.get(
    '/areas/:area/dictionary',
    { config: { access: { who: 'signed-in' } }, schema: { params, response: { 200: dictionary } } },
    async (request) => {
      requireScope(scope, personOf(request), request.params.area);
      return dictionaries.shown(request.params.area);
    },
  );

  app.put(
    '/areas/:area/dictionary',
    {
      config: { access: { who: 'roles', roles: ['operator', 'administrator'] } },
      schema: { params, body: dictionaryInput, response: { 200: dictionary } },
    },
    async (request) => {
      const { area } = request.params;
      requireScope(scope, personOf(request), area);
      await dictionaries.set(personOf(request), area, request.body.entries);
      return dictionaries.shown(area);
    },
  );
}
