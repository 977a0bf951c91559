import type { Target } from '../../../protocol/api/broadcast.ts';
import type { LiveInput, LiveOutlook, LiveSession, MicrophoneHears } from '../../../protocol/api/live.ts';
import type { BulletinClass } from '../../../protocol/classes.ts';
import { LIVE_COUNTDOWN_MS, type LiveEnd } from '../../../protocol/live.ts';
import type { BroadcastWorld } from './broadcast-world.ts';
import type { Person } from './people-world.ts';
import type { Places } from './places.ts';
import { Refusal } from './refusal.ts';

interface Spoken {
  session: LiveSession;
  readonly by: string;
  readonly key: string;
  readonly targets: readonly Target[];
  readonly interrupt?: string | undefined;
}

/** What came through the microphone's socket. */
export interface Heard {
  readonly session: string;
  readonly mime: string;
  readonly startsAt: number;
  readonly pieces: { at: number; bytes: number }[];
  ended: boolean;
}

/** Somebody speaks: sessions, what stands in their way, and a gateway that listens at the other end of the microphone. */
export class LiveWorld {
  /** Tests do not wait for three seconds where the countdown is not what they are about. */
  countdownMs = LIVE_COUNTDOWN_MS;
  /** So much of it is the chime's. */
  chimeMs = 0;
  /** Nothing but emergencies may sound until then. */
  quietUntil: number | undefined;
  /** What the gateway says each second of what it hears. */
  mood: Partial<Extract<MicrophoneHears, { type: 'state' }>> = {};
  /** The network is away without anybody having hung up. */
  dumb = false;
  /** Whoever asks what stands in the way means a place where nobody speaks. */
  elsewhere = false;
  /** Hangs up on every microphone; set by the routes that hold the sockets. */
  cut: () => void = () => {};
  readonly heard: Heard[] = [];
  readonly interrupts: string[] = [];
  readonly #sessions = new Map<string, Spoken>();
  readonly #places: Places;
  readonly #broadcast: BroadcastWorld;
  readonly #now: () => number;

  constructor(places: Places, broadcast: BroadcastWorld, now: () => number) {
    this.#places = places;
    this.#broadcast = broadcast;
    this.#now = now;
  }

