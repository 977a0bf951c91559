import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { previewItem, programme, programmeInput, waitingException } from '../../../protocol/api/broadcast.ts';
import { campaign, campaignDetail, campaignInput } from '../../../protocol/api/campaigns.ts';
import { pageOf } from '../../../protocol/api/common.ts';
import { type FormDraftShown, formDraftAnswer, formDraftInput, formDraftKept } from '../../../protocol/api/drafts.ts';
import {
  conflictsAnswer,
  conflictsInput,
  copyWeekAnswer,
  copyWeekInput,
  group,
  groupImpact,
  groupInput,
  holiday,
  icsImportAnswer,
  occurrenceChange,
  openOrder,
  orderInput,
  programmeVersion,
  silence,
  silenceInput,
  timetableSession,
  timetableSessionInput,
} from '../../../protocol/api/schedule.ts';
import { dayOf, daysBetween } from '../../../protocol/vietnam-time.ts';
import { holidayOf, lunarText } from '../../../protocol/vietnamese-calendar.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import { CONFLICT_DAYS } from './schedule-conflicts.ts';
import type { World } from './world.ts';

const EDITORS = ['operator', 'hamlet-head'];

/** The timetable as the gateway answers it: programmes and their single runs, conflicts, silences, groups, campaigns. */
export function scheduleRoutes(
  app: FastifyInstance,
  world: World,
  known: (request: FastifyRequest) => Person,
  scope: (request: FastifyRequest, person: Person) => string,
): void {
  const api = '/api/v1';
  const { schedule, broadcast, places } = world;
  const id = (request: FastifyRequest) => decodeURIComponent((request.params as { id: string }).id);
  const query = (request: FastifyRequest) => request.query as Record<string, string | undefined>;
  const editor = (request: FastifyRequest): Person => {
    const person = known(request);
    if (!EDITORS.includes(person.role)) throw new Refusal(403, 'role');
    return person;
  };

  app.get(`${api}/programmes`, async (request) => {
    const where = scope(request, known(request));
    const items = broadcast.programmes
      .filter((one) => where === places.province.id || one.area === where || world.reaches(one, where))
      .map((one) => ({ version: 1, ...one }));
    return pageOf(programme).parse({ items, total: items.length });
  });
  const drafts = new Map<string, FormDraftShown>();
  const draftOf = (request: FastifyRequest) => `${editor(request).id} ${(request.params as { of: string }).of}`;
  app.get(`${api}/drafts/:of`, async (request) => formDraftAnswer.parse({ draft: drafts.get(draftOf(request)) }));
  app.put(`${api}/drafts/:of`, async (request) => {
    const { form, seen } = formDraftInput.parse(request.body);
    const before = drafts.get(draftOf(request));
    if (before && before.version !== seen) throw new Refusal(409, 'draft-changed');
    const draft = { form, version: Math.max(before?.version ?? 0, seen ?? 0) + 1, changedAt: world.now() };
    drafts.set(draftOf(request), draft);
    return formDraftKept.parse(draft);
  });
  app.delete(`${api}/drafts/:of`, async (request, reply) => {
    drafts.delete(draftOf(request));
    return reply.code(204).send();
  });
  const leader = (request: FastifyRequest): Person => {
    const person = known(request);
    if (!['approver', 'administrator'].includes(person.role)) throw new Refusal(403, 'role');
    return person;
  };
  app.get(`${api}/exceptions`, async (request) => {
    const { id: reader } = leader(request);
    const items = broadcast.programmes.flatMap(({ id, exception, title, contentHash, area, state, createdBy }) => {
      if (!exception || exception.granted || state === 'draft' || state === 'cancelled') return [];
      const own = [createdBy, exception.askedBy, ...exception.confirmed.map((one) => one.by)].includes(reader);
      return [{ ...exception, programme: id, title, contentHash, area, own }];
    });
    return z.object({ items: z.array(waitingException) }).parse({ items });
  });
  app.post(`${api}/programmes/:id/exception/confirm`, async (request) =>
    programme.parse(schedule.confirmException(id(request), leader(request))),
  );
  app.get(`${api}/programmes/preview`, async (request) => {
    const { from = '', to = '' } = query(request);
    const items = broadcast.preview(scope(request, known(request)), from, to);
    return z.object({ items: z.array(previewItem) }).parse({ items });
  });
  app.get(`${api}/programmes/calendar.ics`, async (request, reply) => {
    known(request);
    return reply
      .type('text/calendar')
      .send('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//LoaXa//fake//VI\r\nEND:VCALENDAR\r\n');
  });
  app.get(`${api}/programmes/orders`, async (request) => {
    const where = scope(request, known(request));
    const items = schedule.openOrders.filter(({ commune }) => world.within(commune, where));
    return z.object({ items: z.array(openOrder) }).parse({ items });
  });
  app.post(`${api}/programmes/orders`, async (request, reply) => {
    editor(request);
    schedule.giveOrder(orderInput.parse(request.body));
    return reply.code(204).send();
  });
  app.get(`${api}/programmes/:id`, async (request) => {
    known(request);
    return programme.parse(schedule.get(id(request)));
  });
  app.post(`${api}/programmes`, async (request, reply) => {
    const person = editor(request);
    return reply.code(201).send(programme.parse(schedule.create(programmeInput.parse(request.body), person)));
  });
  app.put(`${api}/programmes/:id`, async (request) => {
    const person = editor(request);
    return programme.parse(schedule.change(id(request), programmeInput.parse(request.body), person));
  });
  app.delete(`${api}/programmes/:id`, async (request) => {
    const person = known(request);
    return programme.parse(schedule.cancel(id(request), person));
  });
  app.post(`${api}/programmes/:id/submit`, async (request) => {
    const person = editor(request);
    return programme.parse(schedule.submit(id(request), person));
  });
  app.post(`${api}/programmes/:id/undo`, async (request) => {
    const person = editor(request);
    return programme.parse(schedule.undo(id(request), person));
  });
  app.post(`${api}/programmes/:id/occurrences`, async (request) => {
    const person = editor(request);
    return programme.parse(schedule.changeRun(id(request), occurrenceChange.parse(request.body), person));
  });
  app.get(`${api}/programmes/:id/history`, async (request) => {
    known(request);
    return z.object({ items: z.array(programmeVersion) }).parse({ items: schedule.history(id(request)) });
  });
  app.post(`${api}/programmes/conflicts`, async (request) => {
    const { id: of, ...input } = conflictsInput.parse(request.body);
    return conflictsAnswer.parse({ days: CONFLICT_DAYS, conflicts: schedule.conflicts(input, of, editor(request)) });
  });
  app.post(`${api}/programmes/copy-week`, async (request) => {
    const person = editor(request);
    const { area, from, to } = copyWeekInput.parse(request.body);
    return copyWeekAnswer.parse(schedule.copyWeek(area, from, to, person));
  });
  app.post(`${api}/programmes/import`, async (request) => {
    editor(request);
    let text = '';
    for await (const part of request.parts())
      if (part.type === 'file') for await (const chunk of part.file) text += String(chunk);
    if (!text.startsWith('BEGIN:VCALENDAR')) throw new Refusal(422, 'invalid-input');
    const titles = [...text.matchAll(/^SUMMARY:(.*)$/gm)].map((match) => match[1]?.trim() ?? '');
    return icsImportAnswer.parse({
      made: [],
      left: titles.map((title) => ({ title, why: 'No bulletin is called so.', code: 'no-bulletin-called' })),
    });
  });

  app.get(`${api}/holidays`, async (request) => {
    known(request);
    const { from = dayOf(world.now()), to = from } = query(request);
    return z.object({ items: z.array(holiday) }).parse({
      items: daysBetween(from, to).map((day) => {
        const name = holidayOf(day);
        return { day, lunar: lunarText(day), ...(name ? { name } : {}) };
      }),
    });
  });
  app.get(`${api}/silences`, async (request) => {
    known(request);
    return z.object({ items: z.array(silence) }).parse({ items: schedule.silences });
  });
  app.post(`${api}/silences`, async (request, reply) => {
    const person = known(request);
    return reply.code(201).send(silence.parse(schedule.silence(silenceInput.parse(request.body), person)));
  });
  app.get(`${api}/groups`, async (request) => {
    known(request);
    return z.object({ items: z.array(group) }).parse({ items: schedule.groups });
  });
  app.post(`${api}/groups`, async (request, reply) => {
    const person = editor(request);
    return reply.code(201).send(group.parse(schedule.group(groupInput.parse(request.body), person)));
  });
  app.post(`${api}/groups/:id/impact`, async (request) => {
    const person = editor(request);
    return groupImpact.parse(schedule.groupImpact(id(request), groupInput.parse(request.body), person));
  });
  app.put(`${api}/groups/:id`, async (request) => {
    const person = editor(request);
    return group.parse(schedule.changeGroup(id(request), groupInput.parse(request.body), person));
  });
  app.get(`${api}/timetable`, async (request) => {
    known(request);
    return z.object({ items: z.array(timetableSession) }).parse({ items: schedule.timetable });
  });
  app.post(`${api}/timetable`, async (request, reply) => {
    const person = known(request);
    return reply
      .code(201)
      .send(timetableSession.parse(schedule.session(timetableSessionInput.parse(request.body), person)));
  });
  for (const [path, list] of [
    ['silences', schedule.silences],
    ['timetable', schedule.timetable],
  ] as const)
    app.delete(`${api}/${path}/:id`, async (request, reply) => {
      known(request);
      const at = list.findIndex((one) => one.id === id(request));
      if (at < 0) throw new Refusal(404, 'not-found');
      list.splice(at, 1);
      return reply.code(204).send();
    });

  app.get(`${api}/campaigns`, async (request) => {
    known(request);
    return pageOf(campaign).parse({ items: schedule.campaigns, total: schedule.campaigns.length });
  });
  app.post(`${api}/campaigns`, async (request, reply) => {
    const person = known(request);
    if (person.areas[0] !== places.province.id) throw new Refusal(403, 'role');
    return reply.code(201).send(campaign.parse(schedule.campaign(campaignInput.parse(request.body), person)));
  });
  const campaignOf = (request: FastifyRequest) => {
    const found = schedule.campaigns.find((one) => one.id === id(request));
    if (!found) throw new Refusal(404, 'no-such-campaign');
    return found;
  };
  app.get(`${api}/campaigns/:id`, async (request) => {
    known(request);
    return campaignDetail.parse(campaignOf(request));
  });
  app.delete(`${api}/campaigns/:id`, async (request) => {
    known(request);
    return campaign.parse(Object.assign(campaignOf(request), { cancelledAt: world.now() }));
  });
}
