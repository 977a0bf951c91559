// pure

import type { PlanFile, PlanItem } from '../../protocol/messages/downlink.ts';
import { WIRE_VERSION } from '../../protocol/messages/fields.ts';
import { limited, type Manner, type Planned, withChime } from './manner.ts';
import { inOrder, type Orders } from './order.ts';
import type { Window } from './times.ts';

/** Most items one plan carries (protocol planFile). */
const MOST_ITEMS = 5_000;

/**
 * The runs a node shall play, in order of time: those of its programmes, in its window, as its commune's quiet hours and
 * settings allow and no silence forbids, those that meet in the order the user gave. The order of `items` does not matter.
 */
export function itemsFor(
  items: readonly Planned[],
  manner: Manner,
  window: Window,
  orders: Orders = new Map(),
  isSilent: (item: PlanItem) => boolean = () => false,
): Planned[] {
  const inWindow = items.filter((item) => item.startAt >= window.from && item.startAt < window.to && !isSilent(item));
  const allowed = inWindow.map((item) => withChime(item, manner)).filter((item) => limited(item, manner) !== undefined);
  // What an order pushes into quiet hours stays on the plan: the node refuses it, and says so.
  return inOrder(allowed, orders)
    .map((item) => limited(item, manner) ?? item)
    .sort((a, b) => a.startAt - b.startAt || (identity(a) < identity(b) ? -1 : 1))
    .slice(0, MOST_ITEMS);
}

/** A node's plan: nothing but its inputs decides its bytes, so its hash is stable. */
export function planOf(node: string, items: readonly PlanItem[], window: Window): PlanFile {
  return { v: WIRE_VERSION, node, from: window.from, to: window.to, items: [...items] };
}

/** The bytes of a plan, from items already written as JSON: nodes with the same runs share that work. */
export function planText(
  node: string,
  itemsJson: string,
  window: Window,
  keepJson = '[]',
  listenJson: string | undefined = undefined,
): string {
  const kept = keepJson === '[]' ? '' : `,"keep":${keepJson}`;
  const toHear = listenJson === undefined ? '' : `,"listen":${listenJson}`;
  return `{"v":${WIRE_VERSION},"node":${JSON.stringify(node)},"from":${window.from},"to":${window.to},"items":${itemsJson}${kept}${toHear}}`;
}

function identity({ run }: PlanItem): string {
  return 'run' in run ? run.run : run.programme;
}
