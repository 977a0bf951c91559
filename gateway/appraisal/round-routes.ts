import { z } from 'zod';
import { round, roundInput, roundPatch } from '../../protocol/api/appraisal.ts';
import { pageOf, pageQuery } from '../../protocol/api/common.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import { type App, personOf } from '../http/app.ts';
import { pageFrom } from '../http/paging.ts';
import type { Rounds } from './rounds.ts';

export const roundParams = z.object({ id: ulid });
const administrators = { who: 'roles', roles: ['administrator'] } as const;
const signedIn = { who: 'signed-in' } as const;

/** Rounds: made by administrators of all their communes; seen by their members and by whom they touch. */
export function roundRoutes(app: App, rounds: Rounds): void {
  app.get(
    '/rounds',
    { config: { access: signedIn }, schema: { querystring: pageQuery, response: { 200: pageOf(round) } } },
    async (request) => {
      const seen = await rounds.list(personOf(request));
      const page = pageFrom(seen, ({ id }) => id, request.query, 'down');
      return { ...page, items: page.items.map((one) => rounds.asRound(one)) };
    },
  );

  app.post(
    '/rounds',
    { config: { access: administrators }, schema: { body: roundInput, response: { 201: round } } },
    async (request, reply) =>
      reply.status(201).send(rounds.asRound(await rounds.create(personOf(request), request.body))),
  );

  app.get(
    '/rounds/:id',
    { config: { access: signedIn }, schema: { params: roundParams, response: { 200: round } } },
    async (request) => rounds.asRound(await rounds.visible(personOf(request), request.params.id)),
  );

  app.patch(
    '/rounds/:id',
    { config: { access: administrators }, schema: { params: roundParams, body: roundPatch, response: { 200: round } } },
    async (request) => rounds.asRound(await rounds.change(personOf(request), request.params.id, request.body)),
  );
}
