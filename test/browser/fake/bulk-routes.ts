import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type BulkAction, bulkAction, bulkInput, bulkReview, bulkReviewInput } from '../../../protocol/api/bulk.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** Orders to many nodes, as protocol/api/bulk.ts says them: every second look half of the rest is done. */
export function bulkRoutes(
  app: FastifyInstance,
  world: World,
  known: (request: FastifyRequest) => Person,
  scope: (request: FastifyRequest, person: Person) => string,
): void {
  const api = '/api/v1/bulk-actions';
  const orders = new Map<string, BulkAction>();
  const sorted = (request: FastifyRequest, { only }: { only?: string[] | undefined }) => {
    const where = scope(request, known(request));
    const within = world.places.nodes.filter(({ hamlet }) => world.within(hamlet, where));
    const nodes = only ? within.filter(({ id }) => only.includes(id)) : within;
    const able = nodes.filter(({ lastSeenAt }) => lastSeenAt !== undefined);
    return { nodes, able, not: nodes.filter((node) => !able.includes(node)) };
  };
  app.post(`${api}/review`, async (request) => {
    const { nodes, able, not } = sorted(request, bulkReviewInput.parse(request.body).filter);
    return bulkReview.parse({
      ...{ total: nodes.length, able: able.length },
      items: able.slice(0, 100).map(({ id, ...row }) => ({ node: id, ...row })),
      refused:
        not.length > 0
          ? [{ why: 'not-enrolled', nodes: not.length, codes: not.slice(0, 20).map(({ code }) => code) }]
          : [],
    });
  });
  app.post(api, async (request, reply) => {
    const person = known(request);
    const input = bulkInput.parse(request.body);
    const { able } = sorted(request, input.filter);
    if (able.length !== input.able) throw new Refusal(409, 'set-changed');
    const items = able.map(({ id, code }) => ({ node: id, code, state: 'sent' as const }));
    const made: BulkAction = {
      ...{ id: input.key, order: input.order, at: world.now(), by: person.id, total: items.length },
      ...{ isOver: false, left: Math.max(0, items.length - 200), counts: [{ state: 'sent', nodes: items.length }] },
      items: items.slice(0, 200),
    };
    orders.set(made.id, made);
    return reply.code(202).send(bulkAction.parse(made));
  });
  app.get(`${api}/:id`, async (request) => {
    known(request);
    const { id } = request.params as { id: string };
    const order = orders.get(id);
    if (!order) throw new Refusal(404, 'no-bulk-action');
    const [bad, ...rest] = order.items;
    const items = [
      ...(bad ? [{ ...bad, state: 'rejected' as const, reason: 'busy' }] : []),
      ...rest.map((item) => ({ ...item, state: 'done' as const, result: 'line-ok' })),
    ];
    const counts = [
      { state: 'done' as const, nodes: order.total - 1 },
      { state: 'rejected' as const, nodes: 1 },
    ];
    orders.set(id, { ...order, items, counts, isOver: true });
    return bulkAction.parse(order);
  });
}
