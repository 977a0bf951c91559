import { z } from 'zod';
import { instant, nodeId, percent, ulid } from '../messages/fields.ts';
import { ACTION_STATES } from '../remote.ts';
import { nodeFilter } from './fleet.ts';

/** As many as one order reaches; more is a province's work and is narrowed. */
export const MOST_IN_BULK = 5_000;

/** What may be asked of many nodes at once: nothing that sounds, nothing that takes them off the air. */
export const bulkOrder = z.discriminatedUnion('type', [
  z.object({ type: z.literal('silent-test') }),
  z.object({ type: z.literal('resync') }),
  z.object({ type: z.literal('volume'), percent }),
]);
export type BulkOrder = z.infer<typeof bulkOrder>;

/** `POST /bulk-actions/review`: which nodes it would reach, and which not and why. Nothing is done. */
export const bulkReviewInput = z.object({ filter: nodeFilter, order: bulkOrder });
export const bulkReview = z.object({
  total: z.number().int(),
  /** Nodes it will be asked of. */
  able: z.number().int(),
  /** The first of them, for reading. */
  items: z.array(z.object({ node: nodeId, code: z.string(), hamletName: z.string(), communeName: z.string() })),
  refused: z.array(z.object({ why: z.string(), nodes: z.number().int(), codes: z.array(z.string()) })),
});
export type BulkReview = z.infer<typeof bulkReview>;

/** `POST /bulk-actions`: `able` is what the review said; another number by now is 409 `set-changed`. The same key answers alike. */
export const bulkInput = bulkReviewInput.extend({ key: ulid, able: z.number().int().min(1) });

export const bulkState = z.enum([...ACTION_STATES, 'queued', 'refused', 'interrupted']);
/** `GET /bulk-actions/{id}`: how far it came, counted, and node by node. */
export const bulkAction = z.object({
  id: ulid,
  order: bulkOrder,
  at: instant,
  by: z.string(),
  byName: z.string().optional(),
  total: z.number().int(),
  /** Nobody has to wait for more. */
  isOver: z.boolean(),
  /** Nodes that are counted and not listed. */
  left: z.number().int(),
  counts: z.array(z.object({ state: bulkState, nodes: z.number().int() })),
  items: z.array(
    z.object({
      node: nodeId,
      code: z.string(),
      state: bulkState,
      reason: z.string().optional(),
      result: z.string().optional(),
    }),
  ),
});
export type BulkAction = z.infer<typeof bulkAction>;
