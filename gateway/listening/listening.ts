import type { ListeningOfHamlet } from '../../protocol/api/listening.ts';
import type { PlanFile } from '../../protocol/messages/downlink.ts';
import { DAY_MS, HOUR_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import type { EntryHandler } from '../intake/intake.ts';
import type { Log } from '../log.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import { countsOf, stateOf, wordsOn } from './hearing.ts';
import type { Listeners } from './listeners.ts';
import { type Assignment, assignmentsOf } from './listeners-store.ts';
import { insertWords, type StoredWord, wordsIn } from './listenings-store.ts';
import { type DueSession, type DueSound, toHear } from './to-hear.ts';

interface Window {
  readonly from: number;
  readonly to: number;
}

export interface ListeningParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly listeners: Listeners;
  readonly codeOf: (node: string) => string | undefined;
  /** Sessions of the registered timetable that begin in a window, per hamlet; `broadcast` knows them. */
  readonly sessionsOf: (
    hamlets: readonly string[],
    window: Window,
  ) => Promise<ReadonlyMap<string, readonly DueSession[]>>;
  readonly soundsOf: (hamlets: readonly string[], window: Window) => Promise<ReadonlyMap<string, readonly DueSound[]>>;
  /** These recordings will be compared with: their prints may be made ahead. */
  readonly wantPrints: (recordings: readonly string[]) => void;
  /** Of the place: its loudspeakers have no node that could say so. A deaf ear reports itself, as any node's own fault. */
  readonly alarms: {
    silent(hamlet: string, detail: string): void;
    sounds(hamlet: string): void;
  };
}

const MOST_SESSIONS = 400;
/** A word may come this much outside the time its node was set to the hamlet: clocks differ, a session was under way. */
const GRACE_MS = HOUR_MS;
/** Whether a hamlet has gone silent shows in the sessions of so many days. */
const RECENT_MS = 8 * DAY_MS;
/** Prints of what is due this soon are made before a node asks. */
const PRINTS_AHEAD_MS = 2 * DAY_MS;

/** What listening nodes say of hamlets without receipts: kept beside verdict and inspections, never mixed into them (DOMAIN §4.9). */
export class Listening {
  readonly #parts: ListeningParts;

  constructor(parts: ListeningParts) {
    this.#parts = parts;
  }

  /** For Intake: words of nodes that were set to that hamlet then; any other stays in the evidence log and counts for nothing. */
  readonly entries: EntryHandler<'listening'> = async (transaction, items) => {
    const { database, log } = this.#parts;
    const assigned = await assignmentsOf(
      transaction,
      items.map(({ node }) => node),
    );
    const taken = items.filter(({ node, entry }) => assigned.some((one) => isSetTo(one, node, entry.body)));
    if (taken.length < items.length)
      log.warn({ dropped: items.length - taken.length }, 'nodes spoke of hamlets they were not set to listen to');
    await insertWords(transaction, database.dialect, taken);
    return () => this.#told([...new Set(taken.map(({ entry }) => entry.body.hamlet))]);
  };

  /** What these nodes are to hear in a window, for their plans. */
  async listenFor(
    nodes: readonly Pick<NodeRecord, 'id' | 'listensTo'>[],
    window: Window,
  ): Promise<ReadonlyMap<string, NonNullable<PlanFile['listen']>>> {
    const { clock, sessionsOf, soundsOf, wantPrints } = this.#parts;
    const hamlets = [...new Set(nodes.flatMap(({ listensTo }) => listensTo ?? []))];
    const [sessions, sounds] = await Promise.all([sessionsOf(hamlets, window), soundsOf(hamlets, window)]);
    const soon = (from: number) => from < clock.now() + PRINTS_AHEAD_MS;
    const plans = new Map(
      nodes.map(({ id, listensTo: hamlet = '' }) => [
        id,
        toHear(hamlet, sessions.get(hamlet) ?? [], sounds.get(hamlet) ?? []),
      ]),
    );
    const due = [...plans.values()].flat().filter(({ from }) => soon(from));
    wantPrints([
      ...new Set(due.flatMap(({ parts }) => parts.flatMap(({ sha256, stream }) => (stream ? [] : [sha256])))),
    ]);
    return plans;
  }

  /** Sessions of a hamlet that were due in a window and are over, with the best word about each. */
  async ofHamlet(hamlet: string, { from, to }: Window): Promise<ListeningOfHamlet> {
    const { database, clock, listeners, sessionsOf } = this.#parts;
    const now = clock.now();
    const due = ((await sessionsOf([hamlet], { from, to })).get(hamlet) ?? []).filter((one) => one.to <= now);
    const said = await wordsIn(database.read, [hamlet], { from: from - HOUR_MS, to: to + HOUR_MS });
    const words = wordsOn(due, said);
    const sessions = due.map((session, n) => this.#session(session, words[n]));
    return {
      ...{ hamlet, from, to },
      listeners: await listeners.of(hamlet),
      counts: countsOf(sessions.map(({ state }) => state)),
      sessions: sessions.reverse().slice(0, MOST_SESSIONS),
    };
  }

  #session({ from, to }: DueSession, word: StoredWord | undefined): ListeningOfHamlet['sessions'][number] {
    if (!word) return { from, to, state: 'not-listened' };
    const { node, position, against, dueMs, soundMs, matchedMs, levelDb, noiseDb } = word;
    const code = this.#parts.codeOf(node);
    return {
      ...{ from, to, state: word.result, node, position, against, dueMs, soundMs, matchedMs },
      ...{ content: [...word.content], matched: [...word.matched] },
      ...(code !== undefined && { code }),
      ...(levelDb !== undefined && { levelDb }),
      ...(noiseDb !== undefined && { noiseDb }),
    };
  }

  /** After the commit. */
  #told(hamlets: readonly string[]): void {
    const { clock, facts, log } = this.#parts;
    if (hamlets.length === 0) return;
    facts.tell('changed', { at: clock.now(), what: 'listening' });
    this.#judge(hamlets).catch((error) =>
      log.warn({ err: error }, 'silence of hamlets was not judged; the next word does'),
    );
  }

  async #judge(hamlets: readonly string[]): Promise<void> {
    const { database, clock, alarms } = this.#parts;
    const now = clock.now();
    const recent = await wordsIn(database.read, hamlets, { from: now - RECENT_MS, to: now + HOUR_MS });
    for (const hamlet of hamlets) {
      const state = stateOf(recent.filter((word) => word.hamlet === hamlet));
      if (state === 'silent') alarms.silent(hamlet, 'listening: silent in two sessions in a row');
      if (state === 'sounds') alarms.sounds(hamlet);
    }
  }
}

function isSetTo(one: Assignment, node: string, { hamlet, from }: { hamlet: string; from: number }): boolean {
  const isThen = from >= one.from - GRACE_MS && from < (one.until ?? Number.POSITIVE_INFINITY) + GRACE_MS;
  return one.node === node && one.hamlet === hamlet && isThen;
}
