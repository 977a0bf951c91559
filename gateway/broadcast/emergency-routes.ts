import { z } from 'zod';
import { pageOf, pageQuery } from '../../protocol/api/common.ts';
import {
  emergency,
  emergencyDetail,
  emergencyEndInput,
  emergencyInput,
  emergencyReviewInput,
} from '../../protocol/api/emergency.ts';
import { confirmation } from '../../protocol/api/people.ts';
import { areaId, ulid } from '../../protocol/messages/fields.ts';
import { MAY_CONFIRM } from '../../protocol/roles.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { type App, type Person, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Broadcast } from './broadcast.ts';
import { needsSecondPerson } from './emergency-rule.ts';
import type { AfterEmergency, StoredEmergency } from './emergency-store.ts';
import { REVIEWERS } from './item-query.ts';
import type { SecondPerson } from './run-routes.ts';

const params = z.object({ id: ulid });
const reads = { access: { who: 'signed-in' } } as const;
const raises = { access: { who: 'roles', roles: MAY_CONFIRM, unlocked: true } } as const;
/** To end one asks for no fresh proof: falling silent must not fail because a shift is over. */
const ends = { access: { who: 'roles', roles: MAY_CONFIRM } } as const;

/** Emergencies and drills: raised, followed, ended, reviewed. */
export function emergencyRoutes(api: App, broadcast: Broadcast, scope: Scope, secondPerson: SecondPerson): void {
  const { emergencies, emergencyEnds, emergencyViews } = broadcast;
  const seenBy = (person: Person) => (hamlet: string) => scope.isWithin(hamlet, person.areas);

  async function shown(person: Person, one: StoredEmergency) {
    const detail = await emergencyViews.detail(one, seenBy(person));
    if (detail.nodes === 0 && !scope.isWithin(one.area, person.areas))
      throw new NotFoundError('no-such-emergency', 'There is no such emergency.');
    return detail;
  }

  api.get(
    '/emergencies',
    {
      config: reads,
      schema: { querystring: pageQuery.extend({ area: areaId.optional() }), response: { 200: pageOf(emergency) } },
    },
    async (request) => {
      const person = personOf(request);
      const { cursor, limit } = request.query;
      const { area } = request.query;
      if (area !== undefined) requireScope(scope, person, area);
      const within = area === undefined ? person.areas : [area];
      const concerned = within.map((one) => broadcast.views.queryFor(one));
      const { items, total } = await emergencies.store.list({
        areas: concerned.flatMap((one) => one.areas ?? []),
        hamlets: concerned.flatMap((one) => one.hamlets ?? []),
        ...{ limit: limit + 1, after: readCursor(cursor) },
      });
      const page = items.slice(0, limit);
      const last = items.length > limit ? page.at(-1) : undefined;
      const summaries = await emergencyViews.summaries(page, (hamlet) => scope.isWithin(hamlet, within));
      return { items: summaries, total, ...(last ? { next: cursorOf(last) } : {}) };
    },
  );

  api.get(
    '/emergencies/:id',
    { config: reads, schema: { params, response: { 200: emergencyDetail } } },
    async (request) => shown(personOf(request), await emergencyEnds.get(request.params.id)),
  );

  api.post(
    '/emergencies',
    { config: raises, schema: { body: emergencyInput, response: { 201: emergencyDetail, 202: confirmation } } },
    async (request, reply) => {
      const person = personOf(request);
      const order = request.body;
      const waiting = await secondPerson.waitingFor(person, order.key);
      if (waiting) return reply.code(202).send(waiting);
      if (!(await emergencies.known(person, order.key))) {
        const wish = await broadcast.emergencyOutlook(person, order);
        if (needsSecondPerson(wish.communes)) {
          const action = order.status === 'actual' ? 'emergency' : 'drill';
          return reply.code(202).send(await secondPerson.ask(request, { action, ...wish, order }));
        }
      }
      const raised = await broadcast.raiseEmergency(person, order);
      await emergencies.idle();
      return reply.code(201).send(await shown(person, raised));
    },
  );

  for (const how of ['cancel', 'clear', 'retract'] as const)
    api.post(
      `/emergencies/:id/${how}`,
      // A correction sounds, as loud as what it corrects: that asks for the same proof.
      {
        config: how === 'retract' ? raises : ends,
        schema: { params, body: emergencyEndInput, response: { 200: emergencyDetail } },
      },
      async (request) => {
        const person = personOf(request);
        return shown(person, await emergencyEnds[how](person, request.params.id, request.body?.why));
      },
    );

  api.post(
    '/emergencies/:id/review',
    {
      config: { access: REVIEWERS },
      schema: { params, body: emergencyReviewInput, response: { 200: emergencyDetail } },
    },
    async (request) => {
      const person = personOf(request);
      return shown(person, await emergencyEnds.review(person, request.params.id, request.body.note));
    },
  );
}

function cursorOf({ endedAt, startedAt, id }: StoredEmergency): string {
  return `${endedAt === undefined ? 1 : 0}~${startedAt}~${id}`;
}

function readCursor(cursor: string | undefined): AfterEmergency | undefined {
  if (cursor === undefined) return undefined;
  const [, open, at, id] = /^([01])~(\d{1,15})~([0-9A-Z]{26})$/.exec(cursor) ?? [];
  if (id === undefined)
    throw new InvalidInputError('bad-cursor', 'The cursor is none of ours; ask for the first page again.');
  return { isOpen: open === '1', at: Number(at), id };
}
