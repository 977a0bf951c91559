import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { run, runInput, runState, runSummary, stopInput, stopResult } from '../../protocol/api/broadcast.ts';
import { pageOf, pageQuery } from '../../protocol/api/common.ts';
import { stopProgress } from '../../protocol/api/emergency.ts';
import type { Confirmation } from '../../protocol/api/people.ts';
import { cancelRunInput } from '../../protocol/api/schedule.ts';
import { areaId, ulid } from '../../protocol/messages/fields.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { type App, type Person, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Wish } from '../people/confirmations.ts';
import type { Broadcast } from './broadcast.ts';
import { EDITORS } from './item-query.ts';
import { cursorOf, readCursor } from './newest-first.ts';

/** What one person may not do alone; `people` implements it. */
export interface SecondPerson {
  ask(request: FastifyRequest, wish: Wish): Promise<Confirmation>;
  /** What the person asked for under this key and still waits for. */
  waitingFor(person: Person, key: string): Promise<Confirmation | undefined>;
  /** Name of the second person behind a run. */
  confirmerOf(run: string): Promise<string | undefined>;
}

/** Instants in ms UTC: `from` included, `to` not. */
const instantText = z.coerce.number().int().min(0).max(8_640_000_000_000_000);
const runsQuery = pageQuery.extend({
  from: instantText.optional(),
  to: instantText.optional(),
  area: areaId.optional(),
  state: runState.optional(),
});
const runParams = z.object({ id: z.string().regex(/^[0-9A-Z]{26}(@\d{1,16})?$/, 'is not the id of a run') });

export function runRoutes(api: App, broadcast: Broadcast, scope: Scope, secondPerson: SecondPerson): void {
  api.get(
    '/runs',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: runsQuery, response: { 200: pageOf(runSummary) } },
    },
    async (request) => {
      const person = personOf(request);
      const { from, to, state, cursor, limit } = request.query;
      const area = request.query.area ?? person.areas[0];
      if (area === undefined) throw new InvalidInputError('no-area', 'Say which area you mean.');
      requireScope(scope, person, area);
      const query = { ...broadcast.views.queryFor(area), from, to, state, limit: limit + 1, after: readCursor(cursor) };
      const { items, total } = await broadcast.views.list(query, (hamlet) => scope.isWithin(hamlet, [area]));
      const page = items.slice(0, limit);
      const last = items.length > limit ? page.at(-1) : undefined;
      return { items: page, total, ...(last ? { next: cursorOf({ at: last.dueAt, id: last.id }) } : {}) };
    },
  );

  api.get(
    '/runs/:id',
    { config: { access: { who: 'signed-in' } }, schema: { params: runParams, response: { 200: run } } },
    async (request) => {
      const person = personOf(request);
      const found = await broadcast.runs.get(request.params.id);
      const shown = found && (await broadcast.views.detail(found, (hamlet) => scope.isWithin(hamlet, person.areas)));
      const concerned = found && shown && (shown.nodes > 0 || scope.isWithin(found.area, person.areas));
      if (!concerned) throw new NotFoundError('no-such-run', 'There is no such run.');
      const confirmedByName = await secondPerson.confirmerOf(found.id);
      return { ...shown, ...(confirmedByName === undefined ? {} : { confirmedByName }) };
    },
  );

  api.post(
    '/runs',
    { config: { access: EDITORS }, schema: { body: runInput, response: { 201: run } } },
    async (request, reply) => {
      const person = personOf(request);
      const made = await broadcast.playNow(person, request.body);
      const shown = await broadcast.views.detail(made, (hamlet) => scope.isWithin(hamlet, person.areas));
      return reply.code(201).send(shown);
    },
  );

  api.post(
    '/runs/:id/cancel',
    {
      config: { access: EDITORS },
      schema: { params: runParams, body: cancelRunInput, response: { 200: z.object({ inTime: z.boolean() }) } },
    },
    async (request) => {
      const { id } = request.params;
      return { inTime: await broadcast.cancelRun(personOf(request), id, request.body.reason) };
    },
  );

  api.post(
    '/stop',
    { config: { access: EDITORS }, schema: { body: stopInput, response: { 200: stopResult } } },
    async (request) => broadcast.stopSound(personOf(request), request.body),
  );

  api.get(
    '/stops/:id',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params: z.object({ id: ulid }), response: { 200: stopProgress } },
    },
    async (request) => broadcast.stops.progress(personOf(request), request.params.id),
  );
}
