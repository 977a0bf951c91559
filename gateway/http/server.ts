import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import websocket from '@fastify/websocket';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { HOUR_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import { NotFoundError, TooManyRequestsError } from '../errors.ts';
import type { Log } from '../log.ts';
import { comesAsDevice, enforceAccess, isChange } from './access.ts';
import type { App } from './app.ts';
import { compressAnswers } from './compress.ts';
import { SESSION_COOKIE } from './cookies.ts';
import { serveDashboard } from './dashboard-files.ts';
import type { Metrics } from './metrics.ts';
import type { AuditPort, DevicePort, SessionPort, SourcePort } from './ports.ts';
import { problemOf } from './problems.ts';
import { Refusals } from './refusals.ts';
import { addSecureHeaders } from './secure.ts';
import { BARE_HEADERS, PERMISSIONS_POLICY, refuseBytes, SECURITY_HEADERS } from './security-headers.ts';
import { acceptTables } from './upload.ts';

export const API_PREFIX = '/api/v1';

const JSON_LIMIT_BYTES = 1024 * 1024;
export const UPLOAD_LIMIT_BYTES = 200 * 1024 * 1024;
/** Frames from listeners of the feed; they have nothing to say. */
const FRAME_LIMIT_BYTES = 64 * 1024;
/** Of one address; an office shares one. Devices and the broker are not counted: they show a credential no one guesses. */
const REQUESTS_PER_MINUTE = 3_000;

export interface HttpParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly sessions: SessionPort;
  readonly devices: DevicePort;
  /** Absent: no system above may call. */
  readonly sources?: SourcePort | undefined;
  readonly audit: AuditPort;
  readonly metrics: Metrics;
  /** What the broker shows as bearer on /internal. */
  readonly brokerToken: string;
  /** May browsers be told to use nothing but HTTPS here? Not under an own authority. */
  readonly strictTransport?: boolean;
  /** Of one address; 3,000 when absent. */
  readonly requestsPerMinute?: number;
  /** The built dashboard; without it only the API is served. */
  readonly staticFolder?: string;
}

/**
 * The HTTP server without routes; register them when this has resolved. `x-routes.ts` files name paths below `/api/v1`
 * (`areaRoutes` registers `/areas`) and the root registers them with `registerApi`.
 */
export async function createHttpServer(parts: HttpParts): Promise<App> {
  const app: App = fastify({
    bodyLimit: JSON_LIMIT_BYTES,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    // A proxy on this machine tells the caller's address; anybody else's word for it is not taken.
    trustProxy: 'loopback',
    // 200 MB over a commune's line take most of an hour; whoever needs longer holds a connection for nothing.
    requestTimeout: HOUR_MS,
    frameworkErrors: (error, _request, reply) => {
      const problem = problemOf(error);
      parts.metrics.refused(problem.code);
      return sendProblem(reply.headers(BARE_HEADERS), problem);
    },
    clientErrorHandler: (error, socket) => parts.metrics.refused(refuseBytes(error, socket)),
  }) as unknown as App;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorate('routeTable', []);
  answerProblems(app, parts);
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('permissions-policy', PERMISSIONS_POLICY);
  });
  await app.register(helmet, SECURITY_HEADERS);
  addSecureHeaders(app, parts.strictTransport ?? false);
  await app.register(cookie);
  await app.register(rateLimit, {
    max: parts.requestsPerMinute ?? REQUESTS_PER_MINUTE,
    timeWindow: '1 minute',
    allowList: (request: FastifyRequest) => {
      const who = request.routeOptions.config.access?.who ?? '';
      // Where people listen as well, only who comes as a node is not counted: a cookie costs a look-up.
      return ['device', 'broker'].includes(who) || (who === 'device-or-signed-in' && comesAsDevice(request));
    },
    errorResponseBuilder: (_request, context) =>
      new TooManyRequestsError('too-many-requests', `Too many requests; wait ${context.after}.`),
  });
  enforceAccess(app, parts);
  await app.register(websocket, { options: { maxPayload: FRAME_LIMIT_BYTES } });
  await app.register(multipart, { limits: { fileSize: UPLOAD_LIMIT_BYTES, files: 1, fields: 8, fieldSize: 4_096 } });
  await app.register(swagger, {
    openapi: { info: { title: 'LoaXã', version: '1' } },
    transform: jsonSchemaTransform,
  });
  acceptTables(app);
  compressAnswers(app);
  parts.metrics.watch(app);
  app.get(
    `${API_PREFIX}/openapi.json`,
    { config: { access: { who: 'anyone' } }, schema: { hide: true } as object },
    async () => app.swagger(),
  );
  if (parts.staticFolder !== undefined) await serveDashboard(app, parts.staticFolder);
  return app;
}

/** Registers routes below /api/v1. */
export async function registerApi(app: App, routes: (api: App) => void): Promise<void> {
  await app.register(async (api) => routes(api as unknown as App), { prefix: API_PREFIX });
}

/** The one place where an error becomes an answer. */
function answerProblems(app: App, { audit, clock, log, metrics }: HttpParts): void {
  const refusals = new Refusals({ audit, clock, log });
  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error);
    const route = request.routeOptions.url ?? request.url;
    if (problem.status >= 500)
      log.error({ err: error, method: request.method, route, request: request.id }, 'a request failed');
    if (problem.status < 500) metrics.refused(problem.code);
    if (isChange(request)) await refusals.record(request, problem.status, problem.code);
    if (typeof problem.retryAfterMs === 'number') reply.header('retry-after', Math.ceil(problem.retryAfterMs / 1_000));
    if (problem.code === 'not-signed-in' && request.cookies?.[SESSION_COOKIE])
      reply.clearCookie(SESSION_COOKIE, { path: '/' });
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler(() => {
    throw new NotFoundError('not-found', 'There is nothing at this address.');
  });
}

function sendProblem(reply: FastifyReply, problem: ReturnType<typeof problemOf>): FastifyReply {
  return reply
    .status(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem);
}
