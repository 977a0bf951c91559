import { z } from 'zod';
import { approvalState } from '../../protocol/api/broadcast.ts';
import { pageQuery } from '../../protocol/api/common.ts';
import { areaId, ulid } from '../../protocol/messages/fields.ts';
import { cursorOf } from './newest-first.ts';

/** What lists of bulletins and programmes take. */
export const itemQuery = pageQuery.extend({
  area: areaId.optional(),
  state: approvalState.optional(),
  search: z.string().max(120).optional(),
});

export const itemParams = z.object({ id: ulid });

/** Who prepares a broadcast. */
export const EDITORS = { who: 'roles', roles: ['operator', 'approver', 'hamlet-head', 'administrator'] } as const;

/** Who reviews what went on the air without an approval; that it is somebody else is checked with it. */
export const REVIEWERS = { who: 'roles', roles: ['approver', 'administrator'], unlocked: true } as const;

/** One page out of `limit + 1` items that were read to see whether there are more. */
export function onePage<T extends { readonly id: string; readonly createdAt: number }>(
  items: readonly T[],
  limit: number,
): { page: T[]; next?: string } {
  const page = items.slice(0, limit);
  const last = items.length > limit ? page.at(-1) : undefined;
  return { page, ...(last ? { next: cursorOf({ at: last.createdAt, id: last.id }) } : {}) };
}
