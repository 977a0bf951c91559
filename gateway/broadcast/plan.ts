// pure

import type { PlanFile, PlanItem } from '../../protocol/messages/downlink.ts';
import { type Part, WIRE_VERSION } from '../../protocol/messages/fields.ts';
import { type QuietWindow, quietVerdict } from '../../protocol/quiet-hours.ts';
import type { Window } from './times.ts';

/** Most items one plan carries (protocol planFile). */
const MOST_ITEMS = 5_000;

/**
 * The runs a node shall play, in order of time: those of its programmes, in its window, that its quiet hours allow.
 * The order of `items` does not matter.
 */
export function itemsFor(items: readonly PlanItem[], quiet: readonly QuietWindow[], window: Window): PlanItem[] {
  return items
    .filter((item) => item.startAt >= window.from && item.startAt < window.to)
    .filter((item) => maySound(item, quiet))
    .sort((a, b) => a.startAt - b.startAt || (identity(a) < identity(b) ? -1 : 1))
    .slice(0, MOST_ITEMS);
}

/** A node's plan: nothing but its inputs decides its bytes, so its hash is stable. */
export function planOf(node: string, items: readonly PlanItem[], window: Window): PlanFile {
  return { v: WIRE_VERSION, node, from: window.from, to: window.to, items: [...items] };
}

/** The bytes of a plan, from items already written as JSON: nodes with the same runs share that work. */
export function planText(node: string, itemsJson: string, window: Window, keep: readonly Part[] = []): string {
  const kept = keep.length === 0 ? '' : `,"keep":${JSON.stringify(keep)}`;
  return `{"v":${WIRE_VERSION},"node":${JSON.stringify(node)},"from":${window.from},"to":${window.to},"items":${itemsJson}${kept}}`;
}

/** Sound that would reach into a quiet window is not planned, whatever was approved (DOMAIN §3.3). */
export function maySound(item: Pick<PlanItem, 'class' | 'startAt' | 'parts'>, quiet: readonly QuietWindow[]): boolean {
  const durationMs = item.parts.reduce((sum, part) => sum + part.durationMs, 0);
  return quietVerdict(quiet, item.class, item.startAt, durationMs).allowed;
}

function identity({ run }: PlanItem): string {
  return 'run' in run ? run.run : run.programme;
}
