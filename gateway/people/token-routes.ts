import { z } from 'zod';
import { apiToken, apiTokenInput, madeApiToken } from '../../protocol/api/people.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import { type App, personOf } from '../http/app.ts';
import type { ApiTokens } from './api-tokens.ts';

const reads = { access: { who: 'signed-in', ownSession: true } } as const;
const changes = { access: { who: 'signed-in', ownSession: true, unlocked: true } } as const;
const opens = { access: { who: 'signed-in', ownSession: true, unlocked: 'lately' } } as const;

/** My API tokens. */
export function tokenRoutes(app: App, tokens: ApiTokens): void {
  app.get(
    '/me/tokens',
    { config: reads, schema: { response: { 200: z.object({ items: z.array(apiToken) }) } } },
    async (request) => ({ items: await tokens.list(personOf(request).id) }),
  );

  app.post(
    '/me/tokens',
    { config: opens, schema: { body: apiTokenInput, response: { 201: madeApiToken } } },
    async (request, reply) => reply.status(201).send(await tokens.make(personOf(request), request.body)),
  );

  app.delete(
    '/me/tokens/:id',
    { config: changes, schema: { params: z.object({ id: ulid }), response: { 204: z.undefined() } } },
    async (request, reply) => {
      await tokens.remove(personOf(request), request.params.id);
      return reply.status(204).send(undefined);
    },
  );
}
