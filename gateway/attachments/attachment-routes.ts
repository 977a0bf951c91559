import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { attachment } from '../../protocol/api/inspections.ts';
import { sha256 } from '../../protocol/messages/fields.ts';
import { InvalidInputError, RuleError } from '../errors.ts';
import { type App, personOf } from '../http/app.ts';
import { formProblem } from '../http/upload.ts';
import type { Attachments } from './attachments.ts';

const LARGEST_BYTES = 10 * 1024 * 1024;
/** Whoever writes something that a paper or photo may stand behind. */
const WRITERS = ['operator', 'approver', 'technician', 'appraiser', 'inspector', 'administrator'] as const;

export function attachmentRoutes(app: App, attachments: Attachments): void {
  app.post(
    '/attachments',
    {
      config: { access: { who: 'roles', roles: WRITERS } },
      schema: { consumes: ['multipart/form-data'], response: { 201: attachment } },
    },
    async (request, reply) => {
      const { name, bytes } = await fileOf(request);
      return reply.code(201).send(await attachments.add(personOf(request), name, bytes));
    },
  );

  app.get(
    '/attachments/:sha256',
    { config: { access: { who: 'signed-in' } }, schema: { params: z.object({ sha256 }) } },
    async (request, reply) => {
      const file = await attachments.open(personOf(request), request.params.sha256);
      const shown = file.type === 'application/pdf' ? 'attachment' : 'inline';
      return reply
        .headers({
          'content-type': file.type,
          'content-length': file.bytes,
          'content-disposition': `${shown}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
          // It is one of four kinds that run nothing; should a browser think otherwise, it may still do nothing.
          'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
          'cache-control': 'private, max-age=31536000, immutable',
        })
        .send(file.stream());
    },
  );
}

async function fileOf(request: FastifyRequest): Promise<{ name: string; bytes: Uint8Array }> {
  if (!request.isMultipart()) throw noFile();
  try {
    const file = await request.file({ limits: { fileSize: LARGEST_BYTES } });
    if (file?.fieldname !== 'file') throw noFile();
    return { name: plainName(file.filename), bytes: await file.toBuffer() };
  } catch (error) {
    if ((error as { code?: unknown }).code === 'FST_REQ_FILE_TOO_LARGE')
      throw new RuleError('attachment-too-large', 'A file has at most 10 MB; send a smaller photo or scan.');
    throw formProblem(error);
  }
}

function noFile(): InvalidInputError {
  return new InvalidInputError('no-file', 'Send multipart/form-data with the file in the field "file".');
}

/** The last part of a path, without what a header or a folder could trip over. */
function plainName(name: string | undefined): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  return (
    last
      .replace(/[\p{Cc}<>:"|?*]/gu, '')
      .normalize('NFC')
      .slice(0, 120) || 'file'
  );
}
