import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { pageOf, pageQuery } from '../../protocol/api/common.ts';
import { auditEntry } from '../../protocol/api/coverage.ts';
import type { Audit } from './audit.ts';
import type { AuditReach } from './audit-store.ts';

/** As http's `App`, spelled out here because folders of one level do not import each other. */
type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

const auditQuery = pageQuery.extend({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  by: z.string().max(64).optional(),
  action: z.string().max(64).optional(),
  /** A family of actions: `programme` takes in `programme.approve`, `emergency` also `emergency-template.create`. */
  kind: z
    .string()
    .regex(/^[a-z]{2,32}$/)
    .optional(),
  subject: z.string().max(128).optional(),
  /** Words that stand in what was there before or after; looked for in at most 92 days, the last ones when `from` is absent. */
  about: z.string().trim().min(2).max(100).optional(),
  outcome: z.enum(['done', 'refused', 'failed']).optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
});

export interface AuditRouteParts {
  readonly audit: Audit;
  /** What the caller may read of; undefined for everything. */
  readonly reachOf: (request: FastifyRequest) => AuditReach | undefined;
}

export function registerAuditRoutes(app: App, { audit, reachOf }: AuditRouteParts): void {
  app.get(
    '/audit',
    {
      config: { access: { who: 'roles', roles: ['administrator'] } },
      schema: { querystring: auditQuery, response: { 200: pageOf(auditEntry) } },
    },
    (request) => {
      const reach = reachOf(request);
      return audit.list({ ...request.query, ...(reach ? { reach } : {}) });
    },
  );
}
