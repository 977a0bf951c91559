import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { target } from '../../../protocol/api/broadcast.ts';
import {
  liveInput,
  liveOutlook,
  liveSession,
  type MicrophoneHears,
  microphoneSays,
} from '../../../protocol/api/live.ts';
import { LIVE_SOCKET_GRACE_MS } from '../../../protocol/live.ts';
import { bulletinClass } from '../../../protocol/messages/fields.ts';
import { MAY_CONFIRM } from '../../../protocol/roles.ts';
import { sendHum } from './audio-file.ts';
import type { Heard } from './live-world.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import type { Door } from './routes.ts';
import type { World } from './world.ts';

const STATE_EVERY_MS = 300;
const SPEAKS = ['operator', 'approver', 'hamlet-head'];

/** Live sessions and their microphone, as protocol/api/live.ts says them. */
export function liveRoutes(
  app: FastifyInstance,
  world: World,
  door: Door,
  known: (request: FastifyRequest) => Person,
): void {
  const api = '/api/v1';
  const { live } = world;
  const id = (request: FastifyRequest) => decodeURIComponent((request.params as { id: string }).id);
  const changed = () => door.say({ type: 'changed', at: world.now(), what: 'live' });
  const seen = (request: FastifyRequest) => {
    const person = known(request);
    const found = live.find(id(request));
    if (!found) throw new Refusal(404, 'not-found');
    return liveSession.parse(live.seenBy(person, found));
  };

  app.get(`${api}/live/outlook`, async (request) => {
    known(request);
    const { targets = '[]', class: liveClass = 'normal' } = request.query as Record<string, string | undefined>;
    return liveOutlook.parse(live.outlook(z.array(target).parse(JSON.parse(targets)), bulletinClass.parse(liveClass)));
  });
  app.get(`${api}/live`, async (request) => {
    const person = known(request);
    const items = live
      .open()
      .filter(({ session }) => person.areas.some((area) => world.founding.tree.isWithin(session.area, [area])))
      .map(({ session }) => live.seenBy(person, session));
    return z.object({ items: z.array(liveSession) }).parse({ items });
  });
  app.get(`${api}/live/:id`, async (request) => seen(request));
  app.post(`${api}/live`, async (request, reply) => {
    const person = known(request);
    const input = liveInput.parse(request.body);
    const allowed = input.class === 'emergency' ? MAY_CONFIRM : SPEAKS;
    if (!allowed.some((role) => role === person.role)) throw new Refusal(403, 'role');
    const session = live.speak(input, person);
    changed();
    return reply.code(201).send(liveSession.parse(session));
  });
  app.post(`${api}/live/:id/end`, async (request) => {
    const { own } = seen(request);
    close(id(request), own ? 'speaker' : 'stopped');
    return seen(request);
  });
  for (const name of ['stream', 'listen'])
    app.get(`${api}/live/:id/${name}.mp3`, async (request, reply) => sendHum(request, reply, 4_000));

  const sockets = new Map<string, WebSocket>();
  const say = (socket: WebSocket, word: MicrophoneHears) => live.dumb || socket.send(JSON.stringify(word));
  /** Falls silent, and tells who speaks. */
  function close(session: string, end: 'speaker' | 'stopped' | 'socket' | 'silence' | 'limit' | 'outranked'): void {
    live.end(session, end);
    const socket = sockets.get(session);
    sockets.delete(session);
    if (socket) say(socket, { type: 'ended', end });
    changed();
    door.say({ type: 'run', at: world.now(), id: session, state: 'ended' });
  }
  world.endLive = close;
  live.cut = () => {
    for (const socket of sockets.values()) socket.terminate();
  };

  app.get(`${api}/live/:id/microphone`, { websocket: true }, (socket, request) => {
    const session = id(request);
    const found = live.find(session);
    if (!found || found.state === 'ended') return socket.close();
    sockets.set(session, socket);
    let heard: Heard | undefined;
    const timer = setInterval(() => heard && say(socket, live.state(session)), STATE_EVERY_MS);
    socket.on('message', (data: Buffer, binary: boolean) => {
      if (binary) return heard?.pieces.push({ at: world.now(), bytes: data.length });
      const said = microphoneSays.parse(JSON.parse(data.toString()));
      if (said.type === 'ping') say(socket, { type: 'pong', at: said.at });
      if (said.type === 'end') close(session, 'speaker');
      if (said.type !== 'begin') return;
      heard = live.begin(session, said.mime);
      changed();
      say(socket, { type: 'ready', startsAt: found.startsAt, endsAt: found.endsAt });
    });
    socket.on('close', () => {
      clearInterval(timer);
      if (heard) heard.ended = true;
      // A line that comes back within the grace goes on.
      setTimeout(() => sockets.get(session) === socket && close(session, 'socket'), LIVE_SOCKET_GRACE_MS).unref();
    });
  });
}
