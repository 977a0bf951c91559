import { z } from 'zod';
import { deputy, deputyCandidates, deputyInput } from '../../protocol/api/library.ts';
import { type App, personOf } from '../http/app.ts';
import type { Deputies } from './deputies.ts';
import { APPROVING_ROLES, DEPUTY_ROLES } from './deputy-rules.ts';
import { itemParams } from './item-query.ts';

const reads = { access: { who: 'roles', roles: DEPUTY_ROLES } } as const;
const lends = { access: { who: 'roles', roles: APPROVING_ROLES, unlocked: true } } as const;
/** A deputy may give it back too. */
const ends = { access: { who: 'roles', roles: DEPUTY_ROLES, unlocked: true } } as const;

/** Who approves in whose place. */
export function deputyRoutes(api: App, deputies: Deputies): void {
  api.get(
    '/deputies',
    { config: reads, schema: { response: { 200: z.object({ items: z.array(deputy) }) } } },
    async (request) => ({ items: await deputies.list(personOf(request)) }),
  );
  api.get(
    '/deputies/candidates',
    {
      config: { access: { who: 'roles', roles: APPROVING_ROLES } },
      schema: { response: { 200: deputyCandidates } },
    },
    async (request) => ({ items: deputies.candidates(personOf(request)) }),
  );
  api.post(
    '/deputies',
    { config: lends, schema: { body: deputyInput, response: { 201: deputy } } },
    async (request, reply) => reply.code(201).send(await deputies.name(personOf(request), request.body)),
  );
  api.delete(
    '/deputies/:id',
    { config: ends, schema: { params: itemParams, response: { 200: deputy } } },
    async (request) => deputies.end(personOf(request), request.params.id),
  );
}
