import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { stopPage } from '../../../gateway/broadcast/stop-page.ts';
import { stopInput, stopResult } from '../../../protocol/api/broadcast.ts';
import {
  drill,
  drillInput,
  emergency,
  emergencyDetail,
  emergencyInput,
  emergencyReviewInput,
  type StopProgress,
  stopProgress,
} from '../../../protocol/api/emergency.ts';
import { STOP_PAGE_PATH } from '../../../protocol/api/paths.ts';
import { confirmation } from '../../../protocol/api/people.ts';
import { MAY_CONFIRM } from '../../../protocol/roles.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import type { Door } from './routes.ts';
import type { World } from './world.ts';

const ANSWERED_AFTER_MS = 400;
const list = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });

/** Emergencies, drills and stops, as protocol/api/emergency.ts says them. */
export function emergencyRoutes(
  app: FastifyInstance,
  world: World,
  door: Door,
  known: (request: FastifyRequest) => Person,
): void {
  const api = '/api/v1';
  const { emergencies, people, broadcast } = world;
  const id = (request: FastifyRequest) => decodeURIComponent((request.params as { id: string }).id);
  const raiser = (request: FastifyRequest): Person => {
    const person = known(request);
    if (!MAY_CONFIRM.includes(person.role)) throw new Refusal(403, 'role');
    return person;
  };
  const changed = () => door.say({ type: 'changed', at: world.now(), what: 'emergencies' });
  const started = (run: string) => {
    door.say({ type: 'run', at: world.now(), id: run, state: 'on-air' });
    changed();
    setTimeout(() => {
      const deliveries = emergencies.answers(run);
      broadcast.report(run, deliveries);
      door.say({ type: 'deliveries', at: world.now(), run, deliveries });
      changed();
    }, ANSWERED_AFTER_MS).unref();
  };
  world.emergencyStarted = started;

  app.get(`${api}/emergencies`, async (request) => {
    const [area] = known(request).areas;
    return list(emergency).parse({ items: area ? emergencies.list(area) : [] });
  });
  app.get(`${api}/emergencies/:id`, async (request) => {
    known(request);
    return emergencyDetail.parse(emergencies.detail(id(request)));
  });
  app.post(`${api}/emergencies`, async (request, reply) => {
    const person = raiser(request);
    const input = emergencyInput.parse(request.body);
    const communes = emergencies.communesOf(input);
    if (communes.length > 1) {
      const nodes = world.places.nodes.filter((node) => communes.includes(node.communeName)).length;
      const title = emergencies.templates.find((one) => one.id === input.template)?.title ?? input.text ?? '';
      const asked = people.ask(person, title, communes, nodes);
      if (input.status === 'exercise') Object.assign(asked, { action: 'drill' });
      emergencies.ask(asked.id, input, person);
      door.say({ type: 'confirmation', at: world.now(), id: asked.id, state: 'waiting' });
      return reply.code(202).send(confirmation.parse(asked));
    }
    const raised = emergencies.raise(input, person);
    started(raised.id);
    return reply.code(201).send(emergency.parse(raised));
  });
  for (const [verb, how] of [
    ['cancel', 'cancelled'],
    ['clear', 'cleared'],
    ['retract', 'retracted'],
  ] as const)
    app.post(`${api}/emergencies/:id/${verb}`, async (request) => {
      const ended = emergencies.end(id(request), how, raiser(request));
      changed();
      return emergency.parse(ended);
    });
  app.post(`${api}/emergencies/:id/review`, async (request) => {
    const person = known(request);
    if (person.role !== 'approver') throw new Refusal(403, 'role');
    const reviewed = emergencies.review(id(request), emergencyReviewInput.parse(request.body).note, person);
    changed();
    return emergency.parse(reviewed);
  });

  app.get(`${api}/drills`, async (request) => {
    known(request);
    return list(drill).parse({ items: emergencies.drillList() });
  });
  app.post(`${api}/drills`, async (request, reply) => {
    const made = emergencies.addDrill(drillInput.parse(request.body), raiser(request));
    return reply.code(201).send(drill.parse(made));
  });
  app.delete(`${api}/drills/:id`, async (request, reply) => {
    raiser(request);
    const at = emergencies.drills.findIndex((one) => one.id === id(request));
    if (at === -1) throw new Refusal(404, 'not-found');
    emergencies.drills.splice(at, 1);
    return reply.code(204).send();
  });

  app.post(`${api}/stop`, async (request) => {
    known(request);
    const stopped = emergencies.stop(stopInput.parse(request.body).run);
    door.say({ type: 'run', at: world.now(), id: stopped.command, state: 'ended' });
    return stopResult.parse(stopped);
  });
  const page = (person: Person, progress?: StopProgress) =>
    stopPage({
      csrf: 'fake-token',
      areaNames: person.areas.map((area) => world.founding.tree.get(area)?.name ?? ''),
      mayStopEmergencies: MAY_CONFIRM.includes(person.role),
      progress,
    });
  const person = (request: FastifyRequest): Person => {
    const session = door.sessionOf(request);
    if (session?.step !== 'done') throw new Refusal(401, 'not-signed-in');
    return session.person;
  };
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string | Buffer) => Object.fromEntries(new URLSearchParams(String(body))),
  );
  app.get(STOP_PAGE_PATH, (request, reply) => reply.type('text/html; charset=utf-8').send(page(person(request))));
  app.post(STOP_PAGE_PATH, async (request, reply) => {
    const presser = person(request);
    if ((request.body as { csrf?: string }).csrf !== 'fake-token') throw new Refusal(403, 'csrf');
    const { command } = emergencies.stop(undefined);
    await sleep(1_000);
    return reply.type('text/html; charset=utf-8').send(page(presser, emergencies.stopProgress(command)));
  });
  app.get(`${api}/stops/:id`, async (request) => {
    known(request);
    return stopProgress.parse(emergencies.stopProgress(id(request)));
  });
}
