// pure
import type { PreviewItem } from '../../protocol/api/broadcast.ts';
import { isApproved } from './approval.ts';
import type { StoredBulletin } from './bulletin-store.ts';
import type { Content } from './content.ts';
import { occurrencesOf } from './occurrences.ts';
import type { StoredProgramme } from './programme-store.ts';
import type { StoredRun } from './run-store.ts';
import { SCHEDULED_LATENESS_MS, type Window } from './times.ts';

/** A programme with everything that decides whether it goes on air. */
export interface Slot {
  readonly programme: StoredProgramme;
  readonly contents: readonly Content[];
  readonly durationMs: number;
  /** How much longer than usual it may wait for its turn: what goes before it by a user's order, or until there is one. */
  readonly waitMs?: number | undefined;
  /** Why it does not go on air; empty when it does. */
  readonly flaws: readonly PreviewItem['warnings'][number][];
}

interface RecordingFacts {
  readonly sha256: string;
  readonly durationMs: number;
  readonly opus: string;
  readonly mp3: string;
}

/** Puts programme, bulletins and recordings together. Nothing is on air whose every part is not approved and here. */
export function slotOf(
  programme: StoredProgramme,
  bulletins: ReadonlyMap<string, StoredBulletin>,
  recordings: ReadonlyMap<string, RecordingFacts>,
): Slot {
  const said = programme.bulletins.map((id) => bulletins.get(id));
  const contents = said.flatMap((bulletin): Content[] => {
    const recording = bulletin && recordings.get(bulletin.recording);
    if (!bulletin || !recording) return [];
    const { sha256, durationMs, opus, mp3 } = recording;
    return [{ sha256, title: bulletin.title, durationMs, opus, mp3 }];
  });
  const approved = isApproved(programme) && said.every((bulletin) => bulletin !== undefined && isApproved(bulletin));
  const complete = contents.length === said.length;
  return {
    programme,
    contents,
    durationMs: contents.reduce((sum, { durationMs }) => sum + durationMs, 0),
    flaws: [...(approved ? [] : ['not-approved' as const]), ...(complete ? [] : ['recording-missing' as const])],
  };
}

/** The runs a slot gives in a window; none while anything keeps it off the air. */
export function runsOf(slot: Slot, window: Window, now: number): StoredRun[] {
  if (slot.flaws.length > 0) return [];
  const { programme, contents, durationMs } = slot;
  return occurrencesOf(programme.recurrence, window.from, window.to).map((dueAt) => ({
    id: `${programme.id}@${dueAt}`,
    programme: programme.id,
    title: programme.title,
    class: programme.class,
    level: programme.level,
    dueAt,
    durationMs,
    latenessMs: SCHEDULED_LATENESS_MS + (slot.waitMs ?? 0),
    state: 'planned',
    contents,
    registered: programme.registered,
    area: programme.area,
    createdBy: programme.createdBy,
    createdAt: now,
  }));
}

/**
 * What must be written so that the runs ahead are the desired ones: new and changed runs, and those no longer wanted as
 * cancelled. What somebody took off by hand stays off.
 */
export function reconcileRuns(ahead: readonly StoredRun[], desired: readonly StoredRun[]): StoredRun[] {
  const known = new Map(ahead.map((run) => [run.id, run]));
  const wanted = new Set(desired.map((run) => run.id));
  const written = desired.filter((run) => {
    const before = known.get(run.id);
    return before === undefined || (before.stoppedBy === undefined && shown(before) !== shown(run));
  });
  const dropped = ahead.filter((run) => run.state === 'planned' && !wanted.has(run.id));
  return [...written, ...dropped.map((run) => ({ ...run, state: 'cancelled' as const }))];
}

function shown(run: StoredRun): string {
  const { title, class: urgency, level, durationMs, latenessMs, state, contents, registered, area } = run;
  const pieces = contents.map((piece) => [piece.sha256, piece.title, piece.durationMs, piece.opus, piece.mp3]);
  return JSON.stringify([title, urgency, level, durationMs, latenessMs, state, pieces, registered, area]);
}
