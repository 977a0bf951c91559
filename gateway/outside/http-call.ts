import type { AddressGuard } from './address-guard.ts';
import { guardedRequest } from './guarded-request.ts';
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
  /** 64 KiB when absent. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly bytes: Buffer;
  readonly text: string;
  readonly retryAfterMs?: number;
}

/** One call of a stranger's server: limited in time and size, and never led elsewhere (a redirect is an answer like any other). */
export function callHttp({ url, method, headers, body, guard, signal, ...limits }: HttpCall): Promise<HttpAnswer> {
  const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_ANSWER_BYTES } = limits;
  return new Promise((done, reject) => {
    const request = guardedRequest(new URL(url), guard, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
      ...(signal ? { signal } : {}),
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
        if (bytes > maxBytes) request.destroy(new OutsideError('answer-too-long'));
        else parts.push(part);
      });
      response.on('end', () => {
        clearTimeout(timer);
        const seconds = Number(response.headers['retry-after']);
        const whole = Buffer.concat(parts);
        done({
          ...{ status: response.statusCode ?? 0, bytes: whole },
          // Most answers are texts; a sound is not read as one.
          text: whole.length > MAX_ANSWER_BYTES ? '' : whole.toString('utf8'),
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
