import type { Multipart } from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import { InvalidInputError, NotSignedInError, TooManyRequestsError } from '../errors.ts';
import type { App } from '../http/app.ts';
import { FailureLimit } from '../http/failure-limit.ts';
import { formProblem } from '../http/upload.ts';
import type { Recordings } from '../recordings/recordings.ts';
import { refusalOf } from './answers.ts';
import type { Dialect } from './dialect/dialect.ts';
import type { Mappings } from './dialect/mappings.ts';
import { readMessage, writeMessage } from './dialect/translate.ts';
import type { Incoming } from './incoming.ts';
import type { Call, SourceApi } from './source-api.ts';
import type { SourceNodes } from './source-nodes.ts';
import type { SourceVolumes } from './source-volumes.ts';
import type { Sources } from './sources.ts';

export interface SourceApiRouteParts {
  readonly clock: Clock;
  readonly api: SourceApi;
  readonly sources: Sources;
  readonly mappings: Mappings;
  readonly incoming: Incoming;
  readonly nodes: SourceNodes;
  readonly volumes: SourceVolumes;
  readonly recordings: Pick<Recordings, 'receive' | 'forget'>;
}

type Upload = Awaited<ReturnType<Recordings['receive']>>;

const MIB = 1024 * 1024;
/** A sound within the message is base64; larger ones are sent as a file or by their address. */
const MESSAGE_LIMIT_BYTES = 32 * MIB;
const SOURCE = { access: { who: 'source' } } as const;
const REFERENCE = z.object({ reference: z.string().min(1).max(200) });

/** What province and central systems call (DOMAIN §3.6), each in its own dialect (registered below /api/v1). */
export function sourceApiRoutes(app: App, parts: SourceApiRouteParts): void {
  const { api, incoming, nodes, volumes } = parts;
  const answer = (what: string, act: (call: Call, request: FastifyRequest) => Promise<unknown>) => {
    return (request: FastifyRequest, reply: FastifyReply) =>
      api.answer(request, reply, what, (call) => act(call, request));
  };
  tokenRoute(app, parts);

  app.get(
    '/source/nodes',
    { config: SOURCE },
    answer('nodes', async (call, request) => api.nodes(call, call.read('partQuery', request.query))),
  );
  app.post(
    '/source/nodes',
    { config: SOURCE },
    answer('register', async (call, request) =>
      api.done(call, { count: await nodes.register(call.source, call.read('register', request.body)) }),
    ),
  );
  app.post(
    '/source/volume',
    { config: SOURCE },
    answer('volume', async (call, request) =>
      api.done(call, { count: await volumes.set(call.source, call.read('volume', request.body)) }),
    ),
  );
  app.post(
    '/source/bulletins',
    { config: SOURCE, bodyLimit: MESSAGE_LIMIT_BYTES },
    answer('bulletin', async (call, request) => {
      const { body, upload } = await messageOf(request, parts.recordings);
      try {
        const message = call.read('bulletin', body);
        return api.done(call, await incoming.bulletin(call.source, message, upload));
      } catch (error) {
        if (upload) await parts.recordings.forget(upload);
        throw error;
      }
    }),
  );
  app.post(
    '/source/bulletins/cancel',
    { config: SOURCE },
    answer('cancel', async (call, request) =>
      api.done(call, await incoming.cancel(call.source, call.read('cancel', request.body))),
    ),
  );
  app.post(
    '/source/bulletins/reschedule',
    { config: SOURCE },
    answer('reschedule', async (call, request) =>
      api.done(call, await incoming.reschedule(call.source, call.read('reschedule', request.body))),
    ),
  );
  app.delete('/source/bulletins/:reference', { config: SOURCE, schema: { params: REFERENCE } }, (request, reply) =>
    api.answer(request, reply, 'cancel', async (call) =>
      api.done(call, await incoming.cancel(call.source, { reference: request.params.reference })),
    ),
  );
  app.get(
    '/source/status',
    { config: SOURCE },
    answer('status', async (call, request) => api.status(call, call.read('partQuery', request.query))),
  );
  app.get(
    '/source/log',
    { config: SOURCE },
    answer('log', async (call, request) => api.log(call, call.read('logQuery', request.query))),
  );
}

