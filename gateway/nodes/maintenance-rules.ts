// pure

import type { z } from 'zod';
import type { Maintenance, maintenanceStep } from '../../protocol/api/cases.ts';
import { HOUR_MS } from '../../protocol/units.ts';

export type SlipStep = z.infer<typeof maintenanceStep>['kind'];
export type SlipState = Maintenance['state'];

/** A slip as stored; instants in ms UTC. */
export interface Slip {
  readonly id: string;
  readonly key: string;
  readonly areas: readonly string[];
  readonly nodes: readonly string[];
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly state: SlipState;
  readonly reason: Maintenance['reason'];
  readonly note: string;
  readonly created: { readonly at: number; readonly by: string };
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly excusal: Maintenance['excusal'];
  readonly askedBy?: string | undefined;
  readonly excusalBy?: { readonly at: number; readonly by: string } | undefined;
  readonly nodeCount: number;
  readonly sessions: readonly OwedSession[];
  readonly version: number;
}

export interface OwedSession {
  readonly hamlet: string;
  readonly day: string;
  readonly part: string;
}

/** Only what was planned this long ahead can be excused: a slip written after the silence explains it, and excuses nothing. */
export const EXCUSAL_LEAD_MS = HOUR_MS;
/** Work may begin this long before it was planned to. */
export const EARLY_MS = 24 * HOUR_MS;

/** From when to when it really holds: begun and ended by hand, else as planned; nothing once it was cancelled. */
export function spanOf(slip: Pick<Slip, 'state' | 'from' | 'to' | 'startedAt' | 'endedAt'>) {
  if (slip.state === 'cancelled') return undefined;
  const from = slip.startedAt ?? slip.from;
  const to = slip.endedAt ?? slip.to;
  return to > from ? { from, to } : undefined;
}

export function holdsAt(slip: Slip, at: number): boolean {
  const span = spanOf(slip);
  return span !== undefined && span.from <= at && at < span.to;
}

/** What time alone makes of it: planned becomes active, active done. Nobody has to press anything. */
export function movedByTime(slip: Slip, now: number): Slip {
  if (slip.state === 'planned' && now >= slip.from && now < slip.to)
    return { ...slip, state: 'active', startedAt: slip.from, version: slip.version + 1 };
  if ((slip.state === 'planned' || slip.state === 'active') && now >= slip.to)
    return {
      ...slip,
      state: 'done',
      startedAt: slip.startedAt ?? slip.from,
      endedAt: slip.to,
      version: slip.version + 1,
    };
  return slip;
}

export type SlipFault = 'maintenance-state' | 'too-early' | 'excused-late' | 'own-excusal';

/** The slip after a step at `now`, or why it cannot be taken. */
export function slipStepped(before: Slip, step: SlipStep, who: { at: number; by: string }): Slip | SlipFault {
  const now = who.at;
  const next = { ...before, version: before.version + 1 };
  switch (step) {
    case 'start':
      if (before.state !== 'planned') return 'maintenance-state';
      return now < before.from - EARLY_MS ? 'too-early' : { ...next, state: 'active', startedAt: now };
    case 'finish':
      return before.state === 'active' ? { ...next, state: 'done', endedAt: now } : 'maintenance-state';
    case 'cancel':
      return before.state === 'planned' ? { ...next, state: 'cancelled' } : 'maintenance-state';
    case 'ask-excusal':
      if (before.state === 'cancelled' || before.excusal === 'approved' || before.excusal === 'asked')
        return 'maintenance-state';
      if (isLate(before)) return 'excused-late';
      return { ...next, excusal: 'asked', askedBy: who.by, excusalBy: undefined };
    case 'approve-excusal':
    case 'refuse-excusal':
      if (before.excusal !== 'asked' || before.state === 'cancelled') return 'maintenance-state';
      if (before.askedBy === who.by || before.created.by === who.by) return 'own-excusal';
      return { ...next, excusal: step === 'approve-excusal' ? 'approved' : 'refused', excusalBy: who };
    default:
      return step satisfies never;
  }
}

/** Written less than the lead before it begins, or after. */
export function isLate({ created, from }: Pick<Slip, 'created' | 'from'>): boolean {
  return from - created.at < EXCUSAL_LEAD_MS;
}
