import type { IncomingMessage } from 'node:http';
import type { AddressGuard } from './address-guard.ts';
import { guardedRequest } from './guarded-request.ts';
import { OutsideError } from './outside-error.ts';

/** Without a byte for so long, or longer in all, nobody waits for it. */
const SILENT_MS = 20_000;
const WHOLE_MS = 10 * 60_000;

/**
 * The body of a file on a stranger's server, as it comes; never led elsewhere by a redirect. Throws OutsideError; whoever reads
 * bounds how much.
 */
export function download(url: string, guard: AddressGuard): Promise<IncomingMessage> {
  return new Promise((done, reject) => {
    const request = guardedRequest(new URL(url), guard, { timeout: SILENT_MS });
    const timer = setTimeout(() => request.destroy(new OutsideError('timeout')), WHOLE_MS);
    timer.unref();
    request.on('timeout', () => request.destroy(new OutsideError('timeout')));
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.on('response', (response) => {
      response.on('close', () => clearTimeout(timer));
      if (response.statusCode === 200) return done(response);
      response.destroy();
      reject(new OutsideError(`HTTP ${response.statusCode ?? 0}`));
    });
    request.end();
  });
}
