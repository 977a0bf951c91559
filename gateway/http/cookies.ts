import type { FastifyReply } from 'fastify';
import { SECOND_MS } from '../../protocol/units.ts';
import { isSecure } from './secure.ts';

export const SESSION_COOKIE = 'loaxa_session';
/** Names a browser that its owner trusts; opens nothing without the PIN. */
export const DEVICE_COOKIE = 'loaxa_device';

/** A cookie that no script can read and no other site can use; until the browser closes, or for `lifeMs`. */
export function setCookie(reply: FastifyReply, name: string, value: string, lifeMs?: number): void {
  reply.setCookie(name, value, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure(reply.request),
    ...(lifeMs === undefined ? {} : { maxAge: Math.floor(lifeMs / SECOND_MS) }),
  });
}

export function clearCookie(reply: FastifyReply, name: string): void {
  reply.clearCookie(name, { path: '/' });
}
