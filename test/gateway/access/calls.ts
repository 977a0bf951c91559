import { text } from 'node:stream/consumers';
import type { InjectOptions } from 'fastify';
import WebSocket from 'ws';
import type { Access, Person } from '../../../gateway/http/app.ts';
import { type Caller, roleOf } from './expected.ts';
import type { Answer, Call } from './rows.ts';
import { apiToken, expiredSession, type SignedIn, signIn, type World } from './world.ts';

export type Headers = Readonly<Record<string, string>>;

export interface Seen {
  readonly status: number;
  /** Of the problem; undefined when there is none. */
  readonly code: string | undefined;
  readonly body: string;
}

/** What a caller shows. A session is one of its own each time, so that no call ends another's. */
export async function credentials(world: World, caller: Caller, who: Person): Promise<Headers> {
  const { inside, brokerToken } = world;
  const basic = Buffer.from(`${inside.node}:${inside.credential}`).toString('base64');
  switch (caller) {
    case 'nobody':
      return {};
    case 'device':
      return { authorization: `Basic ${basic}` };
    case 'broker':
      return { authorization: `Bearer ${brokerToken}` };
    case 'token':
    case 'reading-token':
      return { authorization: `Bearer ${await apiToken(world, who, caller === 'token')}` };
    case 'expired':
      return cookieOf(await expiredSession(world, who));
    case 'locked':
      return cookieOf(await signIn(world, who, { step: 'done', unlockedUntil: 0 }));
    case 'half-way':
      return cookieOf(await signIn(world, who, { step: 'second-factor', unlockedUntil: 0 }));
    default:
      return cookieOf(await signIn(world, who));
  }
}

/** Somebody whom the declared access lets in. */
export function rightful(access: Access): Caller {
  if (access.who === 'device' || access.who === 'broker') return access.who;
  return access.who === 'anyone' ? 'nobody' : roleOf('locked', access);
}

export const withoutToken = ({ 'x-csrf-token': _, ...rest }: Headers): Headers => rest;

let calls = 0;

/** Calls the route (`METHOD url`) through the whole server. */
export async function send(world: World, route: string, call: Call, who: Headers): Promise<Seen> {
  if (call.socket) return openSocket(world.url + call.path, who);
  // Loopback addresses in turn: how many calls one address may make is another test's matter.
  const remoteAddress = `127.0.${(++calls >> 7) & 255}.${calls & 127}`;
  const reply = await world.app.inject({
    ...{ method: route.split(' ')[0] as NonNullable<InjectOptions['method']>, url: call.path, remoteAddress },
    headers: { ...call.headers, ...who, ...bothCookies(call.headers, who) },
    ...(call.body === undefined ? {} : { payload: call.body as string | object }),
  });
  const isProblem = String(reply.headers['content-type']).includes('problem+json');
  return { status: reply.statusCode, code: isProblem ? reply.json().code : undefined, body: reply.body };
}

/** What an answer must match. */
export function asSeen(answer: Answer): { status: number; code?: string } {
  return typeof answer === 'number' ? { status: answer } : { status: answer[0], code: answer[1] };
}

/** 101 for a WebSocket that opens, else what it was refused with. */
function openSocket(url: string, headers: Headers): Promise<Seen> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => {
      socket.terminate();
      resolve({ status: 101, code: undefined, body: '' });
    });
    socket.on('unexpected-response', (request, reply) => {
      text(reply)
        .then((body) => resolve({ status: reply.statusCode ?? 0, code: JSON.parse(body).code, body }), reject)
        .finally(() => request.destroy());
    });
  });
}

function bothCookies(asked: Headers = {}, who: Headers): Headers {
  const cookies = [asked.cookie, who.cookie].filter((cookie) => cookie !== undefined);
  return cookies.length === 0 ? {} : { cookie: cookies.join('; ') };
}

function cookieOf({ cookie, csrfToken }: SignedIn): Headers {
  return { cookie, 'x-csrf-token': csrfToken };
}
