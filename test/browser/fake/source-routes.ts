import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pageOf } from '../../../protocol/api/common.ts';
import { confirmation } from '../../../protocol/api/people.ts';
import {
  alert,
  alertDecision,
  alertDetail,
  report,
  source,
  sourceCall,
  sourceInput,
  sourcePatch,
  sourceWithSecret,
  unreadableAlert,
} from '../../../protocol/api/sources.ts';
import { MAY_CONFIRM, type Role } from '../../../protocol/roles.ts';
import { ALERT_STATES } from '../../../protocol/sources.ts';
import type { Person } from './people-world.ts';
import { seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

const alertQuery = z.object({
  state: z.enum(ALERT_STATES).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().max(100).default(50),
});

/** Whoever may speak from above, and the alerts that came, as protocol/api/sources.ts says it. */
export function sourceRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const api = '/api/v1';
  const { sources, alerts } = world;
  const id = (request: FastifyRequest) => decodeURIComponent((request.params as { id: string }).id);
  const one = (request: FastifyRequest, roles: readonly Role[]): Person => {
    const person = known(request);
    if (!roles.includes(person.role)) throw new Refusal(403, 'role');
    return person;
  };
  const administrator = (request: FastifyRequest) => one(request, ['administrator']);

  app.get(`${api}/sources`, async (request) => {
    administrator(request);
    return { items: sources.sources.map((each) => source.parse(each)) };
  });
  app.post(`${api}/sources`, async (request, reply) => {
    administrator(request);
    return reply.code(201).send(sourceWithSecret.parse(sources.add(sourceInput.parse(request.body))));
  });
  app.patch(`${api}/sources/:id`, async (request) => {
    administrator(request);
    return source.parse(sources.change(id(request), sourcePatch.parse(request.body)));
  });
  app.post(`${api}/sources/:id/secret`, async (request) => {
    administrator(request);
    return sourceWithSecret.parse(sources.renew(id(request)));
  });
  app.post(`${api}/sources/:id/end`, async (request) => {
    administrator(request);
    return source.parse(sources.end(id(request)));
  });
  app.get(`${api}/sources/:id/calls`, async (request) => {
    administrator(request);
    return { items: sources.calls(id(request)).map((each) => sourceCall.parse(each)) };
  });
  app.get(`${api}/sources/:id/reports`, async (request) => {
    administrator(request);
    return { items: sources.reports(id(request)).map((each) => report.parse(each)) };
  });

  app.get(`${api}/alerts`, async (request) => {
    one(request, MAY_CONFIRM);
    const { state, cursor, limit } = alertQuery.parse(request.query);
    return pageOf(alert).parse(alerts.list(state, cursor, limit));
  });
  app.get(`${api}/alerts/unreadable`, async (request) => {
    one(request, MAY_CONFIRM);
    return { items: alerts.unreadable.map((each) => unreadableAlert.parse(each)) };
  });
  app.get(`${api}/alerts/:id`, async (request) => {
    one(request, MAY_CONFIRM);
    return alertDetail.parse(alerts.get(id(request)));
  });
  for (const act of ['air', 'dismiss'] as const)
    app.post(`${api}/alerts/:id/${act}`, async (request, reply) => {
      const person = one(request, MAY_CONFIRM);
      const { reason } = alertDecision.parse(request.body);
      if (act === 'air' && alerts.takesTwo) {
        const { headline } = alerts.get(id(request));
        const asked = world.people.ask(person, headline, ['Hưng Lĩnh', 'Long Xá'], 28);
        return reply.code(202).send(confirmation.parse(asked));
      }
      const raise = (text: string) =>
        world.emergencies.raise(
          {
            ...{ key: seededUlid('alert raised', id(request)), status: 'actual', event: 'flood', text, forMinutes: 10 },
            targets: person.areas.map((area) => ({ area })),
          },
          person,
        ).id;
      return alert.parse(alerts.decide(id(request), act === 'air', reason, raise));
    });
}
