import { z } from 'zod';
import { previewItem, programme, programmeInput } from '../../protocol/api/broadcast.ts';
import { day, pageOf } from '../../protocol/api/common.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { addDays, startOfDay } from '../../protocol/vietnam-time.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import { EDITORS, itemParams, itemQuery, onePage } from './item-query.ts';
import { readCursor } from './newest-first.ts';
import type { Previews } from './previews.ts';
import type { Programmes } from './programmes.ts';
import { visibleAreas } from './visible.ts';

/** Whole Vietnamese days, both included. */
const previewQuery = z.object({ area: areaId, from: day, to: day });
const LONGEST_PREVIEW_DAYS = 92;

export function programmeRoutes(api: App, programmes: Programmes, previews: Previews, scope: Scope): void {
  api.get(
    '/programmes',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: itemQuery, response: { 200: pageOf(programme) } },
    },
    async (request) => {
      const { area, state, search, cursor, limit } = request.query;
      const areas = visibleAreas(scope, personOf(request), await programmes.store.areas(), area);
      const query = { areas, state, search, limit: limit + 1, after: readCursor(cursor) };
      const { items, total } = await programmes.list(query);
      const { page, ...next } = onePage(items, limit);
      return { items: await programmes.asProgrammes(page), total, ...next };
    },
  );

  api.get(
    '/programmes/preview',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: previewQuery, response: { 200: z.object({ items: z.array(previewItem) }) } },
    },
    async (request) => {
      const { area, from, to } = request.query;
      requireScope(scope, personOf(request), area);
      const window = { from: startOfDay(from), to: startOfDay(addDays(to, 1)) };
      if (!(window.to > window.from) || window.to > startOfDay(addDays(from, LONGEST_PREVIEW_DAYS)))
        throw new InvalidInputError('bad-window', `Ask for 1 to ${LONGEST_PREVIEW_DAYS} days.`);
      return { items: await previews.preview(area, window) };
    },
  );

  api.get(
    '/programmes/:id',
    { config: { access: { who: 'signed-in' } }, schema: { params: itemParams, response: { 200: programme } } },
    async (request) => {
      const found = await programmes.get(request.params.id);
      if (visibleAreas(scope, personOf(request), [found.area]).length === 0)
        throw new NotFoundError('no-such-programme', 'There is no such programme.');
      return programmes.asProgramme(found);
    },
  );

  api.post(
    '/programmes',
    { config: { access: EDITORS }, schema: { body: programmeInput, response: { 201: programme } } },
    async (request, reply) => {
      const made = await programmes.create(personOf(request), request.body);
      return reply.code(201).send(await programmes.asProgramme(made));
    },
  );

  api.put(
    '/programmes/:id',
    {
      config: { access: EDITORS },
      schema: { params: itemParams, body: programmeInput, response: { 200: programme } },
    },
    async (request) => {
      return programmes.asProgramme(await programmes.replace(personOf(request), request.params.id, request.body));
    },
  );

  api.delete(
    '/programmes/:id',
    { config: { access: EDITORS }, schema: { params: itemParams, response: { 200: programme } } },
    async (request) => programmes.asProgramme(await programmes.cancel(personOf(request), request.params.id)),
  );
}
