import type { Node } from '../../../protocol/api/areas.ts';
import type { ListenedSession, Listener, ListeningOfHamlet } from '../../../protocol/api/listening.ts';
import type { HearingState } from '../../../protocol/listening.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { addDays, dayOf, instantAt } from '../../../protocol/vietnam-time.ts';
import { chance, seededNode, seededSha256 } from './random.ts';

const DAYS = 45;
const DUE_MS = 14 * MINUTE_MS + 30_000;
/** How often each was said, of a hundred. */
const OFTEN: readonly (readonly [HearingState, number])[] = [
  ['heard', 78],
  ['partial', 84],
  ['other-sound', 88],
  ['sound', 92],
  ['silent', 96],
  ['deaf', 97],
  ['not-listened', 100],
];
const SHARE: Partial<Record<HearingState, number>> = { heard: 0.97, partial: 0.55 };

/** What listening nodes heard: half a season of mornings and afternoons where one listens. */
export class ListeningWorld {
  readonly listeners: Listener[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The device `node` listens from now on. */
  set(node: Pick<Node, 'id' | 'code' | 'place'>, hamlet: string, hamletName: string, since = this.#now()): Listener {
    const about = { node: node.id, code: node.code, place: node.place, hamlet, hamletName };
    const listener: Listener = { ...about, presence: 'online', since, byName: 'Trần Văn Hải' };
    this.unset(node.id);
    this.listeners.push(listener);
    return listener;
  }

  unset(node: string): boolean {
    const at = this.listeners.findIndex((one) => one.node === node);
    if (at >= 0) this.listeners.splice(at, 1);
    return at >= 0;
  }

  /** One has been listening to this hamlet for long. */
  settle(hamlet: string, hamletName: string): void {
    const node = { id: seededNode(hamlet, 'ear'), code: 'CN-AH-05', place: 'cột điện trước nhà văn hóa' };
    const since = this.#now() - (DAYS - 5) * DAY_MS;
    const listener = this.set(node, hamlet, hamletName, since);
    listener.last = { at: this.#now() - 30 * MINUTE_MS, result: 'heard' };
  }

  of(hamlet: string, from: number, to: number): ListeningOfHamlet {
    const listeners = this.listeners.filter((one) => one.hamlet === hamlet);
    const sessions = this.#sessions(hamlet, listeners[0]).filter((one) => one.from >= from && one.from < to);
    const count = (state: HearingState) => sessions.filter((one) => one.state === state).length;
    return {
      ...{ hamlet, from, to, listeners, sessions: sessions.slice(0, 400) },
      counts: {
        ...{ due: sessions.length, heard: count('heard'), partial: count('partial'), sound: count('sound') },
        ...{ otherSound: count('other-sound'), silent: count('silent'), deaf: count('deaf') },
        notListened: count('not-listened'),
      },
    };
  }

  /** Newest first. */
  #sessions(hamlet: string, listener: Listener | undefined): ListenedSession[] {
    const today = dayOf(this.#now());
    return Array.from({ length: DAYS }, (_, n) => addDays(today, -n))
      .flatMap((day) => ['17:00', '05:30'].map((time) => instantAt(day, time)))
      .filter((from) => from + 15 * MINUTE_MS <= this.#now())
      .map((from) => sessionOf(hamlet, from, listener && from >= listener.since ? listener : undefined));
  }
}

function sessionOf(hamlet: string, from: number, listener: Listener | undefined): ListenedSession {
  const to = from + 15 * MINUTE_MS;
  const drawn = chance('listening', hamlet, from) * 100;
  const state = OFTEN.find(([, below]) => drawn < below)?.[0] ?? 'heard';
  if (!listener || state === 'not-listened') return { from, to, state: 'not-listened' };
  const matchedMs = Math.round(((SHARE[state] ?? 0) * DUE_MS) / 1_000) * 1_000;
  const isSilent = state === 'silent' || state === 'deaf';
  return {
    ...{ from, to, state, node: listener.node, code: listener.code, position: 30_000 + Math.floor(drawn * 100) },
    ...{ against: state === 'sound' ? 'nothing' : 'recording', dueMs: DUE_MS, matchedMs },
    content: state === 'sound' ? [] : [seededSha256('bulletin')],
    soundMs: isSilent ? 0 : Math.max(matchedMs, 12 * MINUTE_MS),
    matched: matchedMs > 0 ? [{ from, to: from + matchedMs }] : [],
    noiseDb: state === 'deaf' ? -110 : Math.round(-560 + drawn) / 10,
    ...(isSilent ? {} : { levelDb: Math.round(-330 + drawn) / 10 }),
  };
}
