import { join } from 'node:path';
import type { WebSocket } from '@fastify/websocket';
import type { LiveInput, LiveOutlook, LiveSession as ShownLive } from '../../protocol/api/live.ts';
import type { Birth } from '../../protocol/messages/uplink.ts';
import { quietRemainingMs } from '../../protocol/quiet-hours.ts';
import { needsSecondPerson } from '../broadcast/emergency-rule.ts';
import type { SoundStopped } from '../broadcast/parts.ts';
import { Reach } from '../broadcast/reach.ts';
import { ConflictError, ForbiddenError, NotFoundError, UnavailableError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { Hearer } from '../http/fan-out.ts';
import { type Ended, Ending } from './ending.ts';
import type { LiveParts } from './live-parts.ts';
import { lostBy } from './live-rule.ts';
import { LiveStore, type StoredLive } from './live-store.ts';
import { shownLive } from './live-view.ts';
import { Microphone } from './microphone.ts';
import { Opening, shownSounding } from './opening.ts';
import { BLOCK_MS } from './pacer.ts';
import { LiveSession } from './session.ts';
import { soundingOn, takenFrom } from './sounding.ts';
import { Tapes } from './tape.ts';

const RETRY_MS = 60_000;

/** Speaking live: who may, where, how long; the microphone, the stream, and the end. */
export class Live {
  readonly store: LiveStore;
  readonly #parts: LiveParts;
  readonly #opening: Opening;
  readonly #ending: Ending;
  readonly #tapes: Tapes;
  readonly #reach: Reach;
  readonly #open = new Map<string, LiveSession>();
  readonly #microphones = new Map<string, Microphone>();
  readonly #able = new Set<string>();
  #ableChanged = new Map<string, boolean>();
  #turn: Promise<unknown> = Promise.resolve();
  #endings = new Set<Promise<void>>();
  #ticking: Promise<void> | undefined;
  readonly #retries = new Set<() => void>();
  #dropped = 0;

  constructor(parts: LiveParts) {
    this.#parts = parts;
    this.store = new LiveStore(parts.database);
    this.#tapes = new Tapes(join(parts.folder));
    this.#opening = new Opening(parts, this.store);
    this.#ending = new Ending(parts, this.store, this.#tapes);
    this.#reach = new Reach(parts);
  }

  /** Ends what a killed process left open, and keeps what was said until then. The recordings are not waited for. */
  async start(): Promise<void> {
    await this.#tapes.start();
    for (const node of await this.store.ableNodes()) this.#able.add(node);
    const endedAt = this.#parts.clock.now();
    for (const live of await this.store.open()) {
      const frames = (await this.#tapes.read(live.id))?.frames ?? 0;
      await this.#ending.end(live, { end: 'restart', endedAt, saidMs: frames * BLOCK_MS });
    }
    for (const id of await this.#tapes.left()) {
      const live = await this.store.get(id);
      if (live) this.#keep(live);
      else await this.#tapes.forget(id);
    }
  }

  async stop(): Promise<void> {
    await this.#ticking;
    for (const cancel of this.#retries) cancel();
    for (const session of this.#open.values()) session.end('restart');
    await this.idle();
  }

  /** Resolves when everything that ended is written, its recording too. */
  async idle(): Promise<void> {
    while (this.#endings.size > 0) await Promise.all(this.#endings);
  }

  /** For /metrics. */
  get figures(): { sessions: number; listeners: number; dropped: number } {
    const sessions = [...this.#open.values()];
    const sum = (of: (session: LiveSession) => number) => sessions.reduce((all, session) => all + of(session), 0);
    return {
      sessions: sessions.length,
      listeners: sum(({ stream }) => stream.size),
      dropped: this.#dropped + sum(({ stream }) => stream.dropped),
    };
  }

  /** Hot path: memory only; the tick writes. */
  onBirth(node: string, { capabilities }: Pick<Birth, 'capabilities'>): void {
    const able = capabilities.can?.includes('stream') ?? false;
    if (this.#able.has(node) === able) return;
    if (able) this.#able.add(node);
    else this.#able.delete(node);
    this.#ableChanged.set(node, able);
  }

  /** Each second. */
  tick(): Promise<void> {
    this.#ticking ??= this.#tick().finally(() => {
      this.#ticking = undefined;
    });
    return this.#ticking;
  }

  /** Communes an emergency would be spoken in, where that takes a second person; undefined where one is enough. */
  beyondOnePerson(person: Person, input: LiveInput) {
    if (input.class !== 'emergency') return undefined;
    const nodes = this.#opening.nodesFor(person, input).length;
    const { tree } = this.#parts;
    const communes = this.#reach.communesOf(input.targets).map((commune) => tree.get(commune)?.name ?? commune);
    if (!needsSecondPerson(communes)) return undefined;
    return { title: input.title ?? 'Nói trực tiếp', areas: this.#reach.areasOf(input.targets), communes, nodes };
  }

  /** Sent twice with one key it is one session. */
  async known(person: Person, key: string): Promise<StoredLive | undefined> {
    const known = await this.store.byKey(key);
    if (known && known.by !== person.id)
      throw new ConflictError('key-used', 'Somebody else used this key. Make a new one.');
    return known;
  }

  /** One after the other: two who press at the same moment must not both be let in. */
  open(person: Person, session: string, input: LiveInput): Promise<StoredLive> {
    const opened = this.#turn.then(() => this.#openNow(person, session, input));
    this.#turn = opened.catch(() => undefined);
    return opened;
  }

  async outlook(
    person: Person,
    { targets, class: urgency }: Pick<LiveInput, 'targets' | 'class'>,
  ): Promise<LiveOutlook> {
    const { isOnline, clock, nameOf, broadcast } = this.#parts;
    this.#reach.requireTargets(person, targets);
    const nodes = this.#reach.nodesOf(targets);
    const online = nodes.filter(({ id }) => isOnline(id));
    const now = clock.now();
    const ids = new Set(nodes.map(({ id }) => id));
    const windows =
      urgency === 'emergency' ? [] : this.#reach.mannersOf(targets).map(({ quiet }) => quietRemainingMs(quiet, now));
    const quietMs = Math.max(0, ...windows);
    const speaker = this.#speakerOn(ids, urgency);
    return {
      ...{ nodes: nodes.length, online: online.length, able: online.filter(({ id }) => this.#able.has(id)).length },
      ...{ hamlets: this.#reach.hamletsOf(targets).length, quietNow: quietMs > 0 },
      ...(quietMs > 0 ? { quietUntil: now + quietMs } : {}),
      ...(speaker ? { speaker: { byName: nameOf(speaker.stored.by) ?? '', until: speaker.stored.endsAt } } : {}),
      playing: (await soundingOn(broadcast, ids, now)).slice(0, 20).map(shownSounding),
    };
  }

  /** Not ended, and of the person's places or of those above. */
  list(person: Person): ShownLive[] {
    return [...this.#open.values()]
      .filter((session) => !session.isOver && this.#concerns(person, session.stored))
      .map((session) => this.shown(person, session.stored));
  }

  async get(person: Person, id: string): Promise<StoredLive> {
    const found = await this.store.get(id);
    if (!found || !this.#concerns(person, found))
      throw new NotFoundError('no-such-session', 'There is no such live session.');
    return found;
  }

  shown(person: Person, stored: StoredLive): ShownLive {
    return shownLive({ ...this.#parts, reach: this.#reach }, person, stored, this.#open.get(stored.id));
  }

  /** The speaker, or whoever may stop there. Ended twice it is ended. */
  async end(person: Person, id: string): Promise<StoredLive> {
    const stored = await this.get(person, id);
    if (stored.by !== person.id) requireScope(this.#parts.tree, person, stored.area);
    this.#open.get(id)?.end(stored.by === person.id ? 'speaker' : 'stopped', person.id);
    await Promise.all(this.#endings);
    return this.get(person, id);
  }

  /** Throws unless this browser is the one that opened the session, and it is not over. */
  requireSpeaker(person: Person, browser: string, id: string): LiveSession {
    const session = this.#open.get(id);
    if (!session || !this.#concerns(person, session.stored))
      throw new NotFoundError('no-such-session', 'There is no such live session, or it is over.');
    if (session.stored.by !== person.id || session.stored.session !== browser)
      throw new ForbiddenError(
        'not-speaker',
        'Only who opened this session brings its microphone, in the same browser.',
      );
    return session;
  }

  connect(socket: WebSocket, id: string): void {
    const session = this.#open.get(id);
    if (!session || session.isOver) {
      socket.close(1008, 'the session is over');
      return;
    }
    this.#microphones.get(id)?.replaced();
    this.#microphones.set(id, new Microphone(socket, session, this.#parts));
  }

  /** The session behind a stream; throws NotFoundError when it is over. */
  streamOf(id: string): LiveSession {
    const session = this.#open.get(id);
    if (!session || session.isOver)
      throw new NotFoundError('no-such-session', 'There is no such live session, or it is over.');
    return session;
  }

  /** A person who hears what is said there, for as long as that may be; throws when it may not. */
  hearer(person: Person, { stored }: LiveSession, browser: string | undefined): Hearer {
    if (!this.#concerns(person, stored)) throw new NotFoundError('no-such-session', 'There is no such live session.');
    return { browser, may: () => this.#mayHear(person.id, (areas) => this.#concerns({ areas }, stored)) };
  }

  /** A player with the key of an account: it hears no longer than the account may. */
  keyHearer(key: string, session: LiveSession): Hearer {
    const account = session.accountOf(key);
    const { area } = session.stored;
    const may = () =>
      account !== undefined && this.#mayHear(account, (areas) => this.#parts.tree.isWithin(area, areas));
    if (!may()) throw new ForbiddenError('bad-key', 'The address needs its key; take it from the page again.');
    return { may };
  }

  #mayHear(account: string, isTheirs: (areas: readonly string[]) => boolean): boolean {
    const now = this.#parts.authorityOf(account);
    return now !== undefined && isTheirs(now.areas);
  }

  /** Somebody pressed STOP: who speaks there falls silent with everything else. */
  soundStopped({ by, run, areas, emergencies }: SoundStopped): void {
    for (const session of this.#open.values()) {
      const { stored } = session;
      if (session.isOver || (run !== undefined && run !== stored.id)) continue;
      if (run !== undefined && areas.length === 0) session.end('stopped', by);
      else if (run !== undefined || stored.class !== 'emergency' || emergencies) this.#silenceIn(session, areas, by);
    }
  }

  /** STOP of a part of its places: those fall silent, and who did it is kept with the session. */
  #silenceIn(session: LiveSession, areas: readonly string[], by: string): void {
    const { roster, tree, clock } = this.#parts;
    const hamletOf = (node: string) => roster.get(node)?.hamlet ?? '';
    const nodes = [...session.nodes].filter((node) => tree.isWithin(hamletOf(node), areas));
    if (nodes.length === 0) return;
    const part = { at: clock.now(), by, hamlets: [...new Set(nodes.map(hamletOf))], nodes };
    session.silenced(part);
    this.#handOver(
      session.stored.id,
      this.#ending.partStopped(session.stored, session.partsStopped, session.nodes.size),
    );
  }

  #lostBy({ by, class: urgency, targets }: StoredLive): string | undefined {
    const places = this.#reach.areasOf(targets);
    return lostBy(this.#parts.authorityOf(by), { urgency, places }, (place, areas) =>
      this.#parts.tree.isWithin(place, areas),
    );
  }

  async #openNow(person: Person, browser: string, input: LiveInput): Promise<StoredLive> {
    const known = await this.known(person, input.key);
    if (known) return known;
    const { mostSessions, nameOf } = this.#parts;
    const ids = new Set(this.#opening.nodesFor(person, input).map(({ id }) => id));
    const speaker = this.#speakerOn(ids, input.class);
    if (speaker) {
      const who = nameOf(speaker.stored.by) ?? speaker.stored.by;
      const until = speaker.stored.endsAt;
      throw new ConflictError('someone-speaks', `${who} speaks there. Wait for the end, or choose other places.`, {
        who,
        until,
      });
    }
    if (this.#open.size >= mostSessions)
      throw new UnavailableError(
        'live-full',
        `${mostSessions} people speak already; this server takes no more at once.`,
      );
    const opened = await this.#opening.open(person, browser, input);
    const session = new LiveSession(this.#parts, opened, {
      tape: this.#tapes.of(opened.stored.id),
      over: (over, ended, taped) => this.#over(over, ended, taped),
      lost: () => this.#lostBy(opened.stored),
      changed: () => this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'live' }),
    });
    this.#open.set(opened.stored.id, session);
    return opened.stored;
  }

  /** Who speaks on any of these nodes; an emergency goes over everybody but another one. */
  #speakerOn(nodes: ReadonlySet<string>, urgency: LiveInput['class']): LiveSession | undefined {
    return [...this.#open.values()].find(
      (session) =>
        !session.isOver &&
        (urgency !== 'emergency' || session.stored.class === 'emergency') &&
        [...session.nodes].some((node) => nodes.has(node)),
    );
  }

  #over(session: LiveSession, ended: Ended, taped: Promise<void>): void {
    const { id } = session.stored;
    this.#microphones.get(id)?.ended();
    this.#microphones.delete(id);
    this.#dropped += session.stream.dropped;
    this.#handOver(id, this.#write(session, ended, taped));
  }

  async #write(session: LiveSession, ended: Ended, taped: Promise<void>): Promise<void> {
    const { stored } = session;
    try {
      await this.#ending.end(stored, ended);
    } finally {
      this.#open.delete(stored.id);
    }
    await taped;
    this.#keep(stored, ended.saidMs);
  }

  /** The tape stays until it is a recording: what fails is tried again. */
  #keep(stored: StoredLive, saidMs?: number): void {
    const kept = this.#ending.keep(stored, saidMs).catch((error) => {
      this.#parts.log.error({ err: error, live: stored.id }, 'what was said is no recording yet; it is tried again');
      this.#retries.add(this.#parts.clock.after(RETRY_MS, () => this.#keep(stored, saidMs)));
    });
    this.#handOver(stored.id, kept);
  }

  /** Not waited for by who ended it. */
  #handOver(id: string, work: Promise<void>): void {
    const done = work.catch((error) =>
      this.#parts.log.error(
        { err: error, live: id },
        'the end of a live session is not written; the next start does it',
      ),
    );
    this.#endings.add(done);
    void done.finally(() => this.#endings.delete(done));
  }

  #concerns(person: Pick<Person, 'areas'>, stored: StoredLive): boolean {
    const { tree } = this.#parts;
    const places = [stored.area, ...this.#reach.areasOf(stored.targets)];
    return places.some((place) =>
      person.areas.some((own) => tree.isWithin(place, [own]) || tree.isWithin(own, [place])),
    );
  }

  async #tick(): Promise<void> {
    await this.#saveAble();
    if (this.#open.size === 0) return;
    const { broadcast, clock } = this.#parts;
    const stopped = await broadcast.runs.getMany([...this.#open.keys()]);
    for (const run of stopped) if (run.stoppedBy !== undefined) this.#open.get(run.id)?.end('stopped', run.stoppedBy);
    const signedIn = await this.#parts.signedIn([...this.#open.values()].map(({ stored }) => stored.session));
    for (const session of this.#open.values()) {
      if (session.isOver) continue;
      if (!signedIn.has(session.stored.session)) session.end('stopped', session.stored.by);
      const taken = await takenFrom(broadcast, session.stored, clock.now());
      if ([...session.nodes].every((node) => taken.has(node))) session.end('outranked');
    }
  }

  async #saveAble(): Promise<void> {
    if (this.#ableChanged.size === 0) return;
    const changed = this.#ableChanged;
    this.#ableChanged = new Map();
    await this.#parts.database.write((transaction) => this.store.saveAble(transaction, changed));
  }
}
