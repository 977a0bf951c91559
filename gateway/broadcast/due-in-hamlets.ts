import type { Part, RunRef } from '../../protocol/messages/fields.ts';
import { type Day, dayOf, daysBetween, instantAt } from '../../protocol/vietnam-time.ts';
import { durationOf, partsOf } from './content.ts';
import type { BroadcastParts } from './parts.ts';
import type { ProgrammeStore } from './programme-store.ts';
import { Reach } from './reach.ts';
import { isDueOn } from './registered-session.ts';
import { sessionsAt } from './registered-sessions-store.ts';
import { refOf } from './run-ref.ts';
import { sessionsOfRuns } from './run-sessions.ts';
import type { RunStore } from './run-store.ts';
import type { Silences } from './silences.ts';
import type { Window } from './times.ts';

/** One session of the registered timetable on one day. */
export interface DueSession {
  readonly from: number;
  readonly to: number;
}

/** A run that is to sound in a hamlet, by whatever means. */
export interface DueSound {
  readonly ref: RunRef;
  readonly dueAt: number;
  readonly parts: readonly Part[];
}

interface ReachingRun {
  readonly dueAt: number;
  readonly durationMs: number;
  readonly registered: boolean;
  readonly sound: DueSound;
}

/** What is due in hamlets, whether or not a node there can be told to play it: listening nodes compare with it. */
export class DueInHamlets {
  readonly #parts: BroadcastParts;
  readonly #stores: { readonly runs: RunStore; readonly programmes: ProgrammeStore; readonly silences: Silences };
  readonly #reach: Reach;

  constructor(
    parts: BroadcastParts,
    stores: { readonly runs: RunStore; readonly programmes: ProgrammeStore; readonly silences: Silences },
  ) {
    this.#parts = parts;
    this.#stores = stores;
    this.#reach = new Reach(parts);
  }

  /**
   * Sessions that begin in the window, less those taken off, in order. On a day without a registered one the registered runs are the
   * sessions, as they are for the verdict.
   */
  async sessions(hamlets: readonly string[], window: Window): Promise<Map<string, DueSession[]>> {
    const { database, tree } = this.#parts;
    const chains = new Map(hamlets.map((hamlet) => [hamlet, tree.ancestors(hamlet)]));
    const registered = await sessionsAt(database.read, [...new Set([...chains.values()].flat())]);
    const cancelled = await this.#cancelled(hamlets, window);
    const runs = await this.#runs(hamlets, window);
    const days = daysBetween(dayOf(window.from), dayOf(window.to));
    return new Map(
      [...chains].map(([hamlet, chain]) => {
        const own = registered.filter(({ area }) => chain.includes(area));
        const planned = (runs.get(hamlet) ?? []).filter((run) => run.registered);
        const due = days.flatMap((day) => {
          const ofDay = own.filter((session) => isDueOn(session, day));
          if (ofDay.length === 0) return sessionsOfRuns(planned.filter(({ dueAt }) => dayOf(dueAt) === day));
          return ofDay.filter(({ id }) => !cancelled.has(`${hamlet} ${id} ${day}`)).map(on(day));
        });
        return [hamlet, due.filter((session) => this.#isDue(hamlet, session, window)).sort((a, b) => a.from - b.from)];
      }),
    );
  }

  /** Scheduled runs of the window whose programmes reach these hamlets, in order; silenced ones are left out. */
  async sounds(hamlets: readonly string[], window: Window): Promise<Map<string, DueSound[]>> {
    const runs = await this.#runs(hamlets, window);
    return new Map([...runs].map(([hamlet, own]) => [hamlet, own.map(({ sound }) => sound)]));
  }

  async #runs(hamlets: readonly string[], window: Window): Promise<Map<string, ReachingRun[]>> {
    const { programmes, runs, silences } = this.#stores;
    const wanted = new Set(hamlets);
    const reached = new Map<string, string[]>();
    for (const programme of await programmes.alive(window.from)) {
      const there = this.#reach.hamletsOf(programme.targets).filter((hamlet) => wanted.has(hamlet));
      if (there.length > 0) reached.set(programme.id, there);
    }
    const found = new Map<string, ReachingRun[]>(hamlets.map((hamlet) => [hamlet, []]));
    if (reached.size === 0) return found;
    for (const run of await runs.scheduled(window.from, window.to, [...reached.keys()])) {
      const { dueAt, registered, contents } = run;
      const durationMs = durationOf(contents);
      const reaching = { dueAt, durationMs, registered, sound: { ref: refOf(run), dueAt, parts: partsOf(contents) } };
      for (const hamlet of reached.get(run.programme ?? '') ?? [])
        if (!silences.at(hamlet, { class: run.class, startAt: dueAt, durationMs })) found.get(hamlet)?.push(reaching);
    }
    return found;
  }

  #isDue(hamlet: string, { from, to }: DueSession, window: Window): boolean {
    if (from < window.from || from >= window.to) return false;
    return !this.#stores.silences.at(hamlet, { class: 'normal', startAt: from, durationMs: to - from });
  }

  async #cancelled(hamlets: readonly string[], window: Window): Promise<Set<string>> {
    const rows: { hamlet_id: string; session_id: string; day: string }[] = await this.#parts.database
      .read('session_cancellations')
      .whereIn('hamlet_id', [...hamlets])
      .whereNotNull('session_id')
      .where('from_at', '>=', window.from)
      .where('from_at', '<', window.to)
      .select('hamlet_id', 'session_id', 'day');
    return new Set(rows.map((row) => `${row.hamlet_id} ${row.session_id} ${row.day}`));
  }
}

function on(day: Day) {
  return ({ from, to }: { readonly from: string; readonly to: string }): DueSession => ({
    from: instantAt(day, from),
    to: instantAt(day, to),
  });
}
