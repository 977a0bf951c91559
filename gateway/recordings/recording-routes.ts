import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recording } from '../../protocol/api/broadcast.ts';
import { pageOf, pageQuery } from '../../protocol/api/common.ts';
import { AREA_ID } from '../../protocol/ids.ts';
import { areaId, sha256 } from '../../protocol/messages/fields.ts';
import { AudioRefusedError } from '../audio/refusal.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { type App, type Person, personOf, requireScope, type Scope } from '../http/app.ts';
import { formProblem } from '../http/upload.ts';
import { LARGEST_UPLOAD_BYTES, type Upload } from './audio-files.ts';
import { listeningRoutes } from './listening-routes.ts';
import type { Recordings } from './recordings.ts';
import { asRecording } from './recordings.ts';

const MIB = 1024 * 1024;
const EDITORS = ['operator', 'approver', 'hamlet-head', 'administrator'] as const;
const listQuery = pageQuery.extend({ search: z.string().max(120).optional(), area: areaId.optional() });

export function recordingRoutes(api: App, recordings: Recordings, scope: Scope): void {
  listeningRoutes(api, recordings);
  api.post(
    '/recordings',
    {
      config: { access: { who: 'roles', roles: EDITORS } },
      schema: { consumes: ['multipart/form-data'], response: { 201: recording } },
    },
    async (request, reply) => {
      const person = personOf(request);
      const { upload, filename, title, area: wanted } = await readForm(request, recordings);
      const area = wanted ?? person.areas[0];
      try {
        if (area === undefined || !AREA_ID.test(area))
          throw new InvalidInputError('no-area', 'Say which area the recording belongs to.');
        requireScope(scope, person, area);
      } catch (error) {
        await recordings.forget(upload);
        throw error;
      }
      const made = await recordings.add(person, upload, { title: title?.slice(0, 200), filename, area });
      return reply.code(201).send(asRecording(made));
    },
  );

  api.get(
    '/recordings',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: listQuery, response: { 200: pageOf(recording) } },
    },
    async (request) => {
      const { cursor, limit, search, area } = request.query;
      const person = personOf(request);
      const known = await recordings.areas();
      const areas = known.filter(
        (one) => maySee(scope, person, one) && (area === undefined || concerns(scope, one, area)),
      );
      const { items, total } = await recordings.list({ areas, search, limit: limit + 1, after: readCursor(cursor) });
      const page = items.slice(0, limit);
      const last = items.length > limit ? page.at(-1) : undefined;
      return {
        items: page.map(asRecording),
        total,
        ...(last ? { next: `${last.uploadedAt}-${last.sha256}` } : {}),
      };
    },
  );

  api.get(
    '/recordings/:sha256',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params: z.object({ sha256 }), response: { 200: recording } },
    },
    async (request) => {
      const found = await recordings.get(request.params.sha256);
      if (!found) throw new NotFoundError('no-such-recording', 'No recording has this name.');
      return asRecording(found);
    },
  );
}

/** What belongs to the own areas, and what a higher area offers to everybody below it. */
function maySee(scope: Scope, person: Person, area: string): boolean {
  return person.areas.some((own) => concerns(scope, area, own));
}

function concerns(scope: Scope, area: string, own: string): boolean {
  return scope.isWithin(area, [own]) || scope.isWithin(own, [area]);
}

function readCursor(cursor: string | undefined): { uploadedAt: number; sha256: string } | undefined {
  if (cursor === undefined) return undefined;
  const found = /^(\d{1,15})-([0-9a-f]{64})$/.exec(cursor);
  if (!found) throw new InvalidInputError('bad-cursor', 'The cursor is none of ours; ask for the first page again.');
  return { uploadedAt: Number(found[1]), sha256: found[2] as string };
}

interface Form {
  readonly upload: Upload;
  readonly filename?: string;
  readonly title?: string;
  readonly area?: string;
}

/** The fields may come before or after the file, which goes to disk as it comes. */
async function readForm(request: FastifyRequest, recordings: Recordings): Promise<Form> {
  if (!request.isMultipart())
    throw new InvalidInputError('not-multipart', 'Send multipart/form-data with a field "file".');
  const texts = new Map<string, string>();
  let file: { upload: Upload; filename: string } | undefined;
  // A little more than we take: at its own limit the parser would read on to the end of the part before it says so.
  const limits = { fileSize: LARGEST_UPLOAD_BYTES + MIB, files: 1, fields: 8, fieldSize: 4_096, parts: 10 };
  try {
    for await (const part of request.parts({ limits }) as AsyncIterable<Multipart>) {
      if (part.type === 'field') {
        if (typeof part.value === 'string') texts.set(part.fieldname, part.value);
        continue;
      }
      if (part.fieldname !== 'file')
        throw new InvalidInputError('unknown-field', 'The sound goes into the field "file".');
      file = { upload: await recordings.receive(part.file), filename: part.filename };
      if (part.file.truncated) throw new AudioRefusedError('recording-too-large');
    }
  } catch (error) {
    if (file) await recordings.forget(file.upload);
    throw tooLarge(error) ? new AudioRefusedError('recording-too-large') : formProblem(error);
  }
  if (!file) throw new InvalidInputError('no-file', 'Send the sound in the field "file".');
  const [title, area] = [texts.get('title'), texts.get('area')];
  return { ...file, ...(title ? { title } : {}), ...(area ? { area } : {}) };
}

function tooLarge(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'FST_REQ_FILE_TOO_LARGE';
}
