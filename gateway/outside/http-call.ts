import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { AddressGuard } from './address-guard.ts';
import { OutsideError } from './outside-error.ts';

/** No answer we look at is longer. */
const MAX_ANSWER_BYTES = 64 * 1024;
const TIMEOUT_MS = 20_000;

export interface HttpCall {
  readonly url: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Absent: the address comes from the server's own settings. */
  readonly guard?: AddressGuard | undefined;
  readonly timeoutMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs?: number;
}

/** One call of a stranger's server: limited in time and size, and never led elsewhere (a redirect is an answer like any other). */
export function callHttp({ url, method, headers, body, guard, timeoutMs = TIMEOUT_MS }: HttpCall): Promise<HttpAnswer> {
  return new Promise((done, reject) => {
    const target = new URL(url);
    const host = target.hostname.replace(/^\[|\]$/g, '');
    if (guard && isIP(host) !== 0) guard.check(host);
    const request = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, {
      ...{ method, agent: false },
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
      ...(guard ? { lookup: guard.lookup } : {}),
    });
    const timer = setTimeout(() => request.destroy(new OutsideError('timeout')), timeoutMs);
    const fail = (error: unknown) => {
      clearTimeout(timer);
      reject(error);
    };
    request.on('error', fail);
    request.on('response', (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('error', fail);
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > MAX_ANSWER_BYTES) request.destroy(new OutsideError('answer-too-long'));
        else parts.push(part);
      });
      response.on('end', () => {
        clearTimeout(timer);
        const seconds = Number(response.headers['retry-after']);
        done({
          ...{ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') },
          ...(seconds > 0 ? { retryAfterMs: seconds * 1_000 } : {}),
        });
      });
    });
    request.end(body);
  });
}

/** Throws OutsideError `HTTP 503` unless the other side took it. */
export function requireTaken({ status, retryAfterMs }: HttpAnswer): void {
  if (status < 200 || status > 299) throw new OutsideError(`HTTP ${status}`, { retryAfterMs });
}
