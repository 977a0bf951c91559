import { z } from 'zod';
import { programme } from '../../protocol/api/broadcast.ts';
import { occurrenceChange, programmeVersion } from '../../protocol/api/schedule.ts';
import { NotFoundError } from '../errors.ts';
import { type App, personOf, type Scope } from '../http/app.ts';
import { EDITORS, itemParams } from './item-query.ts';
import type { Programmes } from './programmes.ts';
import { visibleAreas } from './visible.ts';

/** `made`: the programme that begins where this one now ends, after a change of its runs from one on. */
const changed = programme.extend({ made: programme.optional() });

export function programmeChangeRoutes(api: App, programmes: Programmes, scope: Scope): void {
  api.post(
    '/programmes/:id/occurrences',
    {
      config: { access: EDITORS },
      schema: { params: itemParams, body: occurrenceChange, response: { 200: changed } },
    },
    async (request) => {
      const done = await programmes.changes.occurrence(personOf(request), request.params.id, request.body);
      const [after, made] = await programmes.asProgrammes([done.programme, ...(done.made ? [done.made] : [])]);
      return { ...(after as NonNullable<typeof after>), ...(made ? { made } : {}) };
    },
  );

  api.post(
    '/programmes/:id/undo',
    { config: { access: EDITORS }, schema: { params: itemParams, response: { 200: programme } } },
    async (request) => {
      const restored = await programmes.changes.undo(personOf(request), request.params.id);
      return programmes.asProgramme(restored);
    },
  );

  api.get(
    '/programmes/:id/history',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params: itemParams, response: { 200: z.object({ items: z.array(programmeVersion) }) } },
    },
    async (request) => {
      const found = await programmes.get(request.params.id);
      if (visibleAreas(scope, personOf(request), [found.area]).length === 0)
        throw new NotFoundError('no-such-programme', 'There is no such programme.');
      return { items: await programmes.history(found.id) };
    },
  );
}
