// pure
import { PARTS_OF_DAY, type PartOfDay } from '../../protocol/sessions.ts';
import { LIVE } from './day-marks.ts';
import { type HamletNode, judgedRuns, type Vouches } from './hamlet-sound.ts';
import { partOfDay } from './part-of-day.ts';
import type { SessionNumbers } from './session.ts';
import type { DeliveryFacts } from './sound.ts';

/**
 * Which parts of the day an announcement out of the ratio sounded in (DOMAIN §4.5): live, play-now, an emergency. It is heard by
 * the hamlet as a session is, on nodes with the rule's share of the horns, for at least `liveEndsSilenceMs`. `beginsAt` says when
 * the session of a part begins; answers the bits of LIVE for morning, afternoon, evening.
 */
export function announcedIn(
  deliveries: readonly DeliveryFacts[],
  nodes: readonly HamletNode[],
  numbers: SessionNumbers,
  vouches: Vouches,
  beginsAt: ReadonlyMap<PartOfDay, number>,
): number[] {
  const bits = PARTS_OF_DAY.map(() => 0);
  for (const run of judgedRuns(deliveries, nodes, numbers, vouches)) {
    if (run.state === 'awaited' || run.highMs < numbers.liveEndsSilenceMs) continue;
    const part = partOfDay(run.dueAt);
    const isBefore = run.dueAt < (beginsAt.get(part) ?? Number.POSITIVE_INFINITY);
    const surely = isBefore ? LIVE.surelyBefore : LIVE.surelyAfter;
    const perhaps = isBefore ? LIVE.perhapsBefore : LIVE.perhapsAfter;
    const index = PARTS_OF_DAY.indexOf(part);
    bits[index] = (bits[index] ?? 0) | perhaps | (run.lowMs >= numbers.liveEndsSilenceMs ? surely : 0);
  }
  return bits;
}
