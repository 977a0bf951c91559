import { z } from 'zod';
import { group, groupImpact, groupInput } from '../../protocol/api/schedule.ts';
import { type App, personOf } from '../http/app.ts';
import type { Groups } from './groups.ts';
import { EDITORS, itemParams } from './item-query.ts';

export function groupRoutes(api: App, groups: Groups): void {
  api.get(
    '/groups',
    {
      config: { access: { who: 'signed-in' } },
      schema: { response: { 200: z.object({ items: z.array(group) }) } },
    },
    async (request) => ({ items: await groups.list(personOf(request)) }),
  );

  api.post(
    '/groups',
    { config: { access: EDITORS }, schema: { body: groupInput, response: { 201: group } } },
    async (request, reply) => reply.code(201).send(await groups.create(personOf(request), request.body)),
  );

  api.put(
    '/groups/:id',
    { config: { access: EDITORS }, schema: { params: itemParams, body: groupInput, response: { 200: group } } },
    async (request) => groups.replace(personOf(request), request.params.id, request.body),
  );

  api.post(
    '/groups/:id/impact',
    { config: { access: EDITORS }, schema: { params: itemParams, body: groupInput, response: { 200: groupImpact } } },
    async (request) => groups.impact(personOf(request), request.params.id, request.body),
  );

  api.delete(
    '/groups/:id',
    { config: { access: EDITORS }, schema: { params: itemParams, response: { 200: group } } },
    async (request) => groups.delete(personOf(request), request.params.id),
  );
}
