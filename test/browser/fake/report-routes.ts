import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pageOf } from '../../../protocol/api/common.ts';
import { auditEntry } from '../../../protocol/api/coverage.ts';
import { evidenceStatus } from '../../../protocol/api/evidence.ts';
import { reportDocument, reportQuery, sourceFigure } from '../../../protocol/api/reports.ts';
import { FILE_FORMATS } from '../../../protocol/reports.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

type Query = Record<string, string | undefined>;
type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Reports, figures of sources, the log and the state of the evidence. A route another file serves already is left to it. */
export function reportRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const { reports } = world;
  const on = (path: string, handler: Handler) => {
    const url = `/api/v1${path}`;
    if (!app.hasRoute({ method: 'GET', url })) app.get(url, handler);
  };
  const form = (request: FastifyRequest) => (request.params as { form: string }).form;
  const documentFor = (request: FastifyRequest) => {
    const person = known(request);
    const query = reportQuery.parse(request.query);
    const document = reports.document(form(request), query.area ?? person.areas[0] ?? '', request.query as Query);
    if (!document) throw new Refusal(404, 'not-found');
    return reportDocument.parse(document);
  };

  on('/reports/:form', async (request) => {
    const document = documentFor(request);
    reports.previews.push({ form: form(request), query: request.query as Query });
    return document;
  });
  on('/reports/:form/file', async (request, reply) => {
    const { format, ...query } = request.query as Query;
    z.enum(FILE_FORMATS).parse(format);
    documentFor(request);
    reports.files.push({ form: form(request), query: { ...query, format } });
    return reply
      .header('content-disposition', `attachment; filename="${form(request)}.${format}"`)
      .type('application/octet-stream')
      .send(Buffer.from(`${form(request)} ${format}`));
  });
  on('/figures', async (request) => {
    known(request);
    const { area, year } = request.query as Query;
    const items = reports.figures(area, year ? Number(year) : undefined);
    return z.object({ items: z.array(sourceFigure) }).parse({ items });
  });
  on('/audit', async (request) => {
    const person = known(request);
    if (person.role !== 'administrator') throw new Refusal(403, 'role');
    const { cursor = '0', by, kind, about, from, to } = request.query as Query;
    const lines = world
      .audit()
      .filter(
        (one) =>
          (!by || one.by === by) &&
          (!kind || one.action.startsWith(`${kind}.`)) &&
          (!about || JSON.stringify([one.before, one.after, one.subject]).includes(about)) &&
          (!from || one.at >= Number(from)) &&
          (!to || one.at < Number(to)),
      );
    world.auditQueries.push(request.query as Query);
    const first = Number(cursor);
    return pageOf(auditEntry).parse({
      items: lines.slice(first, first + 50),
      total: lines.length,
      ...(first + 50 < lines.length ? { next: String(first + 50) } : {}),
    });
  });
  on('/evidence/status', async (request) => {
    known(request);
    return evidenceStatus.parse(world.evidenceStatus());
  });
}
