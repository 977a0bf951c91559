import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { day } from '../../protocol/api/common.ts';
import { copyWeekAnswer, copyWeekInput, holiday, icsImportAnswer } from '../../protocol/api/schedule.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { addDays, daysBetween, isRealDay, startOfDay } from '../../protocol/vietnam-time.ts';
import { holidayOf, LAST_LUNAR_DAY, lunarText } from '../../protocol/vietnamese-calendar.ts';
import { InvalidInputError } from '../errors.ts';
import { type App, personOf } from '../http/app.ts';
import { formProblem } from '../http/upload.ts';
import type { CalendarFiles } from './calendar-files.ts';
import { EDITORS } from './item-query.ts';
import type { Window } from './times.ts';
import type { WeekCopies } from './week-copies.ts';

/** Whole Vietnamese days, both included. */
const days = z.object({ from: day, to: day });
const LONGEST_DAYS = 400;
const LARGEST_FILE_BYTES = 1024 * 1024;

/** The calendar around programmes: holidays, files of other calendars, a week copied. */
export function calendarRoutes(api: App, files: CalendarFiles, weeks: WeekCopies): void {
  api.get(
    '/holidays',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: days, response: { 200: z.object({ items: z.array(holiday) }) } },
    },
    async (request) => {
      const { from, to } = request.query;
      windowOf(from, to);
      const items = daysBetween(from, to).map((one) => {
        const name = holidayOf(one);
        return { day: one, lunar: lunarText(one), ...(name ? { name } : {}) };
      });
      return { items };
    },
  );

  api.get(
    '/programmes/calendar.ics',
    { config: { access: { who: 'signed-in' } }, schema: { querystring: days.extend({ area: areaId }) } },
    async (request, reply) => {
      const { area, from, to } = request.query;
      const text = await files.written(personOf(request), area, windowOf(from, to));
      reply.header('content-disposition', 'attachment; filename="lich-phat.ics"');
      return reply.type('text/calendar; charset=utf-8').send(text);
    },
  );

  api.post(
    '/programmes/import',
    {
      config: { access: EDITORS },
      schema: {
        consumes: ['multipart/form-data'],
        querystring: z.object({ area: areaId.optional() }),
        response: { 200: icsImportAnswer },
      },
    },
    async (request) => {
      const person = personOf(request);
      const area = request.query.area ?? person.areas[0];
      if (area === undefined) throw new InvalidInputError('no-area', 'Say which area the programmes belong to.');
      return files.read(person, area, await textOf(request));
    },
  );

  api.post(
    '/programmes/copy-week',
    { config: { access: EDITORS }, schema: { body: copyWeekInput, response: { 200: copyWeekAnswer } } },
    async (request) => weeks.copy(personOf(request), request.body),
  );
}

function windowOf(from: string, to: string): Window {
  const real = [from, to].every((one) => isRealDay(one) && one >= '1900-01-01' && one <= LAST_LUNAR_DAY);
  if (!real || to < from || to >= addDays(from, LONGEST_DAYS))
    throw new InvalidInputError('bad-window', `Ask for 1 to ${LONGEST_DAYS} days between 1900 and 2199.`);
  return { from: startOfDay(from), to: startOfDay(addDays(to, 1)) };
}

async function textOf(request: FastifyRequest): Promise<string> {
  try {
    const file = request.isMultipart() ? await request.file({ limits: { fileSize: LARGEST_FILE_BYTES } }) : undefined;
    if (!file) throw new InvalidInputError('no-file', 'Send the calendar (.ics) in the field "file" of a form.');
    return (await file.toBuffer()).toString('utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw formProblem(error);
  }
}
