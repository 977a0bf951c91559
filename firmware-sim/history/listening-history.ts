import { setImmediate as breathe } from 'node:timers/promises';
import { pino } from 'pino';
import { ulid } from 'ulid';
import { SECOND_MS } from '../../protocol/units.ts';
import { NodeTime } from '../core/node-time.ts';
import { type News, SignedLog } from '../core/signed-log.ts';
import { EntrySigner } from '../core/signer.ts';
import type { ToHear } from '../listening/ear.ts';
import { LEAD_MS, Listener } from '../listening/listener.ts';
import { type EarState, ModelledEar } from '../listening/modelled-ear.ts';
import type { PrintShelf } from '../listening/prints.ts';
import { chances } from '../scenarios/chance.ts';
import type { Span } from '../scenarios/timeline.ts';
import { MemoryStore } from '../storage/memory-store.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { type History, type HistoryEntry, type HistoryNode, sessionOf } from './history.ts';

export interface ListeningInput {
  readonly node: Pick<HistoryNode, 'node' | 'privateKey'>;
  readonly window: Span;
  /** What was due in its hamlet. */
  readonly sessions: readonly ToHear[];
  readonly prints: PrintShelf;
  readonly ear: EarState;
  /** Did the horns next to it sound then? */
  readonly sounds: (at: number) => boolean;
  readonly beatMs: number;
  readonly firmware: string;
  readonly seed: string;
}

/** From the end of a session to the word about it. */
const SAID_MS = SECOND_MS;

/** What a listening node would have heard and signed in a window of the past: the same listener, lived through under a moved clock. */
export async function listenThrough(input: ListeningInput): Promise<History> {
  const { node, window, prints, ear, sounds, firmware, beatMs, seed } = input;
  const random = chances(seed, node.node, window.from);
  const newId = (at: number) => ulid(at, random);
  const clock = new VirtualClock(window.from);
  const store = new MemoryStore(newId(window.from));
  const time = new NodeTime(clock, 0, () => true);
  const log = new SignedLog(node.node, store, new EntrySigner(node.privateKey), time);
  const said: { readonly at: number; readonly kind: News['kind'] }[] = [];
  const note = (news: News) => {
    log.append(news);
    said.push({ at: clock.now(), kind: news.kind });
  };
  const boot = newId(window.from);
  note({ kind: 'boot', body: { boot, firmware, cause: 'power' } });
  const modelled = new ModelledEar({ clock, prints, random, state: () => ear, sounds: () => sounds(clock.now()) });
  const failures: string[] = [];
  const complaints = pino({ level: 'warn' }, { write: (line) => failures.push(line) });
  const listener = new Listener({ ear: modelled, prints }, { time, store, log: complaints, note });
  listener.start();
  const heard = input.sessions.filter(({ from, to }) => from - LEAD_MS > window.from && to + SAID_MS < window.to);
  listener.setSessions(heard);
  for (const [index, { to }] of heard.entries()) {
    clock.moveTo(to + SAID_MS);
    // It compares with breaths in between; the clock stands still until its word is signed.
    while (said.filter(({ kind }) => kind === 'listening').length <= index) {
      if (failures.length > 0) throw new Error(`a session of the past was not judged: ${failures[0]}`);
      await breathe();
    }
  }
  listener.stop();
  const entries = said.flatMap(({ at }, index): HistoryEntry[] => {
    const entry = log.at(index);
    return entry ? [{ at: Math.round(at + random() * 2 * SECOND_MS), jws: entry.jws }] : [];
  });
  return { log: store.logId, entries, sessions: [sessionOf(window, [{ ...window, boot }], beatMs, random, newId)] };
}
