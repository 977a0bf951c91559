import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pageOf } from '../../protocol/api/common.ts';
import {
  firmware,
  firmwareList,
  rollout,
  rolloutDetail,
  rolloutInput,
  rolloutQuery,
  rolloutStep,
} from '../../protocol/api/firmware.ts';
import { firmwarePath } from '../../protocol/api/paths.ts';
import { MOST_FIRMWARE_BYTES } from '../../protocol/firmware.ts';
import { sha256, ulid } from '../../protocol/messages/fields.ts';
import { InvalidInputError, NotFoundError, RuleError, UnavailableError } from '../errors.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import { byteRange } from '../http/byte-range.ts';
import { formProblem } from '../http/upload.ts';
import type { Firmware } from './firmware.ts';
import type { Upload } from './firmware-files.ts';

const MIB = 1024 * 1024;
const MOST_MANIFEST_BYTES = 64 * 1024;
const reads = { access: { who: 'roles', roles: ['technician', 'administrator'] } } as const;
const changes = { access: { who: 'roles', roles: ['administrator'], unlocked: true } } as const;
const named = z.object({ id: ulid });

/** Firmware and its roll-outs for those who run the system (registered below /api/v1). */
export function firmwareRoutes(app: App, { firmware: own, scope }: { firmware: Firmware; scope: Scope }): void {
  const { firmwares, rollouts, views } = own;

  app.get('/firmwares', { config: reads, schema: { response: { 200: firmwareList } } }, async (request) =>
    firmwares.list(own.runningWithin(personOf(request).areas)),
  );

  app.post(
    '/firmwares',
    { config: changes, schema: { consumes: ['multipart/form-data'], response: { 201: firmware } } },
    async (request, reply) => {
      const { manifest, image } = await readForm(request, own);
      return reply.code(201).send(await firmwares.add(personOf(request), manifest, image));
    },
  );

  app.get(
    '/rollouts',
    { config: reads, schema: { querystring: rolloutQuery, response: { 200: pageOf(rollout) } } },
    async (request) => {
      const { cursor, limit } = request.query;
      return views.list({ areas: own.areasWithin(personOf(request).areas), before: cursor, limit });
    },
  );

  app.post(
    '/rollouts',
    { config: changes, schema: { body: rolloutInput, response: { 201: rolloutDetail } } },
    async (request, reply) => {
      requireScope(scope, personOf(request), request.body.area);
      return reply.code(201).send(await views.detail(await rollouts.create(personOf(request), request.body)));
    },
  );

  app.get(
    '/rollouts/:id',
    { config: reads, schema: { params: named, response: { 200: rolloutDetail } } },
    async (request) => {
      requireScope(scope, personOf(request), await views.areaOf(request.params.id));
      return views.detail(request.params.id);
    },
  );

  app.post(
    '/rollouts/:id/steps',
    { config: changes, schema: { params: named, body: rolloutStep, response: { 200: rolloutDetail } } },
    async (request) => {
      const { id } = request.params;
      requireScope(scope, personOf(request), await views.areaOf(id));
      await rollouts.step(personOf(request), id, request.body.kind);
      return views.detail(id);
    },
  );
}

/** Downloads at the same time: thousands of nodes share one line with beats and audio. */
const MOST_DOWNLOADS = 40;

/** Where nodes fetch an image (registered on the server itself: the path is part of the contract with devices). */
export function firmwareDeviceRoutes(app: App, { files }: Pick<Firmware, 'files'>): void {
  let downloads = 0;
  app.get(
    firmwarePath(':sha256'),
    { config: { access: { who: 'device' } }, schema: { params: z.object({ sha256 }), hide: true } },
    async (request, reply) => {
      const { sha256: name } = request.params;
      const size = await files.sizeOf(name);
      if (size === undefined) throw new NotFoundError('no-such-firmware', 'No firmware of this name is here.');
      reply.headers({ etag: `"${name}"`, 'accept-ranges': 'bytes', 'cache-control': 'private, immutable' });
      const range = byteRange(request.headers.range, size);
      if (range.kind === 'outside') return reply.code(416).header('content-range', `bytes */${size}`).send();
      if (downloads >= MOST_DOWNLOADS)
        throw new UnavailableError('downloads-full', 'Many others fetch theirs now; ask again in a minute.');
      const { from, to } = range.kind === 'part' ? range : { from: 0, to: size - 1 };
      if (range.kind === 'part') reply.code(206).header('content-range', `bytes ${from}-${to}/${size}`);
      reply.type('application/octet-stream').header('content-length', to - from + 1);
      if (request.method === 'HEAD') return reply.send();
      const stream = files.stream(name, from, to);
      downloads++;
      stream.once('close', () => downloads--);
      return reply.send(stream);
    },
  );
}

async function readForm(
  request: FastifyRequest,
  { firmwares }: Firmware,
): Promise<{ manifest: string; image: Upload }> {
  if (!request.isMultipart())
    throw new InvalidInputError('not-multipart', 'Send multipart/form-data with "manifest" and "image".');
  let manifest: string | undefined;
  let image: Upload | undefined;
  const limits = { fileSize: MOST_FIRMWARE_BYTES + MIB, files: 2, fields: 4, fieldSize: MOST_MANIFEST_BYTES, parts: 6 };
  try {
    for await (const part of request.parts({ limits }) as AsyncIterable<Multipart>) {
      if (part.fieldname === 'manifest')
        manifest = part.type === 'field' ? textOf(part.value) : await shortText(part.file);
      else if (part.type === 'file' && part.fieldname === 'image' && !image) image = await firmwares.receive(part.file);
      else throw new InvalidInputError('unknown-field', 'Only "manifest" and "image" are known.');
    }
    if (manifest === undefined || image === undefined)
      throw new InvalidInputError('no-file', 'Send the manifest in "manifest" and the image in "image".');
    return { manifest, image };
  } catch (error) {
    if (image) await firmwares.forget(image);
    if ((error as { code?: unknown }).code === 'FST_REQ_FILE_TOO_LARGE')
      throw new RuleError('firmware-too-large', 'A firmware has at most 512 MB; send a smaller image.');
    throw formProblem(error);
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

async function shortText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > MOST_MANIFEST_BYTES)
      throw new RuleError('firmware-bad-manifest', 'A manifest has at most 64 kB: this is another file.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
