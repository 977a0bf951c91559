import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { App } from './app.ts';
import type { Metrics } from './metrics.ts';
import type { AuditPort, DevicePort, SessionPort } from './ports.ts';

export interface HttpParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly sessions: SessionPort;
  readonly devices: DevicePort;
  readonly audit: AuditPort;
  readonly metrics: Metrics;
  /** What the broker shows as bearer on /internal. */
  readonly brokerToken: string;
  /** Cookies only over HTTPS. */
  readonly cookieSecure: boolean;
  /** The built dashboard; without it only the API is served. */
  readonly staticFolder?: string;
}

/**
 * The HTTP server without routes; they are registered after it resolves. `x-routes.ts` files name paths below `/api/v1`
 * (`areaRoutes(app, …)` registers `/areas`) and the root registers them with `registerApi`.
 */
export async function createHttpServer(_parts: HttpParts): Promise<App> {
  throw new Error('not built yet');
}

export const API_PREFIX = '/api/v1';

/** Registers routes below /api/v1. */
export async function registerApi(app: App, routes: (api: App) => void): Promise<void> {
  await app.register(async (api) => routes(api as App), { prefix: API_PREFIX });
}
