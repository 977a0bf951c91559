import { setImmediate as breathe } from 'node:timers/promises';
import type { Logger } from 'pino';
import { matching } from '../../protocol/fingerprint/match.ts';
import { type HeardPrint, HOP_MS, type Print } from '../../protocol/fingerprint/print.ts';
import type { ListeningBody } from '../../protocol/messages/device.ts';
import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Timer } from '../clock.ts';
import type { NodeStore } from '../core/node-store.ts';
import type { NodeTime } from '../core/node-time.ts';
import type { News } from '../core/signed-log.ts';
import type { Ear, OpenEar, ToHear } from './ear.ts';
import { HEALTHY, judge } from './judgement.ts';
import type { PrintShelf } from './prints.ts';

/** What makes a node a listening one. */
export interface ListenerPorts {
  readonly ear: Ear;
  readonly prints: PrintShelf;
  /** The station that is relayed: heard by the board's own line at the same time, where its plan knows no recording. */
  readonly relay?: Ear | undefined;
  /** Hears the stream that a session names; absent where the node cannot. */
  readonly streams?: Ear | undefined;
}

export interface ListenerCore {
  readonly time: NodeTime;
  readonly store: NodeStore;
  readonly log: Logger;
  /** Signs and keeps. */
  readonly note: (news: News) => void;
}

/** Noise before the session, to know it from sound. */
export const LEAD_MS = 30 * SECOND_MS;
/** What is left of a session that began before the node did must be worth hearing. */
const LEAST_LEFT_MS = MINUTE_MS;
/** The clock may be corrected: looked at again at least this often. */
const MOST_SLEEP_MS = MINUTE_MS;
const DEAF_FAULT = 'microphone-deaf';

interface Open {
  readonly session: ToHear;
  readonly openedAt: number;
  readonly ear: OpenEar;
  readonly relay?: OpenEar | undefined;
}

/** Hears the sessions of its plan and says of each, signed, what it heard. It keeps no sound. */
export class Listener {
  readonly #ports: ListenerPorts;
  readonly #core: ListenerCore;
  #sessions: readonly ToHear[] = [];
  #open: Open | undefined;
  #timer: Timer | undefined;
  #stopped = true;

  constructor(ports: ListenerPorts, core: ListenerCore) {
    this.#ports = ports;
    this.#core = core;
  }

  start(): void {
    this.#stopped = false;
    this.setSessions(this.#core.store.read('plan')?.file.listen ?? []);
  }

  /** A session under way goes on as it began. */
  setSessions(sessions: readonly ToHear[]): void {
    this.#sessions = [...sessions].sort((a, b) => a.from - b.from);
    this.#ports.prints.want([...new Set(sessions.flatMap((session) => recordingsOf(session)))]);
    this.#follow();
  }

  /** Nothing is said of a session that was cut off: the next start hears the rest of it. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    const open = this.#open;
    this.#open = undefined;
    void open?.ear.close();
    void open?.relay?.close();
  }

  #follow(): void {
    this.#timer?.cancel();
    if (this.#stopped) return;
    const now = this.#core.time.now();
    if (this.#open && now >= this.#open.session.to) this.#close(this.#open);
    if (!this.#open) this.#openDue(now);
    const next = this.#open?.session.to ?? this.#next(now)?.from;
    const wakeAt = next === undefined ? now + MOST_SLEEP_MS : this.#open ? next : next - LEAD_MS;
    const sleepMs = Math.max(1, Math.min(MOST_SLEEP_MS, wakeAt - now));
    this.#timer = this.#core.time.after(sleepMs, () => this.#follow());
  }

  #next(now: number): ToHear | undefined {
    const { until } = this.#memory;
    return this.#sessions.find((one) => one.from >= until && one.to - now >= LEAST_LEFT_MS);
  }

  #openDue(now: number): void {
    const session = this.#next(now);
    if (!session || now < session.from - LEAD_MS) return;
    const relay = this.#relayEar(session)?.open(session);
    this.#open = { session, openedAt: now, ear: this.#ports.ear.open(session), relay };
  }

  /** The stream its plan names, or where the plan knows nothing the station this board was told of. */
  #relayEar({ parts }: ToHear): Ear | undefined {
    if (parts.some(({ stream }) => stream)) return this.#ports.streams;
    return parts.length === 0 ? this.#ports.relay : undefined;
  }

