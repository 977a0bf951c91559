import { bulletin, bulletinInput } from '../../protocol/api/broadcast.ts';
import { pageOf } from '../../protocol/api/common.ts';
import { bulletinFilter } from '../../protocol/api/library.ts';
import { bulletinClass } from '../../protocol/messages/fields.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import { NotFoundError } from '../errors.ts';
import { type App, personOf, type Scope } from '../http/app.ts';
import type { Bulletins } from './bulletins.ts';
import { EDITORS, itemParams, itemQuery, onePage } from './item-query.ts';
import type { Library } from './library.ts';
import { readCursor } from './newest-first.ts';
import { visibleAreas } from './visible.ts';

const bulletinQuery = itemQuery.extend({ ...bulletinFilter.shape, class: bulletinClass.optional() });

export interface BulletinRouteParts {
  readonly bulletins: Bulletins;
  readonly library: Library;
  readonly scope: Scope;
  readonly clock: Clock;
}

export function bulletinRoutes(api: App, { bulletins, library, scope, clock }: BulletinRouteParts): void {
  api.get(
    '/bulletins',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: bulletinQuery, response: { 200: pageOf(bulletin) } },
    },
    async (request) => {
      const person = personOf(request);
      const { area, cursor, limit, expired, ...filters } = request.query;
      const areas = visibleAreas(scope, person, await bulletins.store.areas(), area);
      const { items, total } = await bulletins.list({
        ...{ ...filters, areas, limit: limit + 1, after: readCursor(cursor) },
        ...(expired ? { expired: { is: expired === 'true', on: dayOf(clock.now()) } } : {}),
      });
      const { page, ...next } = onePage(items, limit);
      return { items: await library.withUses(person, await bulletins.asBulletins(page)), total, ...next };
    },
  );

  api.get(
    '/bulletins/:id',
    { config: { access: { who: 'signed-in' } }, schema: { params: itemParams, response: { 200: bulletin } } },
    async (request) => {
      const person = personOf(request);
      const found = await bulletins.get(request.params.id);
      if (visibleAreas(scope, person, [found.area]).length === 0)
        throw new NotFoundError('no-such-bulletin', 'There is no such bulletin.');
      const [shown] = await library.withUses(person, await bulletins.asBulletins([found]));
      return shown as NonNullable<typeof shown>; // one asked for, one given
    },
  );

  api.post(
    '/bulletins',
    { config: { access: EDITORS }, schema: { body: bulletinInput, response: { 201: bulletin } } },
    async (request, reply) => {
      const made = await bulletins.create(personOf(request), request.body);
      return reply.code(201).send(await bulletins.asBulletin(made));
    },
  );

  api.put(
    '/bulletins/:id',
    {
      config: { access: EDITORS },
      schema: { params: itemParams, body: bulletinInput, response: { 200: bulletin } },
    },
    async (request) =>
      bulletins.asBulletin(await bulletins.replace(personOf(request), request.params.id, request.body)),
  );
}
