// pure
import type { NodeRecord } from '../nodes/roster.ts';
import type { Delivery } from './delivery.ts';
import { type Manner, soundingAt } from './manner.ts';
import type { StoredRun } from './run-store.ts';

export interface Addressed {
  readonly node: NodeRecord;
  readonly manner: Manner;
  /** Is the place silent for all but emergencies then? */
  readonly silent?: boolean;
  /** Does the node hold the plan (or the command) that names this run? */
  readonly holds: boolean;
}

/**
 * The deliveries of a run at the instant it becomes due: where each node hangs and how many horns it carries are frozen.
 * A node that came after the instant is left out; one whose quiet hours or a silence forbid the run is recorded, and not due;
 * where they trim it no more is expected. An excepted run is forbidden by a silence alone.
 */
export function freeze(run: StoredRun, addressed: readonly Addressed[], excepted = false): Delivery[] {
  return addressed
    .filter(({ node }) => (node.enrolledAt ?? 0) <= run.dueAt)
    .map(({ node, manner, silent, holds }): Delivery => {
      const sounding = soundingAt(manner, run.class, run.dueAt, run.durationMs, excepted);
      const expectedMs = Math.min(run.durationMs, sounding);
      const delivery: Delivery = { ...deliveryOn(node, run, true), expectedMs };
      const forbidden = {
        ...delivery,
        expectedMs: run.durationMs,
        due: false,
        state: 'cancelled',
        final: true,
      } as const;
      if (sounding === 0) return { ...forbidden, reason: 'quiet-hours' };
      if (silent) return { ...forbidden, reason: 'cancelled' };
      return holds ? { ...delivery, state: 'received' } : delivery;
    });
}

/** A run on a node of which nothing is known yet. */
export function deliveryOn(node: NodeRecord, run: StoredRun, due: boolean): Delivery {
  return {
    run: run.id,
    node: node.id,
    hamlet: node.hamlet,
    horns: node.horns,
    dueAt: run.dueAt,
    due,
    registered: run.registered,
    state: 'planned',
    final: false,
    expectedMs: run.durationMs,
  };
}
