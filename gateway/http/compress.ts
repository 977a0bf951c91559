import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { App } from './app.ts';

const squeeze = promisify(gzip);
const WORTH_BYTES = 1_024;

/** Answers in JSON travel as gzip where the caller takes it: commune offices have thin lines. Streams and files pass as they are. */
export function compressAnswers(app: App): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < WORTH_BYTES || reply.hasHeader('content-encoding'))
      return payload;
    reply.header('vary', 'accept-encoding');
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return payload;
    const small = await squeeze(payload, { level: 5 });
    reply.header('content-encoding', 'gzip').header('content-length', small.length);
    return small;
  });
}
