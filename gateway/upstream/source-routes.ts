import { z } from 'zod';
import { report, source, sourceCall, sourceInput, sourcePatch, sourceWithSecret } from '../../protocol/api/sources.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import type { Database } from '../database/database.ts';
import { type App, personOf } from '../http/app.ts';
import type { Feeds } from './feeds/feeds.ts';
import type { Reporting } from './reporting.ts';
import { listReports } from './reports-store.ts';
import { asSource, type Sources } from './sources.ts';

const ADMINISTRATORS = { access: { who: 'roles', roles: ['administrator'] } } as const;
/** Whoever lets a system speak from above proves anew that it is them. */
const CHANGES = { access: { who: 'roles', roles: ['administrator'], unlocked: 'lately' } } as const;
const ENDS = { access: { who: 'roles', roles: ['administrator'], unlocked: true } } as const;
const ONE = z.object({ id: ulid });

export interface SourceRouteParts {
  readonly sources: Sources;
  readonly reporting: Pick<Reporting, 'waiting' | 'forgive'>;
  readonly feeds: Pick<Feeds, 'stateOf' | 'forgive'>;
  readonly database: Database;
}

/** Systems above the communes, for administrators (registered below /api/v1). */
export function sourceRoutes(api: App, { sources, reporting, feeds, database }: SourceRouteParts): void {
  const waitingOf = async (id: string) => (await reporting.waiting()).get(id)?.count ?? 0;

  api.get(
    '/sources',
    { config: ADMINISTRATORS, schema: { response: { 200: z.object({ items: z.array(source) }) } } },
    async (request) => {
      const waiting = await reporting.waiting();
      const items = sources.visibleTo(personOf(request));
      return { items: items.map((one) => asSource(one, waiting.get(one.id)?.count ?? 0, feeds.stateOf(one))) };
    },
  );

  api.post(
    '/sources',
    { config: CHANGES, schema: { body: sourceInput, response: { 201: sourceWithSecret } } },
    async (request, reply) => {
      const made = await sources.create(personOf(request), request.body);
      return reply.code(201).send({ source: asSource(made.source, 0), secret: made.secret });
    },
  );

  api.patch(
    '/sources/:id',
    { config: CHANGES, schema: { params: ONE, body: sourcePatch, response: { 200: source } } },
    async (request) => {
      const { id } = request.params;
      const changed = await sources.change(personOf(request), id, request.body);
      reporting.forgive(id);
      await feeds.forgive(changed);
      return asSource(changed, await waitingOf(id), feeds.stateOf(changed));
    },
  );

  api.post(
    '/sources/:id/secret',
    { config: CHANGES, schema: { params: ONE, response: { 200: sourceWithSecret } } },
    async (request) => {
      const { id } = request.params;
      const renewed = await sources.renewSecret(personOf(request), id);
      return {
        source: asSource(renewed.source, await waitingOf(id), feeds.stateOf(renewed.source)),
        secret: renewed.secret,
      };
    },
  );

  api.post('/sources/:id/end', { config: ENDS, schema: { params: ONE, response: { 200: source } } }, async (request) =>
    asSource(await sources.end(personOf(request), request.params.id), 0),
  );

  api.get(
    '/sources/:id/calls',
    {
      config: ADMINISTRATORS,
      schema: { params: ONE, response: { 200: z.object({ items: z.array(sourceCall) }) } },
    },
    async (request) => {
      const { id } = sources.requireVisible(personOf(request), request.params.id);
      return { items: await sources.calls.list(id) };
    },
  );

  api.get(
    '/sources/:id/reports',
    { config: ADMINISTRATORS, schema: { params: ONE, response: { 200: z.object({ items: z.array(report) }) } } },
    async (request) => {
      const { id } = sources.requireVisible(personOf(request), request.params.id);
      return { items: await listReports(database.read, id) };
    },
  );
}
