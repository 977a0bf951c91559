// pure
import { type Candidate, conflictOf, type Met, meetingsWith } from '../../../gateway/broadcast/conflict.ts';
import { spansOf, Taken } from '../../../gateway/broadcast/conflict-spans.ts';
import { soundingAt } from '../../../gateway/broadcast/manner.ts';
import type { Slot } from '../../../gateway/broadcast/slots.ts';
import type { NodeRecord } from '../../../gateway/nodes/roster.ts';
import type { Node } from '../../../protocol/api/areas.ts';
import type { ProgrammeInput, Resolution, Target } from '../../../protocol/api/broadcast.ts';
import type { Conflict } from '../../../protocol/api/schedule.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { MANNER } from './schedule-preview.ts';

export const CONFLICT_DAYS = 90;

interface Around {
  readonly now: number;
  readonly nameOf: (area: string) => string;
  readonly mayChange: (area: string) => boolean;
  /** The nodes that both reach. */
  readonly shared: (other: { readonly targets: readonly Target[] }) => readonly Node[];
}

/** What the new one meets within 90 days, by the gateway's own rules: whose horns, when, how often, and the ways out. */
export function conflictsOf(candidate: Candidate, others: readonly Slot[], around: Around): Conflict[] {
  const window = { from: around.now, to: around.now + CONFLICT_DAYS * DAY_MS };
  const own = spansOf(candidate.recurrence, candidate.durationMs, window);
  const neighbours = others.map((slot) => ({
    slot,
    spans: spansOf(slot.programme.recurrence, slot.durationMs, window),
    nodes: around.shared(slot.programme).map(recordOf),
  }));
  const near = neighbours.filter((one) => one.nodes.length > 0);
  const taken = new Taken(near.flatMap(({ spans }) => spans));
  const mayBegin = (startAt: number) => soundingAt(MANNER, candidate.class, startAt, candidate.durationMs) > 0;
  return near.flatMap((one): Conflict[] => {
    const met: Met = { ...one, meetings: meetingsWith(own, one) };
    return met.meetings.length === 0 ? [] : [conflictOf(candidate, met, { ...around, window, taken, mayBegin })];
  });
}

export function open(
  conflicts: readonly Conflict[],
  { resolutions = [] }: Pick<ProgrammeInput, 'resolutions'>,
): boolean {
  return conflicts.some((conflict) => !resolutions.some((one: Resolution) => one.programme === conflict.programme));
}

function recordOf(node: Node): NodeRecord {
  const { id, hamlet, code, place, technology, horns } = node;
  return {
    ...{ id, hamlet, code, place, technology, horns },
    ...{ createdAt: 0, configVersion: 1, rosterVersion: 1, sortKey: code, searchKey: code },
  };
}
