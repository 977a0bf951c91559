// pure
import type { PreviewItem } from '../../protocol/api/broadcast.ts';
import { outranks } from '../../protocol/preemption.ts';
import { type QuietWindow, quietVerdict } from '../../protocol/quiet-hours.ts';
import { occurrencesOf } from './occurrences.ts';
import type { Slot } from './slots.ts';
import { SCHEDULED_LATENESS_MS, type Window } from './times.ts';

/** A hamlet that a slot reaches. */
export interface ReachedHamlet {
  readonly id: string;
  /** Nodes there that can be told to play, and how many of them are connected now. */
  readonly nodes: number;
  readonly online: number;
  readonly quiet: readonly QuietWindow[];
}

type Warning = PreviewItem['warnings'][number];

/**
 * What will sound where, in order of hamlet and time, by the same occurrences, quiet hours and ranks that plan and node use.
 * Drafts are shown too, with the reason why they will not sound.
 */
export function previewOf(
  slots: readonly { readonly slot: Slot; readonly hamlets: readonly ReachedHamlet[] }[],
  window: Window,
): PreviewItem[] {
  const byHamlet = new Map<string, Entry[]>();
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
    .flatMap(([, entries]) => withCollisions(entries.sort(byTime)).map((entry) => entry.item));
}

interface Entry {
  readonly slot: Slot;
  readonly item: PreviewItem;
}

function entryOf(slot: Slot, hamlet: ReachedHamlet, startAt: number): Entry {
  const { programme, durationMs } = slot;
  const quiet = quietVerdict(hamlet.quiet, programme.class, startAt, durationMs);
  const stopping: Warning[] = [
    ...slot.flaws,
    ...(quiet.allowed ? [] : ['quiet-hours' as const]),
    ...(hamlet.nodes === 0 ? ['no-node' as const] : []),
  ];
  const offline = hamlet.nodes > 0 && hamlet.online < hamlet.nodes;
  return {
    slot,
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

function byTime(a: Entry, b: Entry): number {
  return a.item.startAt - b.item.startAt || (a.item.programme < b.item.programme ? -1 : 1);
}

/** Two that want the same horns: the higher rank interrupts, an equal one waits, and is dropped when it waits too long. */
function withCollisions(entries: readonly Entry[]): Entry[] {
  const marked = entries.map((entry) => ({ ...entry, warnings: new Set<Warning>() }));
  let holder: (typeof marked)[number] | undefined;
  for (const entry of marked) {
    if (!entry.item.willSound) continue;
    const held = holder && holder.item.startAt + holder.item.durationMs > entry.item.startAt ? holder : undefined;
    if (!held) {
      holder = entry;
    } else if (outranks(claimOf(entry), claimOf(held))) {
      held.warnings.add('outranked');
      holder = entry;
    } else {
      const waits = held.item.startAt + held.item.durationMs - entry.item.startAt;
      entry.warnings.add(outranks(claimOf(held), claimOf(entry)) ? 'outranked' : 'will-not-fit');
      if (waits <= SCHEDULED_LATENESS_MS) entry.warnings.delete('will-not-fit');
    }
  }
  return marked.map(({ slot, item, warnings }) => ({
    slot,
    item: { ...item, warnings: [...item.warnings, ...warnings] },
  }));
}

function claimOf({ slot, item }: Entry) {
  return { class: slot.programme.class, level: slot.programme.level, since: item.startAt };
}