  #close(open: Open): void {
    this.#open = undefined;
    const { store } = this.#core;
    // Written first: a session that kills the program is not heard for ever.
    store.write('listening', { ...this.#memory, until: open.session.to });
    this.#say(open).catch((error) => this.#core.log.warn({ error: String(error) }, 'a session was not judged'));
  }

  async #say({ session, openedAt, ear, relay }: Open): Promise<void> {
    const [heard, relayed] = await Promise.all([ear.close(), relay?.close()]);
    const recordings = await this.#recordings(session);
    const isRelay = relayed !== undefined && relayed.words.length * HOP_MS >= LEAST_LEFT_MS;
    // A chime before the relay is due too.
    const due: Print[] = [...(isRelay ? [relayed] : []), ...recordings.map(({ print }) => print)];
    const dueMs = isRelay ? undefined : session.parts.reduce((sum, { durationMs }) => sum + durationMs, 0);
    // Begun late, it says nothing of what was before.
    const from = Math.round(Math.max(session.from, openedAt));
    const agreed = due.length > 0 ? await agreedSeconds(heard, due) : undefined;
    const known = agreed !== undefined;
    const { judged, health } = judge(
      { heard, openedAt, from, to: session.to, agreed, ...(known && dueMs !== undefined && { dueMs }) },
      this.#memory.health ?? HEALTHY,
    );
    const against: ListeningBody['against'] = isRelay ? 'relay' : known ? 'recording' : 'nothing';
    const { store, note } = this.#core;
    store.write('listening', { ...this.#memory, health });
    this.#judgeEar(judged.result === 'deaf', judged.noiseDb);
    note({
      kind: 'listening',
      body: {
        ...{ hamlet: session.hamlet, against, ...judged },
        ...(session.run && { run: session.run }),
        content: recordings.map(({ sha256 }) => sha256),
      },
    });
  }

  async #recordings(session: ToHear): Promise<{ sha256: string; print: Print }[]> {
    const found = await Promise.all(
      recordingsOf(session).map(async (sha256) => ({ sha256, print: await this.#ports.prints.get(sha256) })),
    );
    return found.flatMap(({ sha256, print }) => (print ? [{ sha256, print }] : []));
  }

  /** Its own fault, told as any node's: raised once, cleared once. */
  #judgeEar(deaf: boolean, noiseDb: number | undefined): void {
    const { store, note } = this.#core;
    const raised = store.read('faults') ?? [];
    if (deaf === raised.includes(DEAF_FAULT)) return;
    store.write('faults', deaf ? [...raised, DEAF_FAULT] : raised.filter((fault) => fault !== DEAF_FAULT));
    const detail = `${noiseDb ?? -120} dB`;
    note({ kind: 'fault', body: { fault: DEAF_FAULT, state: deaf ? 'raised' : 'cleared', detail } });
  }

  get #memory() {
    return this.#core.store.read('listening') ?? { until: 0 };
  }
}

/** What of it has a print somewhere: a stream has none until it sounds. */
function recordingsOf({ parts }: ToHear): string[] {
  return parts.filter(({ stream }) => !stream).map(({ sha256 }) => sha256);
}

/** Which seconds agree with any of these. Half an hour takes a small board half a minute: the line is served between the blocks. */
async function agreedSeconds(heard: HeardPrint, dues: readonly Print[]): Promise<boolean[]> {
  const agreed: boolean[] = [];
  for (const due of dues) {
    const steps = matching(heard, due);
    let step = steps.next();
    for (; !step.done; step = steps.next()) await breathe();
    step.value.forEach((at, second) => {
      agreed[second] = (agreed[second] ?? false) || at !== -1;
    });
  }
  return agreed;
}
