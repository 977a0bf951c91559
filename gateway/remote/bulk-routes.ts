import { z } from 'zod';
import { bulkAction, bulkInput, bulkReview, bulkReviewInput } from '../../protocol/api/bulk.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import { type App, type Person, personOf, type Scope } from '../http/app.ts';
import type { Bulk, BulkNode } from './bulk.ts';

export interface BulkRouteParts {
  readonly bulk: Bulk;
  readonly scope: Scope;
  /** What the filter finds within the person's areas. */
  readonly nodesOf: (person: Person, filter: z.infer<typeof bulkReviewInput>['filter']) => readonly BulkNode[];
}

/** As for single actions: operators and heads of hamlets set the volume, the rest asks for an engineer. */
const asking = {
  access: { who: 'roles', roles: ['technician', 'administrator', 'operator', 'hamlet-head'] },
} as const;

export function bulkRoutes(app: App, { bulk, scope, nodesOf }: BulkRouteParts): void {
  app.post(
    '/bulk-actions/review',
    { config: asking, schema: { body: bulkReviewInput, response: { 200: bulkReview } } },
    async (request) => {
      const person = personOf(request);
      return bulk.review(person, request.body.order, nodesOf(person, request.body.filter));
    },
  );

  app.post(
    '/bulk-actions',
    { config: asking, schema: { body: bulkInput, response: { 202: bulkAction } } },
    async (request, reply) => {
      const person = personOf(request);
      return reply.status(202).send(await bulk.begin(person, request.body, nodesOf(person, request.body.filter)));
    },
  );

  app.get(
    '/bulk-actions/:id',
    { config: asking, schema: { params: z.object({ id: ulid }), response: { 200: bulkAction } } },
    async (request) => {
      const { areas } = personOf(request);
      return bulk.get(request.params.id, (hamlet) => scope.isWithin(hamlet, areas));
    },
  );
}
