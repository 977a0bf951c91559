import { z } from 'zod';
import { claim, enrolInput, enrolment } from '../../protocol/api/enrolment.ts';
import { ENROL_PATH } from '../../protocol/api/paths.ts';
import { nodeId } from '../../protocol/messages/fields.ts';
import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import { TooManyRequestsError } from '../errors.ts';
import { type App, personOf, requireScope } from '../http/app.ts';
import { FailureLimit } from '../http/failure-limit.ts';
import type { Enrolment } from './enrolment.ts';
import type { Nodes } from './nodes.ts';
import type { AreaLookup } from './roster.ts';

/** A technician asks for a code (registered below /api/v1). */
export function claimRoutes(app: App, parts: { nodes: Nodes; areas: AreaLookup; enrolment: Enrolment }): void {
  app.post(
    '/nodes/:id/claim',
    {
      config: { access: { who: 'roles', roles: ['administrator', 'technician'] } },
      schema: { params: z.object({ id: nodeId }), response: { 201: claim } },
    },
    async (request, reply) => {
      requireScope(parts.areas, personOf(request), parts.nodes.known(request.params.id).hamlet);
      return reply.status(201).send(await parts.enrolment.claim(personOf(request), request.params.id));
    },
  );
}

/** The device shows the code (registered on the server itself: the path is part of the contract with devices). */
export function enrolRoutes(app: App, { enrolment: enrolling, clock }: { enrolment: Enrolment; clock: Clock }): void {
  const ofAddress = new FailureLimit({ clock, free: 100, baseMs: SECOND_MS, maxMs: 5 * MINUTE_MS });

  app.post(
    ENROL_PATH,
    { config: { access: { who: 'anyone' } }, schema: { body: enrolInput, response: { 201: enrolment } } },
    async (request, reply) => {
      const waitMs = ofAddress.attempt(request.ip);
      if (waitMs > 0)
        throw new TooManyRequestsError('too-many-attempts', 'Too many wrong codes from here; wait.', {
          retryAfterMs: waitMs,
        });
      const answer = await enrolling.enrol(request.body, request.ip);
      ofAddress.undo(request.ip);
      return reply.status(201).send(answer);
    },
  );
}
