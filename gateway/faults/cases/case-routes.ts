import { z } from 'zod';
import { caseQuery, caseReport, caseStep, caseWithEvents, repairCase, repairers } from '../../../protocol/api/cases.ts';
import { pageOf } from '../../../protocol/api/common.ts';
import { ulid } from '../../../protocol/messages/fields.ts';
import { type App, personOf } from '../../http/app.ts';
import type { Cases } from './cases.ts';

/** Who sees to the loudspeakers, who answers for them, and who judges whether they work. */
export const CASE_READERS = [
  'operator',
  'approver',
  'hamlet-head',
  'technician',
  'appraiser',
  'administrator',
] as const;
const reading = { access: { who: 'roles', roles: CASE_READERS } } as const;
const reporting = {
  access: { who: 'roles', roles: ['operator', 'hamlet-head', 'technician', 'administrator'] },
} as const;
const giving = { access: { who: 'roles', roles: ['technician', 'administrator'] } } as const;
const params = z.object({ id: ulid });

export function caseRoutes(app: App, { cases }: { readonly cases: Cases }): void {
  app.get(
    '/cases',
    { config: reading, schema: { querystring: caseQuery, response: { 200: pageOf(repairCase) } } },
    async (request) => cases.list(personOf(request), request.query),
  );

  app.get('/cases/:id', { config: reading, schema: { params, response: { 200: caseWithEvents } } }, async (request) =>
    cases.get(personOf(request), request.params.id),
  );

  app.post(
    '/cases',
    { config: reporting, schema: { body: caseReport, response: { 200: caseWithEvents, 201: caseWithEvents } } },
    async (request, reply) => {
      const kept = await cases.report(personOf(request), request.body);
      return reply.status(kept.isNew ? 201 : 200).send(kept.case);
    },
  );

  app.get(
    '/cases/:id/repairers',
    { config: giving, schema: { params, response: { 200: repairers } } },
    async (request) => ({ items: await cases.repairersOf(personOf(request), request.params.id) }),
  );

  // Which of these roles may take which step is the case's own rule.
  app.post(
    '/cases/:id/steps',
    { config: reporting, schema: { params, body: caseStep, response: { 200: caseWithEvents } } },
    async (request) => cases.step(personOf(request), request.params.id, request.body),
  );
}
