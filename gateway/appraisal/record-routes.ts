import { z } from 'zod';
import { conclusion, conclusionInput, visit, visitInput } from '../../protocol/api/appraisal.ts';
import { pageOf, pageQuery } from '../../protocol/api/common.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { type App, personOf } from '../http/app.ts';
import { pageFrom } from '../http/paging.ts';
import type { Appraisal } from './appraisal.ts';
import { roundParams } from './round-routes.ts';

/** Only these two are what an appraiser may write; membership, dates and places are checked inside. */
const appraisers = { who: 'roles', roles: ['appraiser'] } as const;
const signedIn = { who: 'signed-in' } as const;
const conclusionParams = roundParams.extend({ area: areaId });

/** What the council writes in a round. Everybody reads what lies in their own areas. */
export function recordRoutes(app: App, { rounds, visits, conclusions }: Appraisal): void {
  app.get(
    '/rounds/:id/visits',
    {
      config: { access: signedIn },
      schema: { params: roundParams, querystring: pageQuery, response: { 200: pageOf(visit) } },
    },
    async (request) => {
      const person = personOf(request);
      const { id } = await rounds.visible(person, request.params.id);
      return pageFrom(await visits.list(id, person.areas), (one) => one.id, request.query, 'down');
    },
  );

  app.post(
    '/rounds/:id/visits',
    {
      config: { access: appraisers },
      schema: { params: roundParams, body: visitInput, response: { 201: visit } },
    },
    async (request, reply) =>
      reply.status(201).send(await visits.record(personOf(request), request.params.id, request.body)),
  );

  app.get(
    '/rounds/:id/conclusions',
    {
      config: { access: signedIn },
      schema: {
        params: roundParams,
        querystring: z.object({ area: areaId.optional() }),
        response: { 200: z.object({ items: z.array(conclusion) }) },
      },
    },
    async (request) => {
      const person = personOf(request);
      const { id } = await rounds.visible(person, request.params.id);
      return { items: await conclusions.list(id, person.areas, request.query.area) };
    },
  );

  app.put(
    '/rounds/:id/conclusions/:area',
    {
      config: { access: appraisers },
      schema: { params: conclusionParams, body: conclusionInput, response: { 200: conclusion } },
    },
    async (request) => {
      const { id, area } = request.params;
      return conclusions.write(personOf(request), id, area, request.body);
    },
  );
}
