import { z } from 'zod';
import { pageOf } from '../../protocol/api/common.ts';
import { handLogCancel, handLogEntry, handLogInput } from '../../protocol/api/inspections.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import type { Clock } from '../clock.ts';
import { type App, personOf, type Scope } from '../http/app.ts';
import { pageFrom } from '../http/paging.ts';
import type { HandLog } from './hand-log.ts';
import { areaAndDays, areaFor, daysOf } from './inspection-routes.ts';

export interface HandLogRouteParts {
  readonly handLog: HandLog;
  readonly scope: Scope;
  readonly clock: Clock;
}

/** Those who broadcast keep the log; everybody whose areas it touches reads it. */
const keepers = { who: 'roles', roles: ['operator'] } as const;

export function handLogRoutes(app: App, { handLog, scope, clock }: HandLogRouteParts): void {
  app.get(
    '/hand-log',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: areaAndDays, response: { 200: pageOf(handLogEntry) } },
    },
    async (request) => {
      const { from, to } = daysOf(request.query, clock.now());
      const found = await handLog.list(areaFor(personOf(request), scope, request.query.area), from, to);
      return pageFrom(found, (one) => `${one.day} ${one.from} ${one.id}`, request.query, 'down');
    },
  );

  app.post(
    '/hand-log',
    { config: { access: keepers }, schema: { body: handLogInput, response: { 200: handLogEntry, 201: handLogEntry } } },
    async (request, reply) => {
      const kept = await handLog.enter(personOf(request), request.body);
      return reply.status(kept.isNew ? 201 : 200).send(kept.entry);
    },
  );

  app.post(
    '/hand-log/:id/cancel',
    {
      config: { access: keepers },
      schema: { params: z.object({ id: ulid }), body: handLogCancel, response: { 200: handLogEntry } },
    },
    async (request) => handLog.cancel(personOf(request), request.params.id, request.body.reason),
  );
}
