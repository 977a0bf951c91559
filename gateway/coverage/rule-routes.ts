import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { publishInput, ruleDraftInput, ruleVersion, trial, trialInput } from '../../protocol/api/periods.ts';
import { type ReportDocument, reportDocument } from '../../protocol/api/reports.ts';
import { FILE_FORMATS, type FileFormat } from '../../protocol/reports.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { isRealDay, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import { InvalidInputError } from '../errors.ts';
import { type App, type Person, personOf, requireScope, type Scope } from '../http/app.ts';
import { ruleDocument } from './rule-document.ts';
import { RULE_ID, type RuleDrafts } from './rule-drafts.ts';

export interface RuleRouteParts {
  readonly ruleDrafts: RuleDrafts;
  readonly clock: Clock;
  readonly scope: Scope;
  /** Who signs the printed rule. */
  readonly office: () => { readonly above: string; readonly name: string; readonly place: string };
  /** Makes the file of a document; `documents` does. */
  readonly render: (document: ReportDocument, format: FileFormat) => Promise<Buffer>;
}

const signedIn = { access: { who: 'signed-in' } } as const;
const administrators = { access: { who: 'roles', roles: ['administrator'] } } as const;
const params = z.object({ id: z.string().regex(RULE_ID, 'a letter, then letters, digits and hyphens') });
const versionParams = params.extend({ version: z.coerce.number().int().min(1) });
const LONGEST_DAYS = 731;
const TYPES: Readonly<Record<FileFormat, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

/** Rules with their versions: everybody reads them, administrators of the whole province write and publish. */
export function ruleRoutes(app: App, { ruleDrafts, clock, scope, office, render }: RuleRouteParts): void {
  app.get(
    '/rules/:id',
    { config: signedIn, schema: { params, response: { 200: z.object({ items: z.array(ruleVersion) }) } } },
    async (request) => ({ items: await ruleDrafts.versions(personOf(request), request.params.id) }),
  );

  app.put(
    '/rules/:id/draft',
    { config: administrators, schema: { params, body: ruleDraftInput, response: { 200: ruleVersion } } },
    async (request) => ruleDrafts.save(personOf(request), request.params.id, request.body),
  );

  app.delete(
    '/rules/:id/draft',
    { config: administrators, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      await ruleDrafts.drop(personOf(request), request.params.id);
      return reply.status(204).send(undefined);
    },
  );

  app.post(
    '/rules/:id/draft/trial',
    { config: administrators, schema: { params, body: trialInput, response: { 200: trial } } },
    async (request) => {
      const { from, to, area } = request.body;
      requireWindow(from, to);
      return ruleDrafts.trial(request.params.id, areaFor(personOf(request), scope, area), from, to);
    },
  );

  app.post(
    '/rules/:id/draft/publish',
    { config: administrators, schema: { params, body: publishInput.nullish(), response: { 200: ruleVersion } } },
    async (request) => ruleDrafts.publish(personOf(request), request.params.id, request.body?.at),
  );

  const documentOf = async (person: Person, id: string, version: number) =>
    ruleDocument(await ruleDrafts.version(person, id, version), office(), clock.now());

  app.get(
    '/rules/:id/versions/:version/document',
    { config: signedIn, schema: { params: versionParams, response: { 200: reportDocument } } },
    async (request) => documentOf(personOf(request), request.params.id, request.params.version),
  );

  app.get(
    '/rules/:id/versions/:version/file',
    {
      config: signedIn,
      schema: { params: versionParams, querystring: z.object({ format: z.enum(FILE_FORMATS).default('pdf') }) },
    },
    async (request, reply): Promise<FastifyReply> => {
      const { id, version } = request.params;
      const { format } = request.query;
      const file = await render(await documentOf(personOf(request), id, version), format);
      return reply
        .header('content-type', TYPES[format])
        .header('content-disposition', `attachment; filename="quy-tac-${id}-v${version}.${format}"`)
        .send(file);
    },
  );
}

function requireWindow(from: string, to: string): void {
  if (!isRealDay(from) || !isRealDay(to) || from > to || startOfDay(to) - startOfDay(from) >= LONGEST_DAYS * DAY_MS)
    throw new InvalidInputError('bad-window', `Name two days of the calendar in order, at most ${LONGEST_DAYS} apart.`);
}

function areaFor(person: Person, scope: Scope, asked: string | undefined): string {
  const area = asked ?? person.areas[0];
  if (area === undefined) throw new InvalidInputError('no-area', 'This account has no area yet: name one.');
  requireScope(scope, person, area);
  return area;
}
