import { z } from 'zod';
import {
  drill,
  drillInput,
  emergencyContact,
  emergencyTemplate,
  emergencyTemplateInput,
} from '../../protocol/api/emergency.ts';
import { areaId, ulid } from '../../protocol/messages/fields.ts';
import { MAY_CONFIRM } from '../../protocol/roles.ts';
import { InvalidInputError } from '../errors.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Broadcast } from './broadcast.ts';
import { shownTemplate } from './emergency-templates.ts';

const params = z.object({ id: ulid });
const ofArea = z.object({ area: areaId.optional() });
const reads = { access: { who: 'signed-in' } } as const;
const prepares = { access: { who: 'roles', roles: MAY_CONFIRM } } as const;
const administers = { access: { who: 'roles', roles: ['administrator'] } } as const;
const gone = { response: { 204: z.undefined() } };
const contactInput = emergencyContact.omit({ area: true }).extend({
  name: z.string().trim().min(1).max(120),
  role: z.string().trim().max(120),
  telephone: z.string().regex(/^[+0-9][0-9 .()-]{2,24}$/, 'is not a telephone number'),
});

/** What is prepared before it is needed: messages, drills, telephone numbers. */
export function emergencyPreparationRoutes(api: App, broadcast: Broadcast, scope: Scope): void {
  const { emergencyTemplates: templates, drills, emergencyContacts: contacts } = broadcast;

  api.get(
    '/emergency-templates',
    {
      config: reads,
      schema: { querystring: ofArea, response: { 200: z.object({ items: z.array(emergencyTemplate) }) } },
    },
    async (request) => ({ items: templates.visibleTo(personOf(request), request.query.area).map(shownTemplate) }),
  );
  api.post(
    '/emergency-templates',
    { config: prepares, schema: { body: emergencyTemplateInput, response: { 201: emergencyTemplate } } },
    async (request, reply) => {
      const made = await templates.create(personOf(request), request.body);
      broadcast.keepChanged();
      return reply.code(201).send(shownTemplate(made));
    },
  );
  api.put(
    '/emergency-templates/:id',
    { config: prepares, schema: { params, body: emergencyTemplateInput, response: { 200: emergencyTemplate } } },
    async (request) => {
      const made = await templates.replace(personOf(request), request.params.id, request.body);
      broadcast.keepChanged();
      return shownTemplate(made);
    },
  );
  api.delete('/emergency-templates/:id', { config: prepares, schema: { params, ...gone } }, async (request, reply) => {
    await templates.remove(personOf(request), request.params.id);
    broadcast.keepChanged();
    return reply.code(204).send(undefined);
  });

  api.get(
    '/emergency-contacts',
    {
      config: reads,
      schema: { querystring: ofArea, response: { 200: z.object({ items: z.array(emergencyContact) }) } },
    },
    async (request) => {
      const person = personOf(request);
      const area = request.query.area ?? person.areas[0];
      if (area === undefined) throw new InvalidInputError('no-area', 'Say which area you mean.');
      requireScope(scope, person, area);
      return { items: await contacts.list(area) };
    },
  );
  api.put(
    '/emergency-contacts',
    {
      config: administers,
      schema: {
        body: z.object({ area: areaId, items: z.array(contactInput).max(50) }),
        response: { 200: z.object({ items: z.array(emergencyContact) }) },
      },
    },
    async (request) => ({
      items: await contacts.replace(personOf(request), request.body.area, request.body.items),
    }),
  );

  api.get(
    '/drills',
    { config: reads, schema: { querystring: ofArea, response: { 200: z.object({ items: z.array(drill) }) } } },
    async (request) => ({ items: await drills.list(personOf(request), request.query.area) }),
  );
  api.post(
    '/drills',
    { config: prepares, schema: { body: drillInput, response: { 201: drill } } },
    async (request, reply) => reply.code(201).send(await drills.create(personOf(request), request.body)),
  );
  api.delete('/drills/:id', { config: prepares, schema: { params, ...gone } }, async (request, reply) => {
    await drills.remove(personOf(request), request.params.id);
    return reply.code(204).send(undefined);
  });
}
