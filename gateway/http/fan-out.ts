import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UnavailableError } from '../errors.ts';

/** From so many listeners on, what comes is gathered for a moment: each write costs the same, long or short. */
const MANY_LISTENERS = 300;
const GATHER_MS = 100;
/** A node whose line broke comes back before anybody knows that it is gone; more at once are not its own. */
const MOST_OF_ONE = 2;
/** People and players beside the nodes: more than an office has, and no flood. */
const MOST_GUESTS = 50;

export interface FanOutParts {
  /** One frame of the sound; a new listener begins with one. */
  readonly frameBytes: number;
  /** What a new listener is given at once, so that it need not wait for its buffer. */
  readonly backlogFrames: number;
  /** A listener that has not read so much is let go. */
  readonly mostUnreadBytes: number;
  readonly mediaType: string;
}

/** A person who listens: asked again and again while it lasts. */
export interface Hearer {
  /** May the account still hear this? From memory. */
  readonly may: () => boolean;
  /** The signed-in browser; none of an API token, or of a player with a key. */
  readonly browser?: string | undefined;
}

/** Who asks for the stream. */
export interface Asking {
  /** The name of a node. */
  readonly who?: string | undefined;
  readonly hearer?: Hearer | undefined;
  /** Where pieces have variants, the one this listener gets. */
  readonly variant?: string | undefined;
}

interface Listener extends Asking {
  readonly socket: Socket;
  readonly isChunked: boolean;
}

/** Whole frames, and for some listeners as many others in their place. */
interface Piece {
  readonly sound: Buffer;
  readonly variants: ReadonlyMap<string, Buffer> | undefined;
}

/**
 * One stream of sound to as many HTTP listeners as come: every piece is framed once and handed to each by reference, the answer
 * has no length and ends with the stream (RFC 9112 §7.1), and who does not read is let go. Whole frames only.
 */
export class FanOut {
  dropped = 0;
  readonly #parts: FanOutParts;
  readonly #listeners = new Set<Listener>();
  #backlog: Buffer = Buffer.alloc(0);
  #gathered: Piece[] = [];
  #later: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(parts: FanOutParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Names of those who listen now, of those who gave one. */
  who(): Set<string> {
    return new Set([...this.#listeners].flatMap(({ who }) => who ?? []));
  }

  /**
   * Answers this request with the stream, from now to its end. Of one name the oldest makes room; throws UnavailableError when as many
   * listen without one as may.
   */
  serve(request: FastifyRequest, reply: FastifyReply, asking: Asking = {}): FastifyReply {
    const { mediaType } = this.#parts;
    this.#makeRoom(asking.who);
    reply.headers({
      'content-type': mediaType,
      'cache-control': 'no-store',
      'accept-ranges': 'none',
      connection: 'close',
    });
    if (request.method === 'HEAD') return reply.send();
    reply.hijack();
    const answer: ServerResponse = reply.raw;
    const isChunked = request.raw.httpVersion !== '1.0';
    answer.writeHead(200, reply.getHeaders() as Record<string, string>);
    answer.flushHeaders();
    const { socket } = request.raw;
    const listener: Listener = { ...asking, socket, isChunked };
    socket.setNoDelay(true);
    socket.setTimeout(0);
    socket.once('close', () => this.#listeners.delete(listener));
    if (this.#ended) this.#finish(listener);
    else {
      this.#listeners.add(listener);
      if (this.#backlog.length > 0) write(listener, this.#backlog, chunked(this.#backlog));
    }
    return reply;
  }

  #makeRoom(who: string | undefined): void {
    const alike = [...this.#listeners].filter((one) => one.who === who);
    if (who === undefined && alike.length >= MOST_GUESTS)
      throw new UnavailableError('too-many-listeners', `${MOST_GUESTS} people listen already; try again later.`);
    if (who === undefined) return;
    for (const { socket } of alike.slice(0, Math.max(0, alike.length - MOST_OF_ONE + 1))) socket.destroy();
  }

  /** Browsers that listen now, of those who are asked about. */
  browsers(): string[] {
    return [...new Set([...this.#listeners].flatMap(({ hearer }) => hearer?.browser ?? []))];
  }

  /** Whoever may not hear it any more is cut off, in the middle of a word. */
  letGo(mayStay: (hearer: Hearer) => boolean): void {
    for (const listener of this.#listeners) {
      if (listener.hearer === undefined || mayStay(listener.hearer)) continue;
      this.#listeners.delete(listener);
      listener.socket.destroy();
    }
  }

  /** The next frames, whole ones; `variants` are as long, for the listeners that asked for one of these names. */
  push(sound: Buffer, variants?: ReadonlyMap<string, Buffer>): void {
    if (this.#ended) return;
    this.#gathered.push({ sound, variants });
    if (this.#listeners.size < MANY_LISTENERS) this.#send();
    else this.#later ??= setTimeout(() => this.#send(), GATHER_MS);
  }

  /** The stream is over: every answer ends whole. */
  end(): void {
    if (this.#ended) return;
    this.#send();
    this.#ended = true;
    for (const listener of this.#listeners) this.#finish(listener);
    this.#listeners.clear();
  }

  #send(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    if (this.#gathered.length === 0) return;
    const pieces = this.#gathered;
    this.#gathered = [];
    const sound = joined(pieces, undefined);
    const framed = chunked(sound);
    const names = new Set(pieces.flatMap(({ variants }) => [...(variants?.keys() ?? [])]));
    const others = new Map([...names].map((name) => [name, joined(pieces, name)]));
    const othersFramed = new Map([...others].map(([name, other]) => [name, chunked(other)]));
    for (const listener of this.#listeners) {
      if (listener.socket.writableLength > this.#parts.mostUnreadBytes) {
        this.dropped++;
        this.#listeners.delete(listener);
        listener.socket.destroy();
      } else {
        const { variant = '' } = listener;
        write(listener, others.get(variant) ?? sound, othersFramed.get(variant) ?? framed);
      }
    }
    this.#remember(sound);
  }

  #remember(sound: Buffer): void {
    const most = this.#parts.backlogFrames * this.#parts.frameBytes;
    const all = sound.length >= most ? sound : Buffer.concat([this.#backlog, sound]);
    this.#backlog = Buffer.from(all.subarray(Math.max(0, all.length - most)));
  }

  #finish({ socket, isChunked }: Listener): void {
    if (socket.destroyed) return;
    if (isChunked) socket.end(LAST_CHUNK);
    else socket.end();
    // Whoever does not read the end is not waited for.
    setTimeout(() => socket.destroy(), 2_000).unref();
  }
}

const LAST_CHUNK = '0\r\n\r\n';

/** The pieces as one, as this variant has them; by reference where it is only one. */
function joined(pieces: readonly Piece[], name: string | undefined): Buffer {
  const sounds = pieces.map(({ sound, variants }) => (name === undefined ? sound : (variants?.get(name) ?? sound)));
  const [only] = sounds;
  return only !== undefined && sounds.length === 1 ? only : Buffer.concat(sounds);
}

function chunked(sound: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${sound.length.toString(16)}\r\n`), sound, Buffer.from('\r\n')]);
}

function write({ socket, isChunked }: Listener, sound: Buffer, framed: Buffer): void {
  if (!socket.destroyed) socket.write(isChunked ? framed : sound);
}
