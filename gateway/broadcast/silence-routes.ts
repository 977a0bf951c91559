import { z } from 'zod';
import { silence, silenceInput } from '../../protocol/api/schedule.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { InvalidInputError } from '../errors.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import { itemParams } from './item-query.ts';
import type { Silences } from './silences.ts';

/** Whoever answers for what sounds in the area. */
const KEEPERS = { who: 'roles', roles: ['operator', 'approver', 'administrator'] } as const;
const instant = z.coerce.number().int().min(0).max(8_640_000_000_000_000);

export function silenceRoutes(api: App, silences: Silences, scope: Scope): void {
  api.get(
    '/silences',
    {
      config: { access: { who: 'signed-in' } },
      schema: {
        // `from`: those that end after it; all of them when absent.
        querystring: z.object({ area: areaId.optional(), from: instant.default(0) }),
        response: { 200: z.object({ items: z.array(silence) }) },
      },
    },
    async (request) => {
      const person = personOf(request);
      const area = request.query.area ?? person.areas[0];
      if (area === undefined) throw new InvalidInputError('no-area', 'Say which area you mean.');
      requireScope(scope, person, area);
      return { items: silences.list(area, request.query.from).map((one) => silences.shown(one)) };
    },
  );

  api.post(
    '/silences',
    { config: { access: KEEPERS }, schema: { body: silenceInput, response: { 201: silence } } },
    async (request, reply) => {
      const made = await silences.create(personOf(request), request.body);
      return reply.code(201).send(silences.shown(made));
    },
  );

  api.delete(
    '/silences/:id',
    { config: { access: KEEPERS }, schema: { params: itemParams } },
    async (request, reply) => {
      await silences.lift(personOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
