import { Audit } from '../../../gateway/audit/audit.ts';
import type { Clock } from '../../../gateway/clock.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import type { TestDatabase } from '../database/engines.ts';
import { served } from '../http/served.ts';

export const BROKER_TOKEN = 'a-token-only-the-broker-knows';

/** The real HTTP server; a session cookie is simply the name of one of these people. */
export async function openDoor(
  { database }: TestDatabase,
  clock: Clock,
  people: readonly Person[],
  routes: { api?: (api: App) => void; outside?: (app: App) => void },
) {
  const app = await served(
    {
      ...{ clock, audit: new Audit({ database, clock }), brokerToken: BROKER_TOKEN },
      personOf: (token) => people.find((one) => one.username === token),
    },
    { api: (api) => routes.api?.(api), ...(routes.outside ? { outside: routes.outside } : {}) },
  );
  return {
    app,
    get: async (path: string, as?: string) => {
      const reply = await app.inject({
        url: `/api/v1${path}`,
        headers: as === undefined ? {} : { cookie: `loaxa_session=${as}` },
      });
      return { status: reply.statusCode, body: reply.json() };
    },
  };
}

export function person(username: string, role: Person['role'], areas: string[]): Person {
  return { id: username, username, name: username, role, areas };
}
