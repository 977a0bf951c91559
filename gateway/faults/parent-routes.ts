import { z } from 'zod';
import { parent, parentInput, parentPatch } from '../../protocol/api/faults.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import { type App, personOf } from '../http/app.ts';
import type { Parents } from './parents.ts';

const NAMERS = ['technician', 'administrator'] as const;
const id = z.object({ id: ulid });

export function parentRoutes(app: App, { parents }: { readonly parents: Parents }): void {
  app.get(
    '/parents',
    {
      config: { access: { who: 'signed-in' } },
      schema: { response: { 200: z.object({ items: z.array(parent) }) } },
    },
    async (request) => ({ items: parents.list(personOf(request)) }),
  );

  app.post(
    '/parents',
    {
      config: { access: { who: 'roles', roles: NAMERS } },
      schema: { body: parentInput, response: { 201: parent } },
    },
    async (request, reply) => reply.code(201).send(await parents.create(personOf(request), request.body)),
  );

  app.patch(
    '/parents/:id',
    {
      config: { access: { who: 'roles', roles: NAMERS } },
      schema: { params: id, body: parentPatch, response: { 200: parent } },
    },
    async (request) => parents.patch(personOf(request), request.params.id, request.body),
  );

  app.delete(
    '/parents/:id',
    {
      config: { access: { who: 'roles', roles: NAMERS } },
      schema: { params: id, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await parents.remove(personOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
