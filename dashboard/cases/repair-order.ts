// pure
import type { Repair } from '../../protocol/api/cases.ts';
import type { RepairOrder } from '../../protocol/faults.ts';
import { metresBetween, type Position } from '../components/nearest.ts';

/** The kept rows in another order, for where the gateway cannot be asked: its own order by effect, from here, or by age. */
export function inOrder(items: readonly Repair[], order: RepairOrder, here: Position | undefined): readonly Repair[] {
  if (order === 'newest') return [...items].sort((a, b) => b.case.since - a.case.since);
  if (order === 'effect' || !here) return items;
  return items
    .map((item) => ({ ...item, distanceM: item.distanceM ?? distance(item, here) }))
    .sort((a, b) => (a.distanceM ?? Number.POSITIVE_INFINITY) - (b.distanceM ?? Number.POSITIVE_INFINITY))
    .map(({ distanceM, ...item }) => (distanceM === undefined ? item : { ...item, distanceM }));
}

function distance({ case: { latitude, longitude } }: Repair, here: Position): number | undefined {
  return latitude === undefined || longitude === undefined
    ? undefined
    : Math.round(metresBetween(here, { latitude, longitude }));
}

/** New cases that nobody had seen on this page before; `seen` is undefined before the first answer, which rings nothing. */
export function unseen(items: readonly Repair[], seen: ReadonlySet<string> | undefined): Repair[] {
  if (!seen) return [];
  return items.filter(({ case: one }) => one.state === 'new' && !seen.has(one.id));
}
