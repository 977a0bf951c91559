// pure
import type { PlanItem } from '../../protocol/messages/downlink.ts';
import { isFromAbove, mustAsk, type Party } from '../../protocol/preemption.ts';
import { HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';

/** For each programme those that go first where runs of both meet, as a user decided. */
export type Orders = ReadonlyMap<string, ReadonlySet<string>>;

/** One that wants the horns at a time. */
export interface Timed extends Party {
  /** Undefined for what belongs to no programme: nobody orders it. */
  readonly programme: string | undefined;
  readonly startAt: number;
  readonly lengthMs: number;
  readonly latenessMs: number;
}

/**
 * Does `first` go before `then` where they meet: because a user said so, or because nobody has decided between a priority
 * bulletin from above and the commune's own, and then the commune's does (DESIGN §8).
 */
export function goesBefore(first: Timed, then: Timed, orders: Orders): boolean {
  if (first.programme === undefined || then.programme === undefined || first.programme === then.programme) return false;
  if (orders.get(then.programme)?.has(first.programme)) return true;
  if (orders.get(first.programme)?.has(then.programme)) return false;
  return mustAsk(first, then) && first.level === 'commune';
}

/** Between the end of one and the beginning of the next: nodes begin a breath late, and the next must not cut its last word. */
export const ORDER_GAP_MS = 2_000;

/** What should sound half a day ago is no news any more. */
const LONGEST_WAIT_MS = 6 * HOUR_MS;
/** So long one from above is held for the commune's own until somebody has said which goes first. */
const UNDECIDED_WAIT_MS = 30 * MINUTE_MS;

/**
 * How much later than usual a programme of `lengthMs` may begin, so that those that go before it come to their end: the last of
 * them may begin when this one would have ended.
 */
export function waitOf(
  programme: Party & { readonly id: string; readonly lengthMs: number },
  orders: Orders,
  lengthOf: (id: string) => number,
): number {
  const firsts = [...(orders.get(programme.id) ?? [])];
  const behind = firsts.reduce(
    (sum, id) => sum + lengthOf(id) + ORDER_GAP_MS,
    firsts.length > 0 ? programme.lengthMs : 0,
  );
  return Math.min(LONGEST_WAIT_MS, behind + (isFromAbove(programme) ? UNDECIDED_WAIT_MS : 0));
}

/**
 * How much later than it is due each one begins so that it follows those that go before it, in the order given. Nobody waits
 * longer than the own lateness; a latest start stays where it was.
 */
export function delaysOf(timed: readonly Timed[], orders: Orders): number[] {
  const order = timed.map((_, index) => index).sort((a, b) => startOf(timed, a) - startOf(timed, b));
  const delays = timed.map(() => 0);
  // A chain moves one link further each time round; circles are refused when an order is given.
  for (let round = 0; round < timed.length; round++) {
    let moved = false;
    for (const index of order) {
      const then = timed[index] as Timed;
      const startAt = then.startAt + (delays[index] as number);
      const ends = meeting(timed, order, startAt, startAt + then.lengthMs, delays)
        .filter((other) => goesBefore(timed[other] as Timed, then, orders))
        .map(
          (other) =>
            (timed[other] as Timed).startAt +
            (delays[other] as number) +
            (timed[other] as Timed).lengthMs +
            ORDER_GAP_MS,
        );
      const delay = Math.min(then.latenessMs, Math.max(startAt, ...ends) - then.startAt);
      if (delay <= (delays[index] as number)) continue;
      delays[index] = delay;
      moved = true;
    }
    if (!moved) break;
  }
  return delays;
}

/** A plan's items with those that follow another moved behind it; their latest start stays. */
export function inOrder<T extends PlanItem>(items: readonly T[], orders: Orders): readonly T[] {
  if (orders.size === 0 && !items.some((item) => item.class === 'priority')) return items;
  const delays = delaysOf(items.map(timedOf), orders);
  return items.map((item, index) => {
    const delay = delays[index] as number;
    return delay === 0 ? item : { ...item, startAt: item.startAt + delay, latenessMs: item.latenessMs - delay };
  });
}

function timedOf(item: PlanItem): Timed {
  const { startAt, latenessMs, level } = item;
  return {
    ...{ class: item.class, level, startAt, latenessMs },
    programme: 'programme' in item.run ? item.run.programme : undefined,
    lengthMs: item.parts.reduce((sum, part) => sum + part.durationMs, 0),
  };
}

function startOf(timed: readonly Timed[], index: number): number {
  return (timed[index] as Timed).startAt;
}

/** Those that sound in [from, to). A day holds a handful, so the sorted list is walked only as far as they can reach. */
function meeting(
  timed: readonly Timed[],
  order: readonly number[],
  from: number,
  to: number,
  delays: readonly number[],
): number[] {
  const met: number[] = [];
  for (const index of order) {
    const other = timed[index] as Timed;
    if (other.startAt >= to) break;
    const startAt = other.startAt + (delays[index] as number);
    if (startAt < to && startAt + other.lengthMs > from) met.push(index);
  }
  return met;
}
