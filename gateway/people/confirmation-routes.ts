import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { confirmation, confirmationAnswer } from '../../protocol/api/people.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import { MAY_CONFIRM } from '../../protocol/roles.ts';
import { type App, personOf, sessionOf } from '../http/app.ts';
import { DEVICE_COOKIE } from '../http/cookies.ts';
import type { Confirmations } from './confirmations.ts';
import type { Devices } from './devices.ts';
import type { Confirmer } from './second-person.ts';

const reads = { access: { who: 'roles', roles: MAY_CONFIRM } } as const;
const changes = { access: { who: 'roles', roles: MAY_CONFIRM, ownSession: true, unlocked: true } } as const;
const params = z.object({ id: ulid });

/** Who sits at which browser, for what needs two. */
export async function confirmerOf(request: FastifyRequest, devices: Devices): Promise<Confirmer> {
  const { id, person } = sessionOf(request);
  return { person, session: id, device: (await devices.find(request.cookies[DEVICE_COOKIE]))?.id };
}

/** What waits for a second person. */
export function confirmationRoutes(app: App, confirmations: Confirmations, devices: Devices): void {
  app.get(
    '/confirmations',
    { config: reads, schema: { response: { 200: z.object({ items: z.array(confirmation) }) } } },
    async (request) => ({ items: await confirmations.list(personOf(request)) }),
  );

  app.post(
    '/confirmations/:id',
    { config: changes, schema: { params, body: confirmationAnswer, response: { 200: confirmation } } },
    async (request) =>
      confirmations.answer(await confirmerOf(request, devices), request.params.id, request.body.confirm),
  );

  app.delete(
    '/confirmations/:id',
    { config: changes, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      await confirmations.withdraw(personOf(request), request.params.id);
      return reply.status(204).send(undefined);
    },
  );
}
