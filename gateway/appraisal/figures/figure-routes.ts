import { z } from 'zod';
import { importResult } from '../../../protocol/api/areas.ts';
import { sourceFigure } from '../../../protocol/api/reports.ts';
import { areaId } from '../../../protocol/messages/fields.ts';
import { SOURCE_FIGURES } from '../../../protocol/reports.ts';
import { type App, personOf, requireScope } from '../../http/app.ts';
import { answerImport, importQuery, tableOf } from '../../http/upload.ts';
import { planFigures } from './figure-import.ts';
import type { Figures } from './figures.ts';

const year = z.coerce.number().int().min(1950).max(2100);
const readers = { who: 'roles', roles: ['administrator', 'operator', 'approver', 'appraiser'] } as const;
const administrators = { who: 'roles', roles: ['administrator'] } as const;
const key = z.object({
  area: areaId,
  year,
  figure: z.enum(SOURCE_FIGURES),
  source: z.string().min(1).max(500),
  value: z.coerce.number(),
});

/** What sources say of an area in figures: imported as a table, shown beside each other and beside our own count. */
export function figureRoutes(app: App, figures: Figures): void {
  const { tree } = figures;

  app.get(
    '/figures',
    {
      config: { access: readers },
      schema: {
        querystring: z.object({ area: areaId.optional(), year: year.optional() }),
        response: { 200: z.object({ items: z.array(sourceFigure) }) },
      },
    },
    async (request) => {
      const person = personOf(request);
      const { area, year: of } = request.query;
      if (area !== undefined) requireScope(tree, person, area);
      const within = area === undefined ? person.areas : [area];
      const areas = (await figures.areas()).filter((one) => tree.isWithin(one, within));
      return { items: await figures.of(areas, of) };
    },
  );

  app.post(
    '/imports/figures',
    {
      config: { access: administrators },
      bodyLimit: 16 * 1024 * 1024,
      schema: { querystring: importQuery, response: { 200: importResult } },
    },
    async (request) => {
      const person = personOf(request);
      const plan = planFigures(await tableOf(request), tree, (area) => tree.isWithin(area, person.areas));
      const dryRun = request.query['dry-run'] === 'true';
      if (!dryRun) await figures.add(person, plan.figures);
      return answerImport(plan.result, dryRun);
    },
  );

  app.delete(
    '/figures',
    { config: { access: administrators }, schema: { querystring: key, response: { 204: z.null() } } },
    async (request, reply) => {
      requireScope(tree, personOf(request), request.query.area);
      await figures.remove(personOf(request), request.query);
      return reply.code(204).send(null);
    },
  );
}
