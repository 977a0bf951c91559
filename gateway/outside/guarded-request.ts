import { type ClientRequest, request as requestHttp } from 'node:http';
import { request as requestHttps, type RequestOptions as SecureOptions } from 'node:https';
import { isIP } from 'node:net';
import type { AddressGuard } from './address-guard.ts';

/**
 * A request to a stranger's server, not sent yet. The guard judges the address that is really called: a number before, a name when it is
 * resolved. Throws OutsideError. Without a guard the address comes from the server's own settings.
 */
export function guardedRequest(
  target: URL,
  guard: AddressGuard | undefined,
  options: Omit<SecureOptions, 'lookup' | 'agent' | 'rejectUnauthorized'>,
): ClientRequest {
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (guard && isIP(host) !== 0) guard.check(host);
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  return send(target, { ...options, agent: false, ...(guard ? { lookup: guard.lookup } : {}) });
}
