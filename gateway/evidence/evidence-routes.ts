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
import { checkpoint } from '../../protocol/api/coverage.ts';
import { evidenceFile } from '../../protocol/api/evidence.ts';
import { toBase64Url } from '../../protocol/jws.ts';
import { HOUR_MS } from '../../protocol/units.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { EvidenceLog } from './evidence-log.ts';
import { readableEntry } from './readable-entry.ts';

/** As http's `App`, spelled out here because folders of one level do not import each other. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export interface EvidenceRouteParts {
  readonly evidence: EvidenceLog;
  readonly checkpoints: Checkpoints;
  readonly keyOf: (node: string) => string | undefined;
  /** Does the node lie in the caller's areas? */
  readonly mayRead: (request: FastifyRequest, node: string) => boolean;
}

export function registerEvidenceRoutes(app: App, parts: EvidenceRouteParts): void {
  /** A checkpoint tells sizes and hashes only: witnesses outside may watch it. */
  app.get(
    '/evidence/checkpoint',
    { config: { access: { who: 'anyone' } }, schema: { response: { 200: checkpoint } } },
    () => parts.checkpoints.latest({ maxAgeMs: HOUR_MS }),
  );

  app.get(
    '/evidence/:position',
    {
      config: { access: { who: 'signed-in' } },
      schema: {
        params: z.object({ position: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
        response: { 200: evidenceFile },
      },
    },
    async (request) => {
      const { position } = request.params;
      const entry = await readableEntry(parts, request, position);
      const head = await parts.checkpoints.latest({ position });
      const proof = await parts.evidence.inclusionProof(position, head.size);
      const key = parts.keyOf(entry.node);
      return {
        checkpoint: head,
        entries: [{ position, jws: entry.jws, proof: proof.map(toBase64Url) }],
        ...(key === undefined ? {} : { nodeKeys: { [entry.node]: key } }),
      };
    },
  );
}
