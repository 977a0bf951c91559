import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import cookie from '@fastify/cookie';
import fastifyMultipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { Node } from '../../../protocol/api/areas.ts';
import type { Delivery } from '../../../protocol/api/broadcast.ts';
import type { FeedMessage } from '../../../protocol/api/feed.ts';
import { routes } from './routes.ts';
import { World } from './world.ts';

/** Holds a session, or simply a username for a test that is not about signing in. */
export const SESSION_COOKIE = 'fake-session';
const TICK_MS = 10_000;

/** Speaks the gateway's HTTP interface and feed from a seeded world, so that pages are seen and tested without the system. */
export class FakeGateway {
  readonly world = new World();
  readonly #app: FastifyInstance = Fastify({ forceCloseConnections: true });
  readonly #sockets = new Set<WebSocket>();
  /** When sessions end, told in every answer; absent, nothing is told of it. */
  sessionEnds: (() => number) | undefined;
  #away = false;
  #signedOut = false;
  #tick: NodeJS.Timeout | undefined;

  /** Serves the built dashboard in `folder`; answers its address. */
  async start(folder: string, port = 0): Promise<string> {
    const app = this.#app;
    await app.register(cookie);
    await app.register(fastifyMultipart);
    await app.register(websocket);
    if (existsSync(folder)) await app.register(fastifyStatic, { root: folder });
    app.addHook('onRequest', async (request, reply) => {
      if (this.sessionEnds) reply.header('x-session-ends', this.sessionEnds());
      if (!this.#away) return;
      // What is hung up on is not carried out either.
      reply.hijack();
      request.raw.socket.destroy();
    });
    app.get('/api/v1/feed', { websocket: true }, (socket) => this.#welcome(socket));
    routes(app, this.world, {
      sessionOf: (request) =>
        this.#signedOut ? undefined : this.world.people.sessionOf(request.cookies[SESSION_COOKIE]),
      signIn: (reply, session) => {
        this.#signedOut = false;
        reply.setCookie(SESSION_COOKIE, session, { path: '/', httpOnly: true });
      },
      signOut: (reply) => void reply.clearCookie(SESSION_COOKIE, { path: '/' }),
      say: (message) => this.say(message),
    });
    app.setNotFoundHandler((request, reply) => this.#page(request, reply));
    await app.listen({ port, host: '127.0.0.1' });
    this.#tick = setInterval(
      () => this.say({ type: 'tick', at: this.world.now(), watching: this.world.watching }),
      TICK_MS,
    );
    return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    clearInterval(this.#tick);
    this.dropFeed();
    await this.#app.close();
  }

  say(...messages: FeedMessage[]): void {
    for (const socket of this.#sockets) for (const message of messages) socket.send(JSON.stringify(message));
  }

  /** A node's state changes, and the feed says so. */
  presence(node: Node, state: Node['presence']): void {
    Object.assign(node, { presence: state });
    this.say({
      type: 'presence',
      at: this.world.now(),
      changes: [{ node: node.id, state, lastSeenAt: node.lastSeenAt }],
    });
  }

  /** Receipts arrive, and the feed says so. */
  report(run: string, deliveries: (Partial<Delivery> & { node: string; state: Delivery['state'] })[]): void {
    this.world.broadcast.report(run, deliveries);
    this.say({ type: 'deliveries', at: this.world.now(), run, deliveries });
  }

  dropFeed(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** The gateway is unreachable: the feed falls and every request is hung up on. */
  goAway(): void {
    this.#away = true;
    this.dropFeed();
  }

  comeBack(): void {
    this.#away = false;
  }

  /** Every session ends, as after a restart or a lock-out. */
  endSessions(): void {
    this.#signedOut = true;
  }

  get listeners(): number {
    return this.#sockets.size;
  }

  #welcome(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    const at = this.world.now();
    socket.send(JSON.stringify({ type: 'hello', at } satisfies FeedMessage));
    socket.send(JSON.stringify({ type: 'tick', at, watching: this.world.watching } satisfies FeedMessage));
  }

  #page(request: FastifyRequest, reply: FastifyReply) {
    if (request.url.startsWith('/api/') || request.url.startsWith('/audio/') || request.url.startsWith('/assets/'))
      return reply.code(404).send({ code: 'not-found', status: 404, title: 'Not Found', type: 'about:blank' });
    return reply.type('text/html').sendFile('index.html');
  }
}
