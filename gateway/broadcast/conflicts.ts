import { setImmediate as breathe } from 'node:timers/promises';
import type { Recurrence, Resolution } from '../../protocol/api/broadcast.ts';
import type { Conflict } from '../../protocol/api/schedule.ts';
import { mustAsk } from '../../protocol/preemption.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { ConflictError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import {
  behindIt,
  type Candidate,
  conflictOf,
  type Met,
  meetingsWith,
  type Neighbour,
  resolutionFor,
  type Surroundings,
  withoutMet,
} from './conflict.ts';
import { NodesByArea, Touching } from './conflict-places.ts';
import { spansOf, Taken } from './conflict-spans.ts';
import { distinctManners, soundingAt } from './manner.ts';
import { mayOrder, requireMayOrder } from './order-rule.ts';
import type { BroadcastParts } from './parts.ts';
import { isAddressable, Reach } from './reach.ts';
import type { Slot } from './slots.ts';
import type { Timetable } from './timetable.ts';

/** How far ahead two programmes are looked at: every weekday, month's end and lunar day comes up. */
export const CONFLICT_DAYS = 90;
/** Programmes whose days are worked out between two breaths. */
const AT_ONCE = 50;
/** What is not sent for approval, or was sent back, is not on its way to the air. */
const ON_THE_WAY: readonly string[] = ['pending', 'approved'];

/** What saving does besides, as the user said; nothing of it happens without being asked for. */
export interface Settlement {
  /** Of what is saved, moved behind others where that was wished. */
  readonly recurrence: Recurrence;
  /** Other programmes that lose runs, each as it was looked at. */
  readonly cut: readonly {
    readonly programme: string;
    readonly version: number;
    readonly recurrence: Recurrence;
    readonly runs: number;
  }[];
  readonly orders: readonly { readonly first: string; readonly second: string }[];
}

/** Where the caller sees something else than what is saved. */
export interface Sight {
  /** What is alive. */
  readonly slots?: readonly Slot[] | undefined;
  /** Meetings with another programme count only at these nodes. */
  readonly counts?: ((other: string, node: string) => boolean) | undefined;
}

/** Finds what a programme would meet on any loudspeaker in the next 90 days, and what the user wants done about it. */
export class Conflicts {
  readonly #parts: BroadcastParts;
  readonly #timetable: Timetable;
  readonly #reach: Reach;

  constructor(parts: BroadcastParts, timetable: Timetable) {
    this.#parts = parts;
    this.#timetable = timetable;
    this.#reach = new Reach(parts);
  }

  /**
   * What it would meet; with `before` only where it sounds at instants at which that recurrence did not.
   */
  async find(person: Person, candidate: Candidate, before?: Recurrence): Promise<Conflict[]> {
    const { met, around } = await this.#look(person, candidate, {}, before);
    return this.#described(candidate, met, around);
  }

  /** Throws ConflictError `conflict` with everything that is met while anything is without a resolution. */
  async settle(person: Person, candidate: Candidate, resolutions: readonly Resolution[] = []): Promise<Settlement> {
    const { settlement, conflicts, open } = await this.weigh(person, candidate, resolutions);
    const unsaid = open.find((one) => !resolutionFor(resolutions, one.programme));
    if (unsaid)
      throw new ConflictError(
        'conflict',
        `It meets «${unsaid.title}» (${unsaid.areaName}). Say for each programme it meets what shall happen.`,
        { conflicts, days: CONFLICT_DAYS },
      );
    const [closed] = open;
    if (closed) throw new RuleError('way-not-open', `With «${closed.title}» this way out is not open.`, { conflicts });
    return settlement;
  }

  /** What it still meets, what of that is `open` because no way out that it has was chosen, and what was settled of the rest. */
  async weigh(
    person: Person,
    candidate: Candidate,
    resolutions: readonly Resolution[],
    sight: Sight = {},
  ): Promise<{ settlement: Settlement; conflicts: Conflict[]; open: Conflict[] }> {
    const { met, around } = await this.#look(person, candidate, sight);
    const moved = this.#movedBehind(candidate, met, around, resolutions);
    if (moved) return this.weigh(person, { ...candidate, recurrence: moved }, resolutions, sight);
    const conflicts = await this.#described(candidate, met, around);
    const chosen = met.flatMap((one, index) => {
      const resolution = resolutionFor(resolutions, one.slot.programme.id);
      return resolution && conflicts[index]?.waysOut.includes(resolution.way) ? [{ met: one, resolution }] : [];
    });
    const settled = new Set(chosen.map(({ met: one }) => one.slot.programme.id));
    const { now } = around;
    const settlement = {
      recurrence: candidate.recurrence,
      cut: chosen.flatMap(({ met: one, resolution }) =>
        resolution.way === 'replace' ? [cutOf(one, candidate.recurrence, now)] : [],
      ),
      orders: chosen.flatMap(({ met: one, resolution }) => this.#orderOf(person, candidate, one, resolution)),
    };
    return { settlement, conflicts, open: conflicts.filter((one) => !settled.has(one.programme)) };
  }

  async #described(candidate: Candidate, met: readonly Met[], around: Surroundings): Promise<Conflict[]> {
    const conflicts: Conflict[] = [];
    for (const [position, one] of met.entries()) {
      if (position % 10 === 0) await breathe();
      conflicts.push(conflictOf(candidate, one, around));
    }
    return conflicts;
  }

