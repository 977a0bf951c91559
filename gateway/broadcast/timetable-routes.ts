import { z } from 'zod';
import { day } from '../../protocol/api/common.ts';
import { cancelRunInput, timetableSession, timetableSessionInput } from '../../protocol/api/schedule.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import { EDITORS, itemParams } from './item-query.ts';
import type { RegisteredSessions } from './registered-sessions.ts';

const list = z.object({ items: z.array(timetableSession) });
const cancelInput = cancelRunInput.extend({ day });
const cancelled = z.object({ inTime: z.boolean() });

/** The registered timetable under /api/v1. */
export function timetableRoutes(api: App, sessions: RegisteredSessions, scope: Scope): void {
  api.get(
    '/timetable',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: z.object({ area: areaId }), response: { 200: list } },
    },
    async (request) => {
      requireScope(scope, personOf(request), request.query.area);
      return { items: await sessions.list(request.query.area) };
    },
  );

  api.post(
    '/timetable',
    { config: { access: EDITORS }, schema: { body: timetableSessionInput, response: { 201: timetableSession } } },
    async (request, reply) => reply.code(201).send(await sessions.register(personOf(request), request.body)),
  );

  api.delete(
    '/timetable/:id',
    { config: { access: EDITORS }, schema: { params: itemParams, response: { 204: z.undefined() } } },
    async (request, reply) => {
      await sessions.end(personOf(request), request.params.id);
      return reply.code(204).send(undefined);
    },
  );

  api.post(
    '/timetable/:id/cancel',
    {
      config: { access: EDITORS },
      schema: { params: itemParams, body: cancelInput, response: { 200: cancelled } },
    },
    async (request) => {
      const { day, reason } = request.body;
      return { inTime: await sessions.cancelDay(personOf(request), request.params.id, day, reason) };
    },
  );
}