  outlook(targets: readonly Target[], liveClass: BulletinClass): LiveOutlook {
    const nodes = this.#nodesOf(targets);
    const online = nodes.filter((node) => node.presence === 'online');
    const met = (ids: readonly string[]) => ids.filter((id) => nodes.some((node) => node.id === id)).length;
    const speaking = this.open().find(({ targets: others }) => met(this.#nodesOf(others).map(({ id }) => id)) > 0);
    const sounds = this.#broadcast.onAir().filter((run) => !this.#sessions.has(run.id));
    const quiet = liveClass === 'emergency' ? undefined : this.quietUntil;
    return {
      ...{ nodes: nodes.length, online: online.length, able: online.length },
      hamlets: new Set(nodes.map(({ hamlet }) => hamlet)).size,
      ...{ quietNow: quiet !== undefined, ...(quiet === undefined ? {} : { quietUntil: quiet }) },
      ...(speaking && !this.elsewhere
        ? { speaker: { byName: speaking.session.byName, until: speaking.session.endsAt } }
        : {}),
      playing: sounds.flatMap((run) => {
        const on = met(run.deliveries.map(({ node }) => node));
        return on === 0 ? [] : [{ title: run.title, until: run.dueAt + run.durationMs, nodes: on }];
      }),
    };
  }

  speak(input: Pick<LiveInput, 'targets'> & Partial<LiveInput>, person: Person): LiveSession {
    const { key = '', targets, class: liveClass = 'normal', minutes = 10, interrupt } = input;
    const before = [...this.#sessions.values()].find((one) => key !== '' && one.key === key);
    if (before) return before.session;
    const { quietNow, quietUntil, speaker, playing } = this.outlook(targets, liveClass);
    if (quietNow) throw new Refusal(422, 'quiet-hours', { ...(quietUntil ? { nextAllowedAt: quietUntil } : {}) });
    if (speaker) throw new Refusal(409, 'someone-speaks', { who: speaker.byName, until: speaker.until });
    if (playing.length > 0 && !interrupt && liveClass !== 'emergency') throw new Refusal(409, 'busy', { playing });
    if (interrupt) this.interrupts.push(interrupt);
    const areas = targets.flatMap((target) => ('area' in target ? [target.area] : []));
    const run = this.#broadcast.playNow(`Nói trực tiếp ${this.#sessions.size + 1}`, minutes * 60_000, areas);
    Object.assign(run, { class: liveClass, title: 'Nói trực tiếp', live: true });
    const now = this.#now();
    const session: LiveSession = {
      ...{ id: run.id, run: run.id, title: 'Nói trực tiếp', class: liveClass, area: areas[0] ?? '' },
      areaNames: areas.map((area) => this.#nameOf(area)),
      ...{ state: 'waiting', byName: person.name, own: true, createdAt: now },
      ...{
        soundsAt: now + this.countdownMs - this.chimeMs,
        startsAt: now + this.countdownMs,
        endsAt: now + this.countdownMs + minutes * 60_000,
      },
      ...{ nodes: run.nodes, playing: 0 },
      listen: `/api/v1/live/${run.id}/listen.mp3?key=mot-khoa-chi-nghe`,
    };
    this.#sessions.set(run.id, { session, by: person.id, key, targets, interrupt });
    return session;
  }

  /** The microphone is there: nodes play. */
  begin(id: string, mime: string): Heard {
    const spoken = this.#known(id);
    const at = this.#now();
    const answered = this.#nodesOf(spoken.targets).filter(({ presence }) => presence === 'online');
    spoken.session = { ...spoken.session, state: 'speaking', playing: answered.length };
    this.#broadcast.report(
      id,
      answered.map((node) => ({ node: node.id, state: 'playing', startedAt: at, heard: true })),
    );
    const heard: Heard = { session: id, mime, startsAt: spoken.session.startsAt, pieces: [], ended: false };
    this.heard.push(heard);
    return heard;
  }

  end(id: string, end: LiveEnd): LiveSession {
    const spoken = this.#known(id);
    if (spoken.session.state === 'ended') return spoken.session;
    const at = this.#now();
    const durationMs = Math.max(0, at - spoken.session.startsAt);
    const recording = this.#broadcast.addRecording(`Nói trực tiếp ${id}`, durationMs, at);
    spoken.session = {
      ...spoken.session,
      ...{ state: 'ended', end, endedAt: at, durationMs, playing: 0, recording: recording.sha256 },
    };
    const run = this.#broadcast.run(id);
    this.#broadcast.stop(id);
    this.#broadcast.report(
      id,
      (run?.deliveries ?? [])
        .filter(({ state }) => state === 'playing')
        .map(({ node }) => ({ node, state: 'full', playedMs: durationMs, heard: true, receivedAt: at })),
    );
    return spoken.session;
  }

  /** Somebody silenced a part of it. */
  partStopped(id: string, part: NonNullable<LiveSession['partsStopped']>[number]): void {
    const spoken = this.#known(id);
    spoken.session = { ...spoken.session, nodes: spoken.session.nodes - part.nodes, partsStopped: [part] };
  }

  find(id: string): LiveSession | undefined {
    return this.#sessions.get(id)?.session;
  }

  /** As this person sees it. */
  seenBy(person: Person, session: LiveSession): LiveSession {
    return { ...session, own: this.#sessions.get(session.id)?.by === person.id };
  }

  open(): Spoken[] {
    return [...this.#sessions.values()].filter(({ session }) => session.state !== 'ended');
  }

  /** What the gateway says each second. */
  state(id: string): MicrophoneHears {
    const { nodes, playing } = this.#known(id).session;
    return {
      ...{ type: 'state', at: this.#now(), levelDb: -18, silentMs: 0, playing, nodes, delayMs: 940 },
      ...this.mood,
    };
  }

  #known(id: string): Spoken {
    const spoken = this.#sessions.get(id);
    if (!spoken) throw new Refusal(404, 'not-found');
    return spoken;
  }

  #nodesOf(targets: readonly Target[]) {
    const { province, hamlets, nodes } = this.#places;
    const within = (hamlet: string, area: string) =>
      area === province.id || area === hamlet || hamlets.find(({ id }) => id === hamlet)?.parent === area;
    return nodes.filter((node) =>
      targets.some((target) => ('area' in target ? within(node.hamlet, target.area) : target.node === node.id)),
    );
  }

  #nameOf(area: string): string {
    const { province, communes, hamlets } = this.#places;
    return [province, ...communes, ...hamlets].find(({ id }) => id === area)?.name ?? '';
  }
}
