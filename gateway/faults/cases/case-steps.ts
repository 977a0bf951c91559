// pure
import type { CaseStep } from '../../../protocol/api/cases.ts';
import type { CaseState } from '../../../protocol/faults.ts';
import type { Role } from '../../../protocol/roles.ts';
import type { Deed, StoredCase } from './case-record.ts';

export type StepKind = CaseStep['kind'];

/** In which states a step may be taken: new → acknowledged → resolved → closed, and back to new. */
export const ALLOWED_IN: Readonly<Record<StepKind, readonly CaseState[]>> = {
  acknowledged: ['new'],
  note: ['new', 'acknowledged', 'resolved', 'closed'],
  assigned: ['new', 'acknowledged'],
  // Repaired before anybody pressed «Nhận việc»: it counts as acknowledged by who repaired it.
  resolved: ['new', 'acknowledged'],
  closed: ['resolved'],
  reopened: ['resolved', 'closed'],
  confirmed: ['resolved', 'closed'],
};

/** Who may take it; the head of a hamlet only speaks for the own one. */
export const ALLOWED_ROLES: Readonly<Record<StepKind, readonly Role[]>> = {
  acknowledged: ['technician', 'administrator'],
  note: ['technician', 'administrator', 'operator'],
  assigned: ['technician', 'administrator'],
  resolved: ['technician', 'administrator'],
  closed: ['technician', 'administrator'],
  reopened: ['technician', 'administrator'],
  confirmed: ['hamlet-head'],
};

/** The phone's own clock may be wrong: a step happened neither before the case began nor later than now. */
export function happenedWithin({ opened }: Pick<StoredCase, 'opened'>, happenedAt: number, now: number): number {
  return Math.min(now, Math.max(happenedAt, Math.min(opened.at, now)));
}

/**
 * The case after a step, or undefined when its state does not allow it. `at` is when it happened; nothing but what the step
 * says changes, and what a reopened case said of its repair stays in its events.
 */
export function stepped(before: StoredCase, step: CaseStep, who: Deed): StoredCase | undefined {
  if (!ALLOWED_IN[step.kind].includes(before.state)) return undefined;
  const next = { ...before, version: before.version + 1 };
  switch (step.kind) {
    case 'acknowledged':
      return { ...next, state: 'acknowledged', acknowledged: who, assignee: before.assignee ?? who.by };
    case 'note':
      return next;
    case 'assigned':
      return { ...next, assignee: step.assignee };
    case 'resolved': {
      const { cause, measure, parts, costVnd, workMinutes, soundHeard } = step;
      return {
        ...{ ...next, state: 'resolved', acknowledged: before.acknowledged ?? who, resolved: who },
        ...{ assignee: before.assignee ?? who.by, cause, measure, parts, costVnd, workMinutes, soundHeard },
      };
    }
    case 'closed':
      return { ...next, state: 'closed', closed: who };
    case 'reopened':
      return opened(next);
    case 'confirmed':
      return before.confirmed ? undefined : { ...next, confirmed: who };
    default:
      return step satisfies never;
  }
}

/** New again: what was said of the repair is no longer true. Who had it keeps it. */
export function opened(before: StoredCase): StoredCase {
  const { acknowledged: _a, resolved: _r, closed: _c, confirmed: _f, faultUntil: _u, ...kept } = before;
  const { cause: _k, costVnd: _v, workMinutes: _w, soundHeard: _s, ...rest } = kept;
  return { ...rest, state: 'new', measure: '', parts: '', reopened: before.reopened + 1 };
}