/** Client id and secret, in whichever dialect the client is known by, give a token for an hour. */
function tokenRoute(app: App, { clock, sources, mappings }: SourceApiRouteParts): void {
  const ofAddress = new FailureLimit({ clock, free: 20, baseMs: SECOND_MS, maxMs: 5 * MINUTE_MS });
  const ofSource = new FailureLimit({ clock, free: 10, baseMs: SECOND_MS, maxMs: 15 * MINUTE_MS });
  app.post('/source/token', { config: { access: { who: 'anyone' } } }, async (request, reply) => {
    const shown = clientOf(request.body, sources, mappings);
    const dialect = shown?.dialect ?? mappings.get('default');
    try {
      const keys = [
        [ofAddress, request.ip] as const,
        ...(shown ? [[ofSource, `${shown.id} ${request.ip}`] as const] : []),
      ];
      const retryAfterMs = Math.max(...keys.map(([limit, key]) => limit.attempt(key)));
      if (retryAfterMs > 0)
        throw new TooManyRequestsError(
          'wait',
          `Too many wrong secrets; wait ${Math.ceil(retryAfterMs / SECOND_MS)} s.`,
          {
            retryAfterMs,
          },
        );
      if (!shown) throw new NotSignedInError('bad-source-secret', 'This source and secret do not belong together.');
      const { token } = await sources.token(shown.id, shown.secret);
      for (const [limit, key] of keys) limit.forget(key);
      return reply.send(writeMessage(dialect, 'tokenAnswer', { token, kind: 'Bearer', expiresIn: HOUR_MS }));
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      const { retryAfterMs } = error instanceof TooManyRequestsError ? error.extra : {};
      if (typeof retryAfterMs === 'number') reply.header('retry-after', Math.ceil(retryAfterMs / SECOND_MS));
      return reply.code(refusal.status).send(writeMessage(dialect, 'answer', refusal.answer));
    }
  });
}

/** Which source says this, tried in the dialect of each: the names in which it says so are its own. */
function clientOf(
  body: unknown,
  sources: Sources,
  mappings: Mappings,
): { id: string; secret: string; dialect: Dialect } | undefined {
  for (const source of sources.all()) {
    const dialect = mappings.get(source.mapping);
    try {
      const { clientId, clientSecret } = readMessage(dialect, 'token', body);
      if (clientId === source.id) return { id: source.id, secret: clientSecret, dialect };
    } catch {
      // Not its dialect.
    }
  }
  return undefined;
}

/** The message is the body, or the first text of a form that has the sound as its file. */
async function messageOf(
  request: FastifyRequest,
  recordings: Pick<Recordings, 'receive' | 'forget'>,
): Promise<{ body: unknown; upload?: Upload }> {
  if (!request.isMultipart()) return { body: request.body };
  let upload: Upload | undefined;
  let body: unknown;
  const limits = { fileSize: 200 * MIB, files: 1, fields: 4, fieldSize: MIB, parts: 6 };
  try {
    for await (const part of request.parts({ limits }) as AsyncIterable<Multipart>) {
      if (part.type === 'file') {
        upload = await recordings.receive(part.file);
        if (part.file.truncated) throw new InvalidInputError('too-large', 'The file is larger than 200 MB.');
      } else if (body === undefined) body = parsed(part.value);
    }
  } catch (error) {
    if (upload) await recordings.forget(upload);
    throw formProblem(error);
  }
  return { body, ...(upload ? { upload } : {}) };
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError('no-json', 'The text part of the form is no JSON.', {}, error);
  }
}
