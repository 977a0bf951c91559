import type { Clock } from '../../../gateway/clock.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import { Metrics } from '../../../gateway/http/metrics.ts';
import { createHttpServer, type HttpParts, registerApi } from '../../../gateway/http/server.ts';
import { silentLog } from '../../../gateway/log.ts';
import { sessionsOf, signedInAs } from './signed-in.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The real HTTP server over the routes of one part. `personOf` knows people by the name in their cookie; no node is let in unless a test says so. */
export async function served(
  parts: { clock: Clock; personOf: (token: string) => Person | undefined } & Partial<HttpParts>,
  routes: { api?: (api: App) => void; outside?: (app: App) => void },
): Promise<App> {
  const { personOf, ...others } = parts;
  const app = await createHttpServer({
    ...{ log: silentLog, audit: { record: async () => undefined }, metrics: new Metrics() },
    ...{ sessions: sessionsOf(personOf), devices: { holds: () => false }, brokerToken: 'x'.repeat(32) },
    ...others,
  });
  if (routes.api) await registerApi(app, routes.api);
  routes.outside?.(app);
  await app.ready();
  return app;
}

/** What somebody signed in asks of the API. */
export function callAs(app: App, who: string, method: Method, path: string, payload?: object) {
  return app.inject({
    ...{ method, url: `/api/v1${path}`, headers: signedInAs(who) },
    ...(payload ? { payload } : {}),
  });
}
