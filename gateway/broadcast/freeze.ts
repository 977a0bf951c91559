// pure
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import { quietVerdict } from '../../protocol/quiet-hours.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import type { Delivery } from './delivery.ts';
import type { StoredRun } from './run-store.ts';

export interface Addressed {
  readonly node: NodeRecord;
  readonly quiet: readonly QuietWindow[];
  /** Is the place silent for all but emergencies then? */
  readonly silent?: boolean;
  /** Does the node hold the plan (or the command) that names this run? */
  readonly holds: boolean;
}

/**
 * The deliveries of a run at the instant it becomes due: where each node hangs and how many horns it carries are frozen.
 * A node that came after the instant is left out; one whose quiet hours or a silence forbid the run is recorded, and not due.
 */
export function freeze(run: StoredRun, addressed: readonly Addressed[]): Delivery[] {
  return addressed
    .filter(({ node }) => (node.enrolledAt ?? 0) <= run.dueAt)
    .map(({ node, quiet, silent, holds }): Delivery => {
      const delivery = deliveryOn(node, run, true);
      if (!quietVerdict(quiet, run.class, run.dueAt, run.durationMs).allowed)
        return { ...delivery, due: false, state: 'cancelled', final: true, reason: 'quiet-hours' };
      if (silent) return { ...delivery, due: false, state: 'cancelled', final: true, reason: 'cancelled' };
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
