// pure
import type { PreviewItem } from '../../protocol/api/broadcast.ts';
import { outranks } from '../../protocol/preemption.ts';
import { type QuietWindow, quietVerdict } from '../../protocol/quiet-hours.ts';
import { eventsOf, type Occurrence } from './occurrences.ts';
import { runIdOf, type Slot, saidAt } from './slots.ts';
import { SCHEDULED_LATENESS_MS, type Window } from './times.ts';

type Sound = Pick<PreviewItem, 'class' | 'startAt' | 'durationMs'>;

/** A hamlet that a slot reaches. */
export interface ReachedHamlet {
  readonly id: string;
  /** Nodes there that can be told to play, and how many of them are connected now. */
  readonly nodes: number;
  readonly online: number;
  readonly quiet: readonly QuietWindow[];
  /** Does a silence keep this off the hamlet? None when absent. */
  readonly isSilent?: (sound: Sound) => boolean;
}

/** Is the run taken off, or over already at another instant? */
export type IsSpent = (run: string, startAt: number) => boolean;

type Warning = PreviewItem['warnings'][number];

/**
 * What will sound where, in order of hamlet and time, by the same occurrences, quiet hours, silences and ranks that plan and node
 * use. Drafts are shown too, with the reason why they will not sound.
 */
export function previewOf(
  slots: readonly { readonly slot: Slot; readonly hamlets: readonly ReachedHamlet[] }[],
  window: Window,
  isSpent: IsSpent = () => false,
): PreviewItem[] {
  const byHamlet = new Map<string, Entry[]>();
  for (const { slot, hamlets } of slots) {
    const events = eventsOf(slot.programme.recurrence, window.from, window.to);
    for (const hamlet of hamlets) {
      const entries = byHamlet.get(hamlet.id) ?? [];
      byHamlet.set(hamlet.id, entries);
      for (const event of events) entries.push(entryOf(slot, hamlet, event, isSpent));
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

function entryOf(slot: Slot, hamlet: ReachedHamlet, event: Occurrence, isSpent: IsSpent): Entry {
  const { programme } = slot;
  const { startAt } = event;
  const { class: urgency, durationMs, flaws } = saidAt(slot, event);
  const run = runIdOf(programme.id, event);
  const quiet = quietVerdict(hamlet.quiet, urgency, startAt, durationMs);
  const stopping: Warning[] = [
    ...flaws,
    ...(isSpent(run, startAt) ? ['cancelled' as const] : []),
    ...(quiet.allowed ? [] : ['quiet-hours' as const]),
    ...(hamlet.isSilent?.({ class: urgency, startAt, durationMs }) ? ['silenced' as const] : []),
    ...(hamlet.nodes === 0 ? ['no-node' as const] : []),
  ];
  const hints: Warning[] = [
    ...(hamlet.nodes > 0 && hamlet.online < hamlet.nodes ? ['node-offline' as const] : []),
    ...(startAt === event.at ? [] : ['moved' as const]),
  ];
  return {
    slot,
    item: {
      programme: programme.id,
      run,
      title: programme.title,
      hamlet: hamlet.id,
      startAt,
      durationMs,
      class: urgency,
      willSound: stopping.length === 0,
      warnings: [...stopping, ...hints],
    },
  };
}

function byTime(a: Entry, b: Entry): number {
  return a.item.startAt - b.item.startAt || ((a.item.run ?? '') < (b.item.run ?? '') ? -1 : 1);
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
  return { class: item.class, level: slot.programme.level, since: item.startAt };
}
