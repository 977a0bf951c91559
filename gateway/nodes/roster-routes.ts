import { z } from 'zod';
import { ROSTER_PATH, roster } from '../../protocol/roster.ts';
import type { App } from '../http/app.ts';
import type { BrokerRoster } from './broker-roster.ts';

/** For the broker alone; registered on the server itself. */
export function rosterRoutes(app: App, { brokerRoster }: { brokerRoster: BrokerRoster }): void {
  app.get(
    ROSTER_PATH,
    {
      config: { access: { who: 'broker' } },
      schema: {
        hide: true,
        querystring: z.object({ since: z.coerce.number().int().min(0).optional() }),
        response: { 200: roster },
      } as const,
    },
    async (request, reply) => {
      const left = new AbortController();
      reply.raw.once('close', () => left.abort());
      return brokerRoster.since(request.query.since, left.signal);
    },
  );
}
