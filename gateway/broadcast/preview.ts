// pure
import type { PreviewItem } from '../../protocol/api/broadcast.ts';
import { collide, type Wanting } from './collisions.ts';
import { lengthAt, type Manner, soundingAt } from './manner.ts';
import { eventsOf, type Occurrence } from './occurrences.ts';
import type { Orders } from './order.ts';
import { exceptionAt } from './quiet-exception.ts';
import { runIdOf, type Slot, saidAt } from './slots.ts';
import type { Window } from './times.ts';

type Sound = Pick<PreviewItem, 'class' | 'startAt' | 'durationMs'>;

/** A hamlet that a slot reaches. */
export interface ReachedHamlet {
  readonly id: string;
  /** Nodes there that can be told to play, and how many of them are connected now. */
  readonly nodes: number;
  readonly online: number;
  readonly manner: Manner;
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
  orders: Orders = new Map(),
  isSpent: IsSpent = () => false,
): PreviewItem[] {
  const byHamlet = new Map<string, Wanting[]>();
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
    .flatMap(([, entries]) => collide(entries.sort(byTime), orders));
}

function entryOf(slot: Slot, hamlet: ReachedHamlet, event: Occurrence, isSpent: IsSpent): Wanting {
  const { programme } = slot;
  const { startAt } = event;
  const { class: urgency, durationMs, flaws } = saidAt(slot, event);
  const run = runIdOf(programme.id, event);
  const exception = isBounded(hamlet.manner, urgency, startAt, durationMs)
    ? exceptionAt(programme, event.at)
    : undefined;
  const allowed = exception !== undefined || soundingAt(hamlet.manner, urgency, startAt, durationMs) > 0;
  const stopping: Warning[] = [
    ...flaws,
    ...(isSpent(run, startAt) ? ['cancelled' as const] : []),
    ...(allowed ? [] : ['quiet-hours' as const]),
    ...(hamlet.isSilent?.({ class: urgency, startAt, durationMs }) ? ['silenced' as const] : []),
    ...(hamlet.nodes === 0 ? ['no-node' as const] : []),
  ];
  const hints: Warning[] = [
    ...(hamlet.nodes > 0 && hamlet.online < hamlet.nodes ? ['node-offline' as const] : []),
    ...(startAt === event.at ? [] : ['moved' as const]),
  ];
  return {
    slot,
    manner: hamlet.manner,
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
      ...(exception ? { exception: { reason: exception.reason, by: exception.confirmed.map((one) => one.by) } } : {}),
    },
  };
}

/** Would quiet hours keep it silent, or cut it? */
function isBounded(manner: Manner, urgency: Sound['class'], startAt: number, durationMs: number): boolean {
  return soundingAt(manner, urgency, startAt, durationMs) < lengthAt(manner, urgency, durationMs);
}

function byTime(a: Wanting, b: Wanting): number {
  return a.item.startAt - b.item.startAt || ((a.item.run ?? '') < (b.item.run ?? '') ? -1 : 1);
}
