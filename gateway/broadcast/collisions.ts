// pure
import type { PreviewItem } from '../../protocol/api/broadcast.ts';
import type { Bid } from '../../protocol/arbiter.ts';
import { mustAsk, outranks } from '../../protocol/preemption.ts';
import { type Rehearsed, rehearse } from '../../protocol/rehearsal.ts';
import { lengthAt, longestMs, type Manner, soundingAt } from './manner.ts';
import { delaysOf, goesBefore, type Orders, type Timed } from './order.ts';
import type { Slot } from './slots.ts';
import { OVERRUN_MS, SCHEDULED_LATENESS_MS } from './times.ts';

/** One run in one hamlet, before it is known what it meets there. All of one hamlet have one manner. */
export interface Wanting {
  readonly slot: Slot;
  readonly item: PreviewItem;
  readonly manner: Manner;
}

type Warning = PreviewItem['warnings'][number];

/**
 * What will really sound in one hamlet of what wants to, in order of time: those that meet are rehearsed with the node's own
 * arbiter, those that follow another by a user's order begin behind it.
 */
export function collide(wanting: readonly Wanting[], orders: Orders): PreviewItem[] {
  const able = wanting.filter(({ item }) => item.willSound);
  const delays = delaysOf(able.map(timedOf), orders);
  const bids = new Map(able.map((one, index) => [one, bidOf(one, delays[index] as number)]));
  const ends = new Map<string, Rehearsed>();
  for (const group of meetingGroups([...bids.values()]))
    if (group.length > 1) for (const [key, end] of rehearse(group, wanting[0]?.manner.quiet ?? [])) ends.set(key, end);
  const byKey = new Map(able.map((one) => [keyOf(one), one]));
  return wanting.map((one) => {
    const bid = bids.get(one);
    if (!bid) return one.item;
    const warnings = [...one.item.warnings, ...meets(one, ends.get(bid.key), byKey, orders)];
    return { ...one.item, startAt: bid.startAt, warnings: [...new Set(warnings)] };
  });
}

function meets(
  one: Wanting,
  end: Rehearsed | undefined,
  byKey: ReadonlyMap<string, Wanting>,
  orders: Orders,
): Warning[] {
  const warnings: Warning[] = isTrimmed(one) ? ['trimmed'] : [];
  if (!end) return warnings;
  const behind = [...end.behind].map((key) => byKey.get(key) as Wanting);
  if (behind.some((other) => outranks(partyOf(other), partyOf(one)))) warnings.push('outranked');
  else if (end.end === 'busy' || end.end === 'too-late' || end.end === 'outranked') warnings.push('will-not-fit');
  if ([...byKey.values()].some((other) => isUnresolved(one, other, orders))) warnings.push('order-unresolved');
  return warnings;
}

function isUnresolved(one: Wanting, other: Wanting, orders: Orders): boolean {
  const [a, b] = [timedOf(one), timedOf(other)];
  const together = a.startAt < b.startAt + b.lengthMs && b.startAt < a.startAt + a.lengthMs;
  if (!together || !mustAsk(a, b)) return false;
  const decided =
    orders.get(a.programme ?? '')?.has(b.programme ?? '') || orders.get(b.programme ?? '')?.has(a.programme ?? '');
  return !decided && (goesBefore(a, b, orders) || goesBefore(b, a, orders));
}

function isTrimmed({ item, manner }: Wanting): boolean {
  const length = lengthAt(manner, item.class, item.durationMs);
  return soundingAt(manner, item.class, item.startAt, item.durationMs, item.exception !== undefined) < length;
}

function timedOf({ slot, item, manner }: Wanting): Timed {
  return {
    ...{ class: item.class, level: slot.programme.level, programme: item.programme, startAt: item.startAt },
    lengthMs: lengthAt(manner, item.class, item.durationMs),
    latenessMs: SCHEDULED_LATENESS_MS + (slot.waitMs ?? 0),
  };
}

function bidOf(one: Wanting, delayMs: number): Bid {
  const { slot, item, manner } = one;
  const { lengthMs, latenessMs, ...timed } = timedOf(one);
  const excepted = item.exception !== undefined;
  const sounding = soundingAt(manner, item.class, item.startAt + delayMs, item.durationMs, excepted);
  return {
    ...{ key: keyOf(one), class: timed.class, level: timed.level, lengthMs, resume: slot.programme.resume },
    startAt: item.startAt + delayMs,
    latenessMs: latenessMs - delayMs,
    maxMs: Math.min(sounding < lengthMs ? sounding : lengthMs + OVERRUN_MS, longestMs(manner, item.class)),
    ...(excepted ? { freeUntil: item.startAt + latenessMs + lengthMs + OVERRUN_MS } : {}),
  };
}

function partyOf({ slot, item }: Wanting) {
  return { class: item.class, level: slot.programme.level };
}

function keyOf({ item }: Wanting): string {
  return item.run ?? `${item.programme}@${item.startAt}`;
}

/** Bids that may meet, even when each waits for those before it to sound as long as they may. */
function meetingGroups(bids: readonly Bid[]): Bid[][] {
  const groups: Bid[][] = [];
  let busyUntil = Number.NEGATIVE_INFINITY;
  for (const bid of [...bids].sort((a, b) => a.startAt - b.startAt)) {
    if (bid.startAt < busyUntil) groups.at(-1)?.push(bid);
    else groups.push([bid]);
    busyUntil = Math.max(busyUntil, bid.startAt) + bid.maxMs;
  }
  return groups;
}
