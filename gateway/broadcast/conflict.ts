// pure
import type { Recurrence, Resolution } from '../../protocol/api/broadcast.ts';
import type { Conflict } from '../../protocol/api/schedule.ts';
import { mustAsk } from '../../protocol/preemption.ts';
import { MOST_SINGLES } from '../../protocol/timetable.ts';
import { DAY_MS } from '../../protocol/units.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import { type Meeting, meetingsOf, movedBehind, type Span, type Taken } from './conflict-spans.ts';
import type { StoredProgramme } from './programme-store.ts';
import type { Slot } from './slots.ts';
import type { Window } from './times.ts';

/** What is about to be saved. */
export interface Candidate extends Pick<StoredProgramme, 'id' | 'class' | 'level' | 'recurrence' | 'targets' | 'area'> {
  readonly durationMs: number;
}

/** Another programme whose targets touch the candidate's, with its runs. */
export interface Neighbour {
  readonly slot: Slot;
  readonly spans: readonly Span[];
}

export interface Met {
  readonly slot: Slot;
  readonly spans: readonly Span[];
  readonly meetings: readonly Meeting[];
  readonly nodes: readonly NodeRecord[];
}

export interface Surroundings {
  readonly window: Window;
  readonly taken: Taken;
  readonly nameOf: (area: string) => string;
  /** May the person change programmes of this area? */
  readonly mayChange: (area: string) => boolean;
  readonly mayBegin: (startAt: number) => boolean;
}

/** Most of each that an answer carries (protocol conflict). */
const MOST = { at: 100, nodes: 200, hamlets: 50 };

export function meetingsWith(own: readonly Span[], neighbour: Neighbour): readonly Meeting[] {
  return meetingsOf(own, neighbour.spans);
}

/** What, when, where, and which ways out are open. */
export function conflictOf(candidate: Candidate, met: Met, around: Surroundings): Conflict {
  const { programme } = met.slot;
  const at = [...new Set(met.meetings.map(({ own }) => own.from))];
  const hamlets = [...new Set(met.nodes.map((node) => node.hamlet))];
  const first = met.meetings[0] as Meeting; // a conflict has at least one
  const behind = mustAsk(candidate, programme) ? undefined : behindIt(candidate, met, around);
  return {
    programme: programme.id,
    ...{ title: programme.title, class: programme.class, level: programme.level },
    ...{ area: programme.area, areaName: around.nameOf(programme.area) },
    ...{ firstAt: first.own.from, otherAt: first.other.from, times: at.length, at: at.slice(0, MOST.at) },
    nodes: met.nodes.slice(0, MOST.nodes).map((node) => node.id),
    nodeCount: met.nodes.length,
    hamlets: hamlets.slice(0, MOST.hamlets).map((id) => ({ id, name: around.nameOf(id) })),
    hamletCount: hamlets.length,
    waysOut: waysOut(candidate, met, behind !== undefined, around),
    ...(behind && { afterTime: behind.time }),
  };
}

/** Between priority bulletins from above and of the commune nothing but the order is anybody's to choose (DOMAIN §3.1). */
function waysOut(
  candidate: Candidate,
  { slot }: Met,
  fitsBehind: boolean,
  { mayChange }: Surroundings,
): Conflict['waysOut'] {
  if (mustAsk(candidate, slot.programme)) return ['in-order'];
  return [
    ...(mayChange(slot.programme.area) ? (['replace'] as const) : []),
    ...(fitsBehind ? (['after'] as const) : []),
    'in-order',
  ];
}

export function behindIt(
  { recurrence, durationMs }: Pick<Candidate, 'recurrence' | 'durationMs'>,
  { spans }: Pick<Met, 'spans'>,
  around: Surroundings,
): { recurrence: Recurrence; time: string } | undefined {
  return movedBehind(recurrence, durationMs, spans, around);
}

/** So long a skipped run is remembered where there are too many of them: nothing is made up for that late. */
const REMEMBERED_MS = 31 * DAY_MS;

/** The other's recurrence without exactly the runs that are met; each skip says why. Where they grow too many, old skips go. */
export function withoutMet(
  recurrence: Recurrence,
  meetings: readonly Meeting[],
  reason: string,
  now: number,
): Recurrence {
  const skipped = new Set(meetings.map(({ other }) => other.at));
  const kept = (recurrence.exceptions ?? []).filter((one) => !skipped.has(one.at));
  const isRecent = (one: (typeof kept)[number]) => one.do !== 'skip' || one.at > now - REMEMBERED_MS;
  const others = kept.length + skipped.size > MOST_SINGLES ? kept.filter(isRecent) : kept;
  return { ...recurrence, exceptions: [...others, ...[...skipped].map((at) => ({ at, do: 'skip' as const, reason }))] };
}

export function resolutionFor(resolutions: readonly Resolution[], programme: string): Resolution | undefined {
  return resolutions.find((one) => one.programme === programme);
}