  /** The recurrence behind the first programme it shall follow and still meets; each turn settles one, so it ends. */
  #movedBehind(
    candidate: Candidate,
    met: readonly Met[],
    around: Surroundings,
    resolutions: readonly Resolution[],
  ): Recurrence | undefined {
    for (const one of met) {
      const { programme } = one.slot;
      if (resolutionFor(resolutions, programme.id)?.way !== 'after' || mustAsk(candidate, programme)) continue;
      const behind = behindIt(candidate, one, around);
      if (!behind) throw new RuleError('no-room-behind', `The day has no room behind «${programme.title}».`);
      return behind.recurrence;
    }
    return undefined;
  }

  #orderOf(person: Person, candidate: Candidate, { slot }: Met, resolution: Resolution) {
    if (resolution.way !== 'in-order') return [];
    const other = slot.programme;
    const [first, second] = resolution.first === 'new' ? [candidate, other] : [other, candidate];
    // From above nobody gives this order: saved as it is, the commune's goes first, and the commune is asked.
    if (mustAsk(first, second) && first.level === 'commune' && !mayOrder(this.#parts.tree, person, first, second))
      return [];
    requireMayOrder(this.#parts.tree, person, first, second);
    return [{ first: first.id, second: second.id }];
  }

  async #look(
    person: Person,
    candidate: Candidate,
    { slots, counts = () => true }: Sight,
    before?: Recurrence,
  ): Promise<{ met: Met[]; around: Surroundings & { readonly now: number } }> {
    const { tree, roster, clock } = this.#parts;
    const now = clock.now();
    const window = { from: now, to: now + CONFLICT_DAYS * DAY_MS };
    const known = new Set(before && spansOf(before, candidate.durationMs, window).map(({ from }) => from));
    const own = spansOf(candidate.recurrence, candidate.durationMs, window).filter(({ from }) => !known.has(from));
    const neighbours = await this.#neighbours(candidate, window, slots);
    const index = new NodesByArea(roster.all().filter(isAddressable), (hamlet) => tree.ancestors(hamlet));
    const reached = index.reachedBy(candidate.targets);
    const met: Met[] = [];
    for (const [position, neighbour] of neighbours.entries()) {
      if (position % AT_ONCE === 0) await breathe();
      const meetings = meetingsWith(own, neighbour);
      if (meetings.length === 0) continue;
      const { id, targets } = neighbour.slot.programme;
      const nodes = index.reachedByBoth(reached, targets).filter((node) => counts(id, node.id));
      if (nodes.length > 0) met.push({ ...neighbour, meetings, nodes });
    }
    const manners = distinctManners(this.#reach.mannersOf(candidate.targets));
    const around = {
      ...{ now, window },
      taken: new Taken(neighbours.flatMap(({ spans }) => spans)),
      nameOf: (area: string) => tree.get(area)?.name ?? area,
      mayChange: (area: string) => tree.isWithin(area, person.areas),
      mayBegin: (startAt: number) =>
        manners.every((manner) => soundingAt(manner, candidate.class, startAt, candidate.durationMs) > 0),
    };
    return { met, around };
  }

  /** Everything on its way to the air near the same loudspeakers. */
  async #neighbours(
    candidate: Candidate,
    window: Surroundings['window'],
    alive?: readonly Slot[],
  ): Promise<Neighbour[]> {
    const { tree, roster } = this.#parts;
    const touching = new Touching(candidate.targets, {
      ancestors: (area) => tree.ancestors(area),
      hamletOf: (node) => roster.get(node)?.hamlet,
    });
    const slots = (alive ?? (await this.#timetable.alive(window.from))).filter(
      ({ programme }) =>
        programme.id !== candidate.id && ON_THE_WAY.includes(programme.state) && touching.touches(programme.targets),
    );
    const neighbours: Neighbour[] = [];
    for (const [position, slot] of slots.entries()) {
      if (position % AT_ONCE === 0) await breathe();
      neighbours.push({ slot, spans: spansOf(slot.programme.recurrence, slot.durationMs, window) });
    }
    return neighbours;
  }
}

function cutOf({ slot, meetings }: Met, by: Recurrence, now: number): Settlement['cut'][number] {
  const { id, recurrence, version } = slot.programme;
  const runs = new Set(meetings.map(({ other }) => other.at)).size;
  const rest = withoutMet(recurrence, meetings, `replaced at ${by.times.join(', ')}`, now);
  return { programme: id, version, recurrence: rest, runs };
}
