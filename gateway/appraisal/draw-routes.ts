import { z } from 'zod';
import { draw, drawInput } from '../../protocol/api/appraisal.ts';
import { type App, personOf } from '../http/app.ts';
import type { Appraisal } from './appraisal.ts';
import { roundParams } from './round-routes.ts';

/** Spot checks of a round: drawn by its members and by administrators of the communes. */
export function drawRoutes(app: App, { rounds, draws }: Appraisal): void {
  app.get(
    '/rounds/:id/draws',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params: roundParams, response: { 200: z.object({ items: z.array(draw) }) } },
    },
    async (request) => {
      const person = personOf(request);
      const round = await rounds.visible(person, request.params.id);
      const reads = (commune: string) => rounds.isMember(round, person) || rounds.touches(person, commune);
      return { items: await draws.list(round.id, reads) };
    },
  );

  app.post(
    '/rounds/:id/draws',
    {
      config: { access: { who: 'roles', roles: ['appraiser', 'administrator'] } },
      schema: { params: roundParams, body: drawInput, response: { 201: draw } },
    },
    async (request, reply) =>
      reply.status(201).send(await draws.make(personOf(request), request.params.id, request.body)),
  );
}
