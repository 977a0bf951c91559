// pure
import type { Repair, Repairs } from '../../protocol/api/cases.ts';
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

/**
 * What is one's own: as the gateway says while it can be asked; else what the kept lists know. `taken` are cases whose «Nhận việc» still
 * waits on this phone.
 */
export function ownWork(
  own: Repairs | undefined,
  all: Repairs | undefined,
  { account, taken, fresh }: { account: string; taken: ReadonlySet<string>; fresh: boolean },
): Repairs | undefined {
  const base = own ?? all;
  if (!base) return undefined;
  const known = (all?.items ?? []).filter(({ case: one }) => one.assignee === account || taken.has(one.id));
  const items = new Map(
    (fresh ? known.filter(({ case: one }) => taken.has(one.id)) : known).map((row) => [row.case.id, row]),
  );
  const inAll = new Set(all?.items.map((row) => row.case.id));
  // Offline a row that the list of all no longer gives to this account was handed on meanwhile.
  for (const row of own?.items ?? []) if (fresh || !inAll.has(row.case.id)) items.set(row.case.id, row);
  return { ...base, items: [...items.values()].sort((a, b) => a.rank - b.rank), left: own?.left ?? 0 };
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
