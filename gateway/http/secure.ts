import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { App } from './app.ts';

const HALF_A_YEAR_S = 15_552_000;

/**
 * Did the request come over TLS, to us or to a proxy on this machine (X-Forwarded-Proto; nobody else's word is taken)?
 * A cookie set in the answer is `Secure` exactly then.
 */
export function isSecure(request: FastifyRequest): boolean {
  return request.protocol === 'https';
}

/**
 * What browsers heed over TLS alone. "Never without https again" (HSTS, RFC 6797) is said only under a certificate that every
 * browser trusts: with an own authority a device that does not trust it, or no longer after it was made anew, could not even be
 * led to the page that explains how; and for an IP address the standard forbids it.
 */
export function addSecureHeaders(app: App, strictTransport: boolean): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isSecure(request)) return;
    reply.header('cross-origin-opener-policy', 'same-origin').header('origin-agent-cluster', '?1');
    if (strictTransport && isIP(request.hostname.replace(/^\[|\]$/g, '')) === 0)
      reply.header('strict-transport-security', `max-age=${HALF_A_YEAR_S}`);
  });
}
