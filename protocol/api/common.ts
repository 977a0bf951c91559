import { z } from 'zod';
import { DAY } from '../vietnam-time.ts';

export const day = z.string().regex(DAY, 'is not a day YYYY-MM-DD');

/** RFC 9457 problem. `code` is stable and translated by the dashboard; `detail` says what to do. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** For quiet hours: the first instant at which it would be allowed. */
  nextAllowedAt: z.number().optional(),
  /** For a wrong PIN: how often it may still be tried before the device is forgotten. */
  triesLeft: z.number().int().optional(),
  /** For a lock-out: how long to wait. */
  retryAfterMs: z.number().optional(),
});
export type Problem = z.infer<typeof problem>;

export const pageQuery = z.object({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** A page of a list: `next` is the cursor of the following page, absent on the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().optional(), total: z.number().int() });
}
export interface Page<T> {
  items: T[];
  next?: string;
  total: number;
}

/** Of a patch: the value, or null (or '') to empty it; absent leaves it as it is. */
export function emptied<T extends z.ZodType>(of: T) {
  return z.union([of, z.literal(''), z.null()]);
}
