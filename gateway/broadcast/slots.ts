// pure
import type { PreviewItem } from '../../protocol/api/broadcast.ts';
import { type Day, dayOf } from '../../protocol/vietnam-time.ts';
import type { Relayed } from '../relays/relay-part.ts';
import { isApproved } from './approval.ts';
import type { StoredBulletin } from './bulletin-store.ts';
import { type Content, contentOf, durationOf, relayContentOf } from './content.ts';
import { eventsOf, type Occurrence } from './occurrences.ts';
import type { StoredProgramme } from './programme-store.ts';
import type { StoredRun } from './run-store.ts';
import { SCHEDULED_LATENESS_MS, type Window } from './times.ts';
import { mostUrgent } from './urgency.ts';

type Flaw = PreviewItem['warnings'][number];

/** What is said, and why it does not go on air; `flaws` is empty when it does. */
export interface Said {
  readonly class: StoredProgramme['class'];
  readonly contents: readonly Content[];
  readonly durationMs: number;
  readonly flaws: readonly Flaw[];
  /** Last day on which all of it may sound. */
  readonly expiresOn?: Day | undefined;
}

/** A programme with everything that decides whether it goes on air. */
export interface Slot extends Omit<Said, 'class'> {
  readonly programme: StoredProgramme;
  /** What single runs say instead, by their original instant. */
  readonly instead: ReadonlyMap<number, Said>;
  /** How much longer than usual it may wait for its turn: what goes before it by a user's order, or until there is one. */
  readonly waitMs?: number | undefined;
}

interface RecordingFacts {
  readonly sha256: string;
  readonly durationMs: number;
  readonly opus: string;
  readonly mp3: string;
}

/** A station by its id, as it is now. */
export type StationOf = (station: string) => (Relayed & { readonly name: string }) | undefined;

/** Why a run is not made although the programme is on air: the silence that covers all its places. */
export type Silencing = (
  slot: Slot,
  sound: { readonly class: StoredProgramme['class']; readonly startAt: number; readonly durationMs: number },
) => string | undefined;

/** Puts programme, bulletins and recordings together. Nothing is on air whose every part is not approved and here. */
export function slotOf(
  programme: StoredProgramme,
  bulletins: ReadonlyMap<string, StoredBulletin>,
  recordings: ReadonlyMap<string, RecordingFacts>,
  stationOf: StationOf = () => undefined,
): Slot {
  const said = (ids: readonly string[]) => saidOf(programme, ids, bulletins, recordings, stationOf);
  const replaced = (programme.recurrence.exceptions ?? []).filter((one) => one.do === 'replace');
  const { class: _, ...usually } = said(programme.bulletins);
  return { programme, ...usually, instead: new Map(replaced.map((one) => [one.at, said(one.bulletins)])) };
}

/** What one run of a slot says on its day. */
export function saidAt(slot: Slot, event: Occurrence): Said {
  const said = slot.instead.get(event.at) ?? { ...slot, class: slot.programme.class };
  const expired = said.expiresOn !== undefined && dayOf(event.startAt) > said.expiresOn;
  return expired ? { ...said, flaws: [...said.flaws, 'expired'] } : said;
}

export function runIdOf(programme: string, event: Pick<Occurrence, 'at'>): string {
  return `${programme}@${event.at}`;
}

/** The runs a slot gives in a window; none while anything keeps it off the air. A silenced one is there, and cancelled. */
export function runsOf(slot: Slot, window: Window, now: number, silencing?: Silencing): StoredRun[] {
  const { programme } = slot;
  if (!isApproved(programme)) return [];
  return eventsOf(programme.recurrence, window.from, window.to).flatMap((event): StoredRun[] => {
    const { class: urgency, contents, durationMs, flaws } = saidAt(slot, event);
    if (flaws.length > 0) return [];
    const silencedBy = silencing?.(slot, { class: urgency, startAt: event.startAt, durationMs });
    return [
      {
        id: runIdOf(programme.id, event),
        programme: programme.id,
        title: programme.title,
        class: urgency,
        level: programme.level,
        originalAt: event.at,
        dueAt: event.startAt,
        durationMs,
        latenessMs: SCHEDULED_LATENESS_MS + (slot.waitMs ?? 0),
        state: silencedBy === undefined ? 'planned' : 'cancelled',
        contents,
        registered: programme.registered,
        area: programme.area,
        createdBy: programme.createdBy,
        ...(silencedBy === undefined ? {} : { silencedBy }),
        createdAt: now,
      },
    ];
  });
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

function saidOf(
  programme: StoredProgramme,
  ids: readonly string[],
  bulletins: ReadonlyMap<string, StoredBulletin>,
  recordings: ReadonlyMap<string, RecordingFacts>,
  stationOf: StationOf,
): Said {
  const said = ids.map((id) => bulletins.get(id));
  const known = said.filter((bulletin) => bulletin !== undefined);
  const contents = known.flatMap((bulletin): Content[] => {
    const recording = recordings.get(bulletin.recording);
    if (!recording) return [];
    if (!bulletin.relay) return [contentOf(recording, bulletin.title)];
    const station = stationOf(bulletin.relay.station);
    return station ? [relayContentOf(station, bulletin.relay.minutes, recording, bulletin.title)] : [];
  });
  const approved = isApproved(programme) && said.every((bulletin) => bulletin !== undefined && isApproved(bulletin));
  const complete = contents.length === said.length;
  return {
    class: mostUrgent(known.map((bulletin) => bulletin.class)),
    contents,
    durationMs: durationOf(contents),
    flaws: [...(approved ? [] : ['not-approved' as const]), ...(complete ? [] : ['recording-missing' as const])],
    expiresOn: known
      .flatMap((bulletin) => bulletin.expiresOn ?? [])
      .sort()
      .at(0),
  };
}

function shown(run: StoredRun): string {
  const { title, class: urgency, level, dueAt, durationMs, latenessMs, state, contents, registered, area } = run;
  const pieces = contents.map(({ sha256, title, durationMs, opus, mp3, stream, relay }) => [
    ...[sha256, title, durationMs],
    ...(stream ? [stream, relay] : [opus, mp3]),
  ]);
  const why = run.silencedBy ?? null;
  return JSON.stringify([title, urgency, level, dueAt, durationMs, latenessMs, state, pieces, registered, area, why]);
}
