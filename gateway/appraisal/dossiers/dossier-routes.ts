import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { dossier, dossierInput, verification } from '../../../protocol/api/reports.ts';
import { areaId, ulid } from '../../../protocol/messages/fields.ts';
import type { Clock } from '../../clock.ts';
import { TooManyRequestsError } from '../../errors.ts';
import { type App, personOf } from '../../http/app.ts';
import { PerMinute } from '../../http/per-minute.ts';
import { DOSSIER_ROLES } from './dossier-rules.ts';
import type { Dossiers } from './dossiers.ts';

const readers = { who: 'roles', roles: DOSSIER_ROLES } as const;
/** Codes are read off paper by people: nobody needs more, and 60 bits are not guessed at this pace. */
const CODES_A_MINUTE = 30;
const TYPES: Readonly<Record<string, string>> = {
  zip: 'application/zip',
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  note: 'text/plain; charset=utf-8',
};
const params = z.object({ id: ulid });

export function dossierRoutes(app: App, { dossiers, clock }: { dossiers: Dossiers; clock: Clock }): void {
  const codes = new PerMinute(clock, CODES_A_MINUTE);

  app.post(
    '/dossiers',
    { config: { access: readers }, schema: { body: dossierInput, response: { 202: dossier } } },
    async (request, reply) => reply.status(202).send(await dossiers.order(personOf(request), request.body)),
  );

  app.get(
    '/dossiers',
    {
      config: { access: readers },
      schema: {
        querystring: z.object({ area: areaId.optional() }),
        response: { 200: z.object({ items: z.array(dossier) }) },
      },
    },
    async (request) => ({ items: await dossiers.list(personOf(request), request.query.area) }),
  );

  app.get(
    '/dossiers/:id',
    { config: { access: readers }, schema: { params, response: { 200: dossier } } },
    async (request) => dossiers.get(personOf(request), request.params.id),
  );

  app.get(
    '/dossiers/:id/files/:name',
    { config: { access: readers }, schema: { params: params.extend({ name: z.string().max(64) }) } },
    async (request, reply) => {
      const { id, name } = request.params;
      const { path, bytes, sha256 } = await dossiers.file(personOf(request), id, name);
      const etag = `"${sha256}"`;
      reply.headers({ etag, 'cache-control': 'private, no-cache' });
      if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
      return reply
        .type(TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream')
        .headers({ 'content-length': bytes, 'content-disposition': `attachment; filename="${name}"` })
        .send(createReadStream(path));
    },
  );

  app.get(
    '/verification/:code',
    {
      config: { access: { who: 'anyone' } },
      schema: { params: z.object({ code: z.string().max(32) }), response: { 200: verification } },
    },
    async (request) => {
      const waitMs = codes.attempt(request.ip);
      if (waitMs > 0)
        throw new TooManyRequestsError('too-many-codes', 'Too many codes from here; try again in a minute.', {
          retryAfterMs: waitMs,
        });
      return dossiers.verify(request.params.code);
    },
  );
}
