import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pageOf } from '../../../protocol/api/common.ts';
import {
  attachment,
  confirmInput,
  dueInspection,
  handLogCancel,
  handLogEntry,
  handLogInput,
  inspection,
  inspectionInput,
  licence,
  licenceInput,
} from '../../../protocol/api/inspections.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { dayOf, startOfDay } from '../../../protocol/vietnam-time.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import { inspectionsOf } from './verdict-records.ts';
import type { World } from './world.ts';

/** Visits, the log kept by hand, licences and papers, as protocol/api/inspections.ts says them. */
export function inspectionRoutes(
  app: FastifyInstance,
  world: World,
  known: (request: FastifyRequest) => Person,
  scope: (request: FastifyRequest, person: Person) => string,
): void {
  const api = '/api/v1';
  const { inspections } = world;
  const id = (request: FastifyRequest) => decodeURIComponent((request.params as { id: string }).id);
  const page = <T>(items: T[]) => ({ items, total: items.length });
  const one = (request: FastifyRequest, roles: readonly string[]): Person => {
    const person = known(request);
    if (!roles.includes(person.role)) throw new Refusal(403, 'role');
    return person;
  };
  const record = (request: FastifyRequest) => {
    const found = inspections.records.find((other) => other.id === id(request));
    if (!found) throw new Refusal(404, 'no-inspection');
    return found;
  };

  app.post(`${api}/attachments`, async (request, reply) => {
    known(request);
    const file = await request.file();
    if (!file) throw new Refusal(400, 'no-file');
    if (!/^(application\/pdf|image\/(jpeg|png|webp))$/.test(file.mimetype)) throw new Refusal(422, 'attachment-type');
    const { content: _, ...kept } = { content: undefined, ...inspections.keep(file.filename, await file.toBuffer()) };
    return reply.code(201).send(attachment.parse(kept));
  });
  app.get(`${api}/attachments/:id`, async (request, reply) => {
    known(request);
    const file = inspections.files.get(id(request));
    if (!file) throw new Refusal(404, 'no-attachment');
    return reply.type(file.type).send(file.content);
  });

  app.get(`${api}/inspections`, async (request) => {
    const where = scope(request, known(request));
    const { from = '', to = '9' } = request.query as Record<string, string>;
    const place = world.verdict.place(where);
    // A hamlet of the verdict's commune has records of its own (verdict-records.ts).
    const all = place ? inspectionsOf(place, world.verdict.commune) : inspections.records;
    const within = all.filter(({ at }) => dayOf(at) >= from && dayOf(at) <= to);
    const found = within.filter((other) => other.lines.some((line) => world.within(line.hamlet, where)));
    return pageOf(inspection).parse(page([...found].sort((a, b) => b.at - a.at)));
  });
  app.get(`${api}/inspections/due`, async (request) => {
    const where = scope(request, known(request));
    return pageOf(dueInspection).parse(page(inspections.due.filter(({ hamlet }) => world.within(hamlet, where))));
  });
  app.get(`${api}/inspections/:id`, async (request) => {
    known(request);
    return inspection.parse(record(request));
  });
  app.post(`${api}/inspections`, async (request, reply) => {
    const person = one(request, ['inspector', 'technician', 'appraiser']);
    const input = inspectionInput.parse(request.body);
    inspections.sent.push(input.id);
    for (const name of input.lines.flatMap((line) => line.photos))
      if (!inspections.files.has(name)) throw new Refusal(422, 'attachment-missing');
    if (input.lines.some((line) => line.place === 'sai thôn')) throw new Refusal(422, 'hamlet-elsewhere');
    const before = inspections.records.find((other) => other.id === input.id);
    const kept = before ?? inspections.asRecord(input, person.name, world.now());
    if (!before) {
      inspections.records.push(kept);
      const corrected = inspections.records.find((other) => other.id === input.corrects);
      if (corrected) corrected.correctedBy = input.id;
    }
    if (inspections.loseAnswers-- > 0) {
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    }
    return reply.code(before ? 200 : 201).send(inspection.parse(kept));
  });
  app.post(`${api}/inspections/:id/confirm`, async (request) => {
    one(request, ['hamlet-head', 'inspector', 'technician', 'appraiser']);
    const { hamlet, ...word } = confirmInput.parse(request.body);
    const found = record(request);
    for (const line of found.lines) if (line.hamlet === hamlet) line.confirmed = { ...word, at: world.now() };
    return inspection.parse(found);
  });

  app.get(`${api}/hand-log`, async (request) => {
    const where = scope(request, known(request));
    const { from = '', to = '9' } = request.query as Record<string, string>;
    const found = inspections.log.filter(
      ({ commune, day }) => world.within(commune, where) && day >= from && day <= to,
    );
    const key = ({ day, from }: { day: string; from: string }) => `${day} ${from}`;
    return pageOf(handLogEntry).parse(page(found.sort((a, b) => (key(a) > key(b) ? -1 : 1))));
  });
  app.post(`${api}/hand-log`, async (request, reply) => {
    const person = one(request, ['operator']);
    const input = handLogInput.parse(request.body);
    const communeName = world.places.communes.find((commune) => commune.id === input.commune)?.name ?? '';
    const entry = { ...input, communeName, byName: person.name, recordedAt: world.now() };
    if (!inspections.log.some((other) => other.id === entry.id)) inspections.log.push(entry);
    return reply.code(201).send(handLogEntry.parse(entry));
  });
  app.post(`${api}/hand-log/:id/cancel`, async (request) => {
    one(request, ['operator']);
    const { reason } = handLogCancel.parse(request.body);
    const entry = inspections.log.find((other) => other.id === id(request));
    if (!entry) throw new Refusal(404, 'no-log-entry');
    return handLogEntry.parse(Object.assign(entry, { cancelledAt: world.now(), cancelReason: reason }));
  });

  app.get(`${api}/licences`, async (request) => {
    const where = scope(request, known(request));
    const items = inspections.licences.filter(({ commune }) => world.within(commune, where) || commune === where);
    return z.object({ items: z.array(licence) }).parse({ items });
  });
  app.put(`${api}/licences/:id`, async (request) => {
    one(request, ['operator', 'technician', 'administrator']);
    const input = licenceInput.parse(request.body);
    const daysLeft = Math.round((startOfDay(input.to) - startOfDay(dayOf(world.now()))) / DAY_MS);
    const at = inspections.licences.findIndex(({ commune }) => commune === id(request));
    const communeName = world.places.communes.find((commune) => commune.id === id(request))?.name ?? '';
    const made = { ...input, commune: id(request), communeName, daysLeft };
    inspections.licences.splice(at < 0 ? inspections.licences.length : at, 1, made);
    return licence.parse(made);
  });
}
