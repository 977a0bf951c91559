import type { FastifyRequest } from 'fastify';
import { ForbiddenError, NotFoundError } from '../errors.ts';
import type { EvidenceLog } from './evidence-log.ts';
import type { StoredEntry } from './evidence-store.ts';

export interface ReadingParts {
  readonly evidence: EvidenceLog;
  /** Does the node lie in the caller's areas? */
  readonly mayRead: (request: FastifyRequest, node: string) => boolean;
}

/** An entry with its message; throws for none, for one of somebody else's node, and for one whose message was purged. */
export async function readableEntry(
  { evidence, mayRead }: ReadingParts,
  request: FastifyRequest,
  position: number,
): Promise<StoredEntry & { readonly jws: string }> {
  const entry = await evidence.entry(position);
  if (!entry) throw new NotFoundError('no-such-evidence', `The evidence log has no entry ${position}.`);
  if (!mayRead(request, entry.node))
    throw new ForbiddenError('out-of-scope', 'This node does not belong to your account.');
  const { jws } = entry;
  if (jws === undefined)
    throw new NotFoundError('evidence-purged', `The message of entry ${position} was purged; only its hash is kept.`);
  return { ...entry, jws };
}
