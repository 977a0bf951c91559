import { z } from 'zod';
import { day, pageOf, pageQuery } from '../../protocol/api/common.ts';
import { confirmInput, dueInspection, inspection, inspectionInput } from '../../protocol/api/inspections.ts';
import { areaId, ulid } from '../../protocol/messages/fields.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { addDays, dayOf, isRealDay, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import { InvalidInputError } from '../errors.ts';
import { type App, type Person, personOf, requireScope, type Scope } from '../http/app.ts';
import { pageFrom } from '../http/paging.ts';
import type { Inspections } from './inspections.ts';

export interface InspectionRouteParts {
  readonly inspections: Inspections;
  readonly scope: Scope;
  readonly clock: Clock;
}

const DEFAULT_DAYS = 90;
const LONGEST_DAYS = 366;
const RECORDERS = ['inspector', 'technician', 'appraiser'] as const;
const CONFIRMERS = ['hamlet-head', ...RECORDERS] as const;
const params = z.object({ id: ulid });
const realDay = day.refine(isRealDay, 'is not a day of the calendar');
export const areaAndDays = pageQuery
  .extend({ area: areaId.optional(), from: realDay.optional(), to: realDay.optional() })
  .refine(
    ({ from, to }) => !from || !to || (from <= to && startOfDay(to) - startOfDay(from) < LONGEST_DAYS * DAY_MS),
    `days go forward, at most ${LONGEST_DAYS} of them`,
  );

export function inspectionRoutes(app: App, { inspections, scope, clock }: InspectionRouteParts): void {
  app.get(
    '/inspections',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: areaAndDays, response: { 200: pageOf(inspection) } },
    },
    async (request) => {
      const { from, to } = daysOf(request.query, clock.now());
      const found = await inspections.list(areaFor(personOf(request), scope, request.query.area), from, to);
      return pageFrom(found, (one) => `${String(one.at).padStart(15, '0')}${one.id}`, request.query, 'down');
    },
  );

  app.get(
    '/inspections/due',
    {
      config: { access: { who: 'signed-in' } },
      schema: {
        querystring: pageQuery.extend({ area: areaId.optional() }),
        response: { 200: pageOf(dueInspection) },
      },
    },
    async (request) => {
      const due = await inspections.due(areaFor(personOf(request), scope, request.query.area));
      const place = new Map(due.map((one, index) => [one, String(index).padStart(6, '0')]));
      return pageFrom(due, (one) => place.get(one) ?? '', request.query);
    },
  );

  app.get(
    '/inspections/:id',
    { config: { access: { who: 'signed-in' } }, schema: { params, response: { 200: inspection } } },
    async (request) => inspections.get(personOf(request), request.params.id),
  );

  app.post(
    '/inspections',
    {
      config: { access: { who: 'roles', roles: RECORDERS } },
      schema: { body: inspectionInput, response: { 200: inspection, 201: inspection } },
    },
    async (request, reply) => {
      const kept = await inspections.record(personOf(request), request.body);
      return reply.status(kept.isNew ? 201 : 200).send(kept.inspection);
    },
  );

  app.post(
    '/inspections/:id/confirm',
    {
      config: { access: { who: 'roles', roles: CONFIRMERS } },
      schema: { params, body: confirmInput, response: { 200: inspection } },
    },
    async (request) => inspections.confirm(personOf(request), request.params.id, request.body),
  );
}

/** The area asked for, within the account's; its first area when none is. */
export function areaFor(person: Person, scope: Scope, asked: string | undefined): string {
  const area = asked ?? person.areas[0];
  if (area === undefined)
    throw new InvalidInputError('no-area', 'This account has no area yet: name one, or ask an administrator.');
  requireScope(scope, person, area);
  return area;
}

/** The last 90 days when none are named. */
export function daysOf({ from, to }: { from?: string | undefined; to?: string | undefined }, now: number) {
  const last = to ?? dayOf(now);
  const first = from ?? addDays(last, 1 - DEFAULT_DAYS);
  if (first > last) throw new InvalidInputError('bad-window', 'The days end before they begin: swap from and to.');
  return { from: first, to: last };
}
