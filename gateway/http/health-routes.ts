import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ForbiddenError } from '../errors.ts';
import type { App } from './app.ts';
import { isLoopback } from './hosts.ts';
import type { Metrics } from './metrics.ts';

export interface HealthParts {
  readonly metrics: Metrics;
  /** Each says whether its part can work now; all must for /readyz. */
  readonly checks: Readonly<Record<string, () => boolean | Promise<boolean>>>;
}

/** For the launcher, systemd and Prometheus: /healthz says the process answers, /readyz that its parts do. */
export function healthRoutes(app: App, { metrics, checks }: HealthParts): void {
  const anyone = { config: { access: { who: 'anyone' }, rateLimit: false } } as const;
  app.get(
    '/healthz',
    { ...anyone, schema: { response: { 200: z.object({ status: z.literal('up') }) } } },
    async () => ({
      status: 'up' as const,
    }),
  );

  app.get('/readyz', anyone, async (_request, reply) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await answers(check)] as const),
    );
    const ready = results.every(([, well]) => well);
    return reply.status(ready ? 200 : 503).send({ ready, checks: Object.fromEntries(results) });
  });

  app.get('/metrics', anyone, async (request, reply) => {
    if (!isLocal(request))
      throw new ForbiddenError('local-only', 'Metrics are given to this machine alone; scrape them from here.');
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

async function answers(check: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await check();
  } catch {
    return false;
  }
}

/** Behind a proxy on this machine every caller looks local: then the proxy's header tells. */
function isLocal(request: FastifyRequest): boolean {
  const here = isLoopback(request.socket.remoteAddress ?? '');
  return here && request.headers['x-forwarded-for'] === undefined && request.headers.forwarded === undefined;
}
