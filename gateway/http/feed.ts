import type { WebSocket } from '@fastify/websocket';
import type { FeedMessage } from '../../protocol/api/feed.ts';
import { SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { FactBus } from '../facts.ts';
import type { Log } from '../log.ts';
import { type App, type Person, personOf, type Scope, sessionOf } from './app.ts';
import { Listener } from './listener.ts';
import type { SessionPort } from './ports.ts';

const BATCH_MS = SECOND_MS;
const TICK_MS = 10 * SECOND_MS;
/** A listener that has not read this much is let go; it comes back and fetches anew. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;
const MAX_LISTENERS = 1_000;
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;
const GOING_AWAY = 1001;

export interface FeedParts {
  readonly facts: FactBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly sessions: SessionPort;
  /** What an account may see and do now, from memory; undefined for one that is locked or has ended. */
  readonly authorityOf: (account: string) => Pick<Person, 'role' | 'areas'> | undefined;
  readonly scope: Scope;
  readonly areaOfNode: (node: string) => string | undefined;
  readonly watching: () => boolean;
}

interface Connection {
  readonly socket: WebSocket;
  /** Its id: the cookie changes with an unlocking. */
  readonly session: string;
  readonly listener: Listener;
}

/** Pushes facts to the open dashboards: gathered for up to a second, each listener only what happens in its own areas. */
export class Feed {
  readonly #parts: FeedParts;
  readonly #connections = new Set<Connection>();
  #undo: (() => void)[] = [];
  #cancelBatch: (() => void) | undefined;
  #cancelTick: (() => void) | undefined;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  start(): void {
    const { facts } = this.#parts;
    const tell = (act: (listener: Listener) => void) => {
      for (const { listener } of this.#connections) act(listener);
      this.#batchSoon();
    };
    this.#undo = [
      facts.on('presenceChanged', (fact) => tell((listener) => listener.presence(fact))),
      facts.on('runChanged', (fact) => tell((listener) => listener.run(fact))),
      facts.on('deliveriesChanged', (fact) => tell((listener) => listener.deliveries(fact))),
      facts.on('faultChanged', (fact) => tell((listener) => listener.fault(fact))),
      facts.on('confirmationChanged', (fact) => tell((listener) => listener.confirmation(fact))),
      facts.on('changed', (fact) => tell((listener) => listener.changed(fact))),
      facts.on('watchChanged', () => this.#tick()),
    ];
    this.#tickLater();
  }

  stop(): void {
    for (const undo of this.#undo) undo();
    this.#cancelBatch?.();
    this.#cancelTick?.();
    this.#cancelBatch = undefined;
    for (const { socket } of this.#connections) socket.close(GOING_AWAY, 'the gateway stops');
    this.#connections.clear();
  }

  get listeners(): number {
    return this.#connections.size;
  }

  routes(app: App): void {
    app.get(
      '/feed',
      { websocket: true, config: { access: { who: 'signed-in', ownSession: true } }, schema: { hide: true } as object },
      (socket, request) => this.#welcome(socket, personOf(request), sessionOf(request).id),
    );
  }

  #welcome(socket: WebSocket, person: Person, session: string): void {
    const { clock, scope, areaOfNode, log } = this.#parts;
    if (this.#connections.size >= MAX_LISTENERS) {
      log.warn({ listeners: this.#connections.size }, 'the feed is full; a listener was sent away');
      socket.close(TRY_AGAIN_LATER, 'too many listeners');
      return;
    }
    const reaches = (node: string) => {
      const area = areaOfNode(node);
      return area !== undefined && scope.isWithin(area, person.areas);
    };
    const holds = (area: string) => scope.isWithin(area, person.areas);
    const connection = { socket, session, listener: new Listener(person, reaches, holds) };
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
    socket.on('error', () => socket.terminate());
    this.#send(connection, [
      { type: 'hello', at: clock.now() },
      { type: 'tick', at: clock.now(), watching: this.#parts.watching() },
    ]);
  }

  #batchSoon(): void {
    if (this.#cancelBatch || this.#connections.size === 0) return;
    this.#cancelBatch = this.#parts.clock.after(BATCH_MS, () => {
      this.#cancelBatch = undefined;
      const now = this.#parts.clock.now();
      for (const connection of this.#connections) {
        if (connection.listener.overflowed) connection.socket.close(TRY_AGAIN_LATER, 'too much at once; fetch anew');
        else this.#send(connection, connection.listener.take(now));
      }
    });
  }

  #tickLater(): void {
    this.#cancelTick = this.#parts.clock.after(TICK_MS, () => {
      this.#tick();
      this.#dropSignedOut().catch((error) =>
        this.#parts.log.error({ err: error }, 'could not check the sessions of listeners'),
      );
      this.#tickLater();
    });
  }

  #tick(): void {
    const message: FeedMessage = { type: 'tick', at: this.#parts.clock.now(), watching: this.#parts.watching() };
    for (const connection of this.#connections) this.#send(connection, [message]);
  }

  /** A session that ended must not go on listening. */
  async #dropSignedOut(): Promise<void> {
    for (const { socket, session } of [...this.#connections])
      if (!(await this.#parts.sessions.isOpen(session))) socket.close(POLICY_VIOLATION, 'the session ended');
  }

  /** Of an account that was locked, or has another role or other areas now, nothing more is told: what was let in is not what stands. */
  #isAsBefore({ id, role, areas }: Person): boolean {
    const now = this.#parts.authorityOf(id);
    return now !== undefined && now.role === role && areaList(now.areas) === areaList(areas);
  }

  #send({ socket, listener }: Connection, messages: readonly FeedMessage[]): void {
    if (socket.readyState !== socket.OPEN) return;
    if (!this.#isAsBefore(listener.person)) {
      socket.close(POLICY_VIOLATION, 'the account changed');
      return;
    }
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) {
      this.#parts.log.warn({ account: listener.person.id }, 'a listener of the feed does not read; it is let go');
      socket.terminate();
      return;
    }
    for (const message of messages) socket.send(JSON.stringify(message));
  }
}

function areaList(areas: readonly string[]): string {
  return [...areas].sort().join();
}
