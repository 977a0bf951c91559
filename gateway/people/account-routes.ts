import { z } from 'zod';
import { account, accountInput, accountLink, accountPatch, madeAccount } from '../../protocol/api/people.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import { type App, personOf, requireUnlocked } from '../http/app.ts';
import type { Administration } from './administration.ts';

const roles = ['administrator'] as const;
const reads = { access: { who: 'roles', roles, ownSession: true } } as const;
const changes = { access: { who: 'roles', roles, ownSession: true, unlocked: true } } as const;
/** Whoever gets in by it is in for longer than the administrator's own session. */
const letsIn = { access: { who: 'roles', roles, ownSession: true, unlocked: 'lately' } } as const;
const params = z.object({ id: ulid });
const nothing = { response: { 204: z.undefined() } };

/** Administrators look after the accounts of their own areas. */
export function accountRoutes(app: App, administration: Administration): void {
  app.get(
    '/accounts',
    { config: reads, schema: { response: { 200: z.object({ items: z.array(account) }) } } },
    async (request) => ({ items: await administration.list(personOf(request)) }),
  );

  app.post(
    '/accounts',
    { config: letsIn, schema: { body: accountInput, response: { 201: madeAccount } } },
    async (request, reply) => {
      const { account: made, link } = await administration.create(personOf(request), request.body);
      return reply.status(201).send({ ...made, ...(link ? { link } : {}) });
    },
  );

  app.patch(
    '/accounts/:id',
    { config: changes, schema: { params, body: accountPatch, response: { 200: account } } },
    async (request) => {
      const { role, areas, validUntil, disabled } = request.body;
      const mayGive = (role ?? areas ?? validUntil) !== undefined || disabled === false;
      // To shut somebody out must not wait for a PIN.
      if (mayGive) requireUnlocked(request, 'lately');
      return administration.patch(personOf(request), request.params.id, request.body);
    },
  );

  app.post(
    '/accounts/:id/link',
    { config: letsIn, schema: { params, response: { 201: accountLink } } },
    async (request, reply) => reply.status(201).send(await administration.link(personOf(request), request.params.id)),
  );

  app.delete(
    '/accounts/:id/second-factor',
    { config: letsIn, schema: { params, ...nothing } },
    async (request, reply) => {
      await administration.removeSecondFactor(personOf(request), request.params.id);
      return reply.status(204).send(undefined);
    },
  );

  app.delete('/accounts/:id/devices', { config: changes, schema: { params, ...nothing } }, async (request, reply) => {
    await administration.endDevices(personOf(request), request.params.id);
    return reply.status(204).send(undefined);
  });

  app.post('/accounts/:id/erase', { config: changes, schema: { params, ...nothing } }, async (request, reply) => {
    await administration.erase(personOf(request), request.params.id);
    return reply.status(204).send(undefined);
  });
}
