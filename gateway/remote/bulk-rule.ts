// pure
import type { BulkAction } from '../../protocol/api/bulk.ts';
import { stateOf } from './action-rule.ts';
import type { ActionRow } from './actions-store.ts';

export type BulkState = BulkAction['counts'][number]['state'];

/** What more may still come of it. */
const OPEN: ReadonlySet<BulkState> = new Set(['queued', 'waiting', 'sent', 'accepted', 'no-answer']);

/**
 * How far one node came: its action's own state; without one it waits for its turn, was refused, or the gateway stopped before its
 * turn came.
 */
export function bulkStateOf(
  action: ActionRow | undefined,
  { refused, isRunning, now }: { refused: string | undefined; isRunning: boolean; now: number },
): BulkState {
  if (action) return stateOf(action, now);
  if (refused !== undefined) return 'refused';
  return isRunning ? 'queued' : 'interrupted';
}

/** Counted by state, the most first, and whether it is over. */
export function countsOf(states: readonly BulkState[]): Pick<BulkAction, 'counts' | 'isOver'> {
  const counted = new Map<BulkState, number>();
  for (const state of states) counted.set(state, (counted.get(state) ?? 0) + 1);
  const counts = [...counted].map(([state, nodes]) => ({ state, nodes })).sort((a, b) => b.nodes - a.nodes);
  return { counts, isOver: !states.some((state) => OPEN.has(state)) };
}

/** What went wrong first, then what is on its way, and what is done last; within each as they were chosen. */
export function byConcern<T extends { readonly state: BulkState }>(items: readonly T[]): T[] {
  const place = ({ state }: T) => (OPEN.has(state) && state !== 'no-answer' ? 1 : state === 'done' ? 2 : 0);
  return [...items].sort((a, b) => place(a) - place(b));
}
