import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  assetDue,
  caseQuery,
  caseReport,
  caseStep,
  caseWithEvents,
  maintenance,
  maintenanceInput,
  maintenanceQuery,
  maintenanceStep,
  repairCase,
  repairers,
  repairQuery,
  repairs,
  serviced,
} from '../../../protocol/api/cases.ts';
import { pageOf } from '../../../protocol/api/common.ts';
import { parent, parentInput } from '../../../protocol/api/faults.ts';
import { addDays, dayOf } from '../../../protocol/vietnam-time.ts';
import { foldForSearch } from '../../../protocol/vietnamese.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** Cases, the repair list, slips and preventive maintenance, as protocol/api/cases.ts says them. */
export function caseRoutes(
  app: FastifyInstance,
  world: World,
  known: (request: FastifyRequest) => Person,
  scope: (request: FastifyRequest, person: Person) => string,
): void {
  const api = '/api/v1';
  const { cases } = world;
  const id = (request: FastifyRequest) => decodeURIComponent((request.params as { id: string }).id);
  const one = (request: FastifyRequest, roles: readonly string[]): Person => {
    const person = known(request);
    if (!roles.includes(person.role)) throw new Refusal(403, 'role');
    return person;
  };
  const inside = (request: FastifyRequest) => {
    const where = scope(request, known(request));
    return (area: string) => world.within(area, where);
  };
  /** The answer is lost on its way, what was asked is done. */
  const lost = (request: FastifyRequest) => {
    if (cases.loseAnswers-- <= 0) return false;
    request.raw.socket.destroy();
    return true;
  };

  app.get(`${api}/repairs`, async (request) => {
    const { order, latitude, longitude, assignee } = repairQuery.parse(request.query);
    const here = latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
    const all = repairs.parse(cases.repairs(inside(request), order, here));
    return assignee ? { ...all, items: all.items.filter((item) => item.case.assignee === assignee) } : all;
  });
  app.get(`${api}/cases`, async (request) => {
    const { state, limit, search = '', cursor } = caseQuery.parse(request.query);
    const words = foldForSearch(search).split(' ');
    const found = cases.listed(inside(request), state).filter((item) => {
      const { number, nodeCode = '', hamletName = '', communeName } = item;
      const text = foldForSearch([number, nodeCode, hamletName, communeName].join(' '));
      return words.every((word) => text.includes(word));
    });
    const from = cursor === undefined ? 0 : found.findIndex((item) => item.id === cursor) + 1;
    const items = found.slice(from, from + limit);
    const next = from + limit < found.length ? { next: items.at(-1)?.id } : {};
    return pageOf(repairCase).parse({ items, total: found.length, ...next });
  });
  app.get(`${api}/cases/:id`, async (request) => {
    known(request);
    const found = cases.cases.find((other) => other.id === id(request));
    if (!found) throw new Refusal(404, 'no-case');
    return caseWithEvents.parse(found);
  });
  app.get(`${api}/cases/:id/repairers`, async (request) => {
    one(request, ['technician', 'administrator']);
    const able = world.people.persons.filter(({ role }) => role === 'technician' || role === 'administrator');
    return repairers.parse({
      items: able.map(({ id: account, name, role }, nth) => ({ id: account, name, role, isTold: nth === 1 })),
    });
  });
  app.get(`${api}/parents`, async (request) => {
    known(request);
    return { items: cases.parents };
  });
  app.post(`${api}/parents`, async (request, reply) => {
    one(request, ['technician', 'administrator']);
    const made = { ...parentInput.parse(request.body), id: '01JDPARENT00000000000000A1' };
    cases.parents.push(made);
    return reply.code(201).send(parent.parse(made));
  });
  app.post(`${api}/cases`, async (request, reply) => {
    const person = one(request, ['operator', 'hamlet-head', 'technician', 'administrator']);
    const made = cases.report(caseReport.parse(request.body), person);
    return lost(request) ? reply.hijack() : reply.code(201).send(caseWithEvents.parse(made));
  });
  app.post(`${api}/cases/:id/steps`, async (request, reply) => {
    const input = caseStep.parse(request.body);
    const person = one(
      request,
      input.kind === 'confirmed' ? ['hamlet-head'] : ['technician', 'administrator', 'operator'],
    );
    for (const name of input.photos)
      if (!world.inspections.files.has(name)) throw new Refusal(422, 'attachment-missing');
    const after = cases.step(id(request), input, person);
    if (input.kind === 'assigned') {
      const name = world.people.persons.find((other) => other.id === input.assignee)?.name;
      Object.assign(after, { assignee: input.assignee, assigneeName: name });
      Object.assign(after.events.at(-1) ?? {}, { toName: name });
    }
    return lost(request) ? reply.hijack() : caseWithEvents.parse(after);
  });

  app.get(`${api}/maintenance`, async (request) => {
    const { state } = maintenanceQuery.parse(request.query);
    const within = inside(request);
    const hamletOf = (node: string) => world.places.nodes.find((other) => other.id === node)?.hamlet ?? '';
    const found = cases.slips.filter(
      (slip) =>
        (!state || slip.state === state) && [...slip.areas, ...slip.nodes.map(hamletOf)].some((area) => within(area)),
    );
    return pageOf(maintenance).parse({ items: found, total: found.length });
  });
  app.post(`${api}/maintenance`, async (request, reply) => {
    const person = one(request, ['technician', 'administrator']);
    return reply.code(201).send(maintenance.parse(cases.slip(maintenanceInput.parse(request.body), person)));
  });
  app.post(`${api}/maintenance/:id/steps`, async (request) => {
    const { kind } = maintenanceStep.parse(request.body);
    const decides = kind === 'approve-excusal' || kind === 'refuse-excusal';
    const person = one(request, decides ? ['approver', 'administrator'] : ['technician', 'administrator']);
    return maintenance.parse(cases.moveSlip(id(request), kind, person));
  });

  app.get(`${api}/assets/due`, async (request) => {
    known(request);
    return pageOf(assetDue).parse({ items: cases.due, total: cases.due.length });
  });
  app.post(`${api}/nodes/:id/asset/serviced`, async (request) => {
    one(request, ['technician', 'administrator']);
    const { on } = serviced.parse(request.body);
    const at = cases.due.findIndex(({ node }) => node === id(request));
    const [done] = at < 0 ? [] : cases.due.splice(at, 1);
    if (!done) throw new Refusal(404, 'not-found');
    return { ...done, servicedOn: on, nextServiceOn: addDays(dayOf(world.now()), 182) };
  });
}
