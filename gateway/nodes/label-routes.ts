import { z } from 'zod';
import {
  claim,
  enrolmentConfirm,
  enrolmentConfirmed,
  enrolmentQuestion,
  labelOrder,
  madeLabels,
  openLabel,
  waitingDevice,
} from '../../protocol/api/enrolment.ts';
import { nodeId, ulid } from '../../protocol/messages/fields.ts';
import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import { TooManyRequestsError } from '../errors.ts';
import { type App, type Person, personOf, requireScope } from '../http/app.ts';
import { FailureLimit } from '../http/failure-limit.ts';
import type { Enrolment } from './enrolment.ts';
import type { Nodes } from './nodes.ts';
import type { AreaLookup } from './roster.ts';

export interface LabelRouteParts {
  readonly nodes: Nodes;
  readonly areas: AreaLookup;
  readonly enrolment: Enrolment;
  readonly clock: Clock;
  /** Where devices and phones find the gateway; the address the technician used when absent. */
  readonly publicUrl?: string | undefined;
}

const engineers = { who: 'roles', roles: ['administrator', 'technician'] } as const;

/** What technicians do with codes: make, print, withdraw, and say where a device hangs. */
export function labelRoutes(app: App, { nodes, areas, enrolment, clock, publicUrl }: LabelRouteParts): void {
  const { labels, placing } = enrolment;

  app.post(
    '/nodes/:id/claim',
    { config: { access: engineers }, schema: { params: z.object({ id: nodeId }), response: { 201: claim } } },
    async (request, reply) => {
      const node = nodes.known(request.params.id);
      requireScope(areas, personOf(request), node.hamlet);
      return reply.status(201).send(await labels.claim(personOf(request), node));
    },
  );

  app.post(
    '/labels',
    { config: { access: engineers }, schema: { body: labelOrder, response: { 201: madeLabels } } },
    async (request, reply) => {
      requireScope(areas, personOf(request), request.body.area);
      const origin = publicUrl ?? `${request.protocol}://${request.host}`;
      return reply.status(201).send(await labels.make(personOf(request), request.body, origin));
    },
  );

  app.get(
    '/labels',
    { config: { access: engineers }, schema: { response: { 200: z.object({ items: z.array(openLabel) }) } } },
    async (request) => ({ items: await labels.open(personOf(request).areas) }),
  );

  app.delete(
    '/labels/:id',
    {
      config: { access: engineers },
      schema: { params: z.object({ id: ulid }), response: { 204: z.undefined() } },
    },
    async (request, reply) => {
      const label = await labels.known(request.params.id);
      requireScope(areas, personOf(request), label.area);
      await labels.withdraw(personOf(request), label);
      return reply.status(204).send(undefined);
    },
  );

  app.get(
    '/enrolments',
    { config: { access: engineers }, schema: { response: { 200: z.object({ items: z.array(waitingDevice) }) } } },
    async (request) => ({ items: await labels.waiting(personOf(request).areas) }),
  );

  const ofPerson = new FailureLimit({ clock, free: 30, baseMs: SECOND_MS, maxMs: 5 * MINUTE_MS });
  /** A stolen account must not guess codes either. */
  const limited = async <T>(person: Person, work: () => Promise<T>): Promise<T> => {
    const retryAfterMs = ofPerson.attempt(person.id);
    if (retryAfterMs > 0)
      throw new TooManyRequestsError('too-many-attempts', 'Too many wrong codes; wait.', { retryAfterMs });
    const answer = await work();
    ofPerson.undo(person.id);
    return answer;
  };

  app.post(
    '/enrolments/look-up',
    { config: { access: engineers }, schema: { body: enrolmentQuestion, response: { 200: openLabel } } },
    (request) => limited(personOf(request), () => placing.lookUp(personOf(request), request.body.code)),
  );

  app.post(
    '/enrolments/confirm',
    { config: { access: engineers }, schema: { body: enrolmentConfirm, response: { 201: enrolmentConfirmed } } },
    async (request, reply) => {
      const person = personOf(request);
      return reply.status(201).send(await limited(person, () => placing.confirm(person, request.body)));
    },
  );
}
