import { z } from 'zod';
import { maintenance, maintenanceInput, maintenanceQuery, maintenanceStep } from '../../protocol/api/cases.ts';
import { pageOf } from '../../protocol/api/common.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import { type App, personOf } from '../http/app.ts';
import type { Maintenance } from './maintenance.ts';

const reading = {
  access: {
    who: 'roles',
    roles: ['operator', 'approver', 'hamlet-head', 'technician', 'appraiser', 'administrator'],
  },
} as const;
const makers = { access: { who: 'roles', roles: ['technician', 'administrator'] } } as const;
const steppers = { access: { who: 'roles', roles: ['technician', 'approver', 'administrator'] } } as const;
const params = z.object({ id: ulid });

export function maintenanceRoutes(app: App, parts: { readonly maintenance: Maintenance }): void {
  const { maintenance: slips } = parts;
  app.get(
    '/maintenance',
    { config: reading, schema: { querystring: maintenanceQuery, response: { 200: pageOf(maintenance) } } },
    async (request) => slips.list(personOf(request), request.query),
  );

  app.get(
    '/maintenance/:id',
    { config: reading, schema: { params, response: { 200: maintenance } } },
    async (request) => slips.get(personOf(request), request.params.id),
  );

  app.post(
    '/maintenance',
    { config: makers, schema: { body: maintenanceInput, response: { 200: maintenance, 201: maintenance } } },
    async (request, reply) => {
      const made = await slips.create(personOf(request), request.body);
      return reply.status(made.isNew ? 201 : 200).send(made.slip);
    },
  );

  // Who makes a slip and who excuses are different people: the step says which.
  app.post(
    '/maintenance/:id/steps',
    { config: steppers, schema: { params, body: maintenanceStep, response: { 200: maintenance } } },
    async (request) => slips.step(personOf(request), request.params.id, request.body),
  );
}
