// pure
import type { PreviewItem } from '../../protocol/api/broadcast.ts';
import { collide, type Wanting } from './collisions.ts';
import { type Manner, soundingAt } from './manner.ts';
import { occurrencesOf } from './occurrences.ts';
import type { Orders } from './order.ts';
import type { Slot } from './slots.ts';
import type { Window } from './times.ts';

/** A hamlet that a slot reaches. */
export interface ReachedHamlet {
  readonly id: string;
  /** Nodes there that can be told to play, and how many of them are connected now. */
  readonly nodes: number;
  readonly online: number;
  readonly manner: Manner;
}

type Warning = PreviewItem['warnings'][number];

/**
 * What will sound where, in order of hamlet and time, by the same occurrences, quiet hours and ranks that plan and node use.
 * Drafts are shown too, with the reason why they will not sound.
 */
export function previewOf(
  slots: readonly { readonly slot: Slot; readonly hamlets: readonly ReachedHamlet[] }[],
  window: Window,
  orders: Orders = new Map(),
): PreviewItem[] {
  const byHamlet = new Map<string, Wanting[]>();
  for (const { slot, hamlets } of slots) {
    const starts = occurrencesOf(slot.programme.recurrence, window.from, window.to);
    for (const hamlet of hamlets) {
      const entries = byHamlet.get(hamlet.id) ?? [];
      byHamlet.set(hamlet.id, entries);
      for (const startAt of starts) entries.push(entryOf(slot, hamlet, startAt));
    }
  }
  return [...byHamlet.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, entries]) => collide(entries.sort(byTime), orders));
}

function entryOf(slot: Slot, hamlet: ReachedHamlet, startAt: number): Wanting {
  const { programme, durationMs } = slot;
  const allowed = soundingAt(hamlet.manner, programme.class, startAt, durationMs) > 0;
  const stopping: Warning[] = [
    ...slot.flaws,
    ...(allowed ? [] : ['quiet-hours' as const]),
    ...(hamlet.nodes === 0 ? ['no-node' as const] : []),
  ];
  const offline = hamlet.nodes > 0 && hamlet.online < hamlet.nodes;
  return {
    slot,
    manner: hamlet.manner,
    item: {
      programme: programme.id,
      title: programme.title,
      hamlet: hamlet.id,
      startAt,
      durationMs,
      class: programme.class,
      willSound: stopping.length === 0,
      warnings: [...stopping, ...(offline ? ['node-offline' as const] : [])],
    },
  };
}

function byTime(a: Wanting, b: Wanting): number {
  return a.item.startAt - b.item.startAt || (a.item.programme < b.item.programme ? -1 : 1);
}
