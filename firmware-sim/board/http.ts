import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { audioPath } from '../../protocol/api/paths.ts';
import type { NodeIdentity } from '../core/documents.ts';
import type { FetchPlan } from '../core/plan-fetcher.ts';
import type { FetchImage } from '../core/update.ts';
import { type DownloadAudio, sha256OfFile } from '../player/audio-cache.ts';
import { bodyOf, isSuccess, request } from './request.ts';

const TIMEOUT_MS = 30_000;
const MOST_PLAN_BYTES = 8 * 1024 * 1024;
const MOST_AUDIO_BYTES = 512 * 1024 * 1024;

export function basicAuth({ node, credential }: Pick<NodeIdentity, 'node' | 'credential'>): string {
  return `Basic ${Buffer.from(`${node}:${credential}`).toString('base64')}`;
}

/** `ca`: the authority (PEM) that vouches for the server; absent: those the system trusts. */
export function planFetcher(ca?: string): FetchPlan {
  return async (url, identity, etag) => {
    const answer = await request(new URL(url), {
      headers: { authorization: basicAuth(identity), ...(etag !== undefined && { 'if-none-match': etag }) },
      ca,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const bytes = await bodyOf(answer, MOST_PLAN_BYTES);
    if (answer.statusCode === 304) return { same: true };
    if (!isSuccess(answer)) throw new Error(`the server answered ${answer.statusCode}`);
    return { same: false, bytes, etag: answer.headers.etag };
  };
}

export const fetchPlan: FetchPlan = planFetcher();

/** Brings the device's own lines to the server of its enrolment. Rejects when they did not arrive. */
export function logPoster(ca?: string): (url: URL, identity: NodeIdentity, text: string) => Promise<void> {
  return async (url, identity, body) => {
    const headers = { authorization: basicAuth(identity), 'content-type': 'text/plain; charset=utf-8' };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await request(url, { method: 'POST', headers, body, ca, signal });
    answer.resume();
    if (!isSuccess(answer)) throw new Error(`the server answered ${answer.statusCode}`);
  };
}

/** Gets a firmware; goes on where an earlier fetch ended (RFC 9110 range requests). Gives up when nothing comes for a while. */
export function imageFetcher(ca?: string): FetchImage {
  return async (url, identity, from, into) => {
    const stalled = new AbortController();
    const headers = { authorization: basicAuth(identity), ...(from > 0 && { range: `bytes=${from}-` }) };
    let watchdog = setTimeout(() => stalled.abort(), TIMEOUT_MS);
    try {
      const answer = await request(url, { headers, ca, signal: stalled.signal });
      if (!isSuccess(answer)) {
        answer.destroy();
        if (answer.statusCode === 416) into.restart();
        throw new Error(`the server answered ${answer.statusCode}`);
      }
      if (from > 0 && answer.statusCode !== 206) into.restart();
      for await (const chunk of answer) {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => stalled.abort(), TIMEOUT_MS);
        into.chunk(chunk);
      }
    } finally {
      clearTimeout(watchdog);
    }
  };
}

/** Downloads to `{path}.part`, goes on there after an interruption (RFC 9110 range requests), and gives the file its name only when its hash is right. */
export function audioDownloader(identityNow: () => NodeIdentity, ca?: string): DownloadAudio {
  return async (file, encoding, path) => {
    const identity = identityNow();
    const part = `${path}.part`;
    const have = statSync(part, { throwIfNoEntry: false })?.size ?? 0;
    const url = new URL(audioPath(file, encoding), identity.httpUrl);
    const stalled = new AbortController();
    const headers = { authorization: basicAuth(identity), ...(have > 0 && { range: `bytes=${have}-` }) };
    let watchdog = setTimeout(() => stalled.abort(), TIMEOUT_MS);
    try {
      const answer = await request(url, { headers, ca, signal: stalled.signal });
      const status = answer.statusCode;
      if (status === 416) rmSync(part, { force: true });
      if (!isSuccess(answer)) {
        answer.destroy();
        throw new Error(`the server answered ${status}`);
      }
      const resumed = status === 206;
      const out = openSync(part, resumed ? 'a' : 'w');
      let bytes = resumed ? have : 0;
      try {
        for await (const chunk of answer) {
          clearTimeout(watchdog);
          watchdog = setTimeout(() => stalled.abort(), TIMEOUT_MS);
          bytes += writeSync(out, chunk);
          if (bytes > MOST_AUDIO_BYTES) throw new Error('the file is too large');
        }
        fsyncSync(out);
      } finally {
        closeSync(out);
      }
    } finally {
      clearTimeout(watchdog);
    }
    if ((await sha256OfFile(part)) !== file) {
      rmSync(part, { force: true });
      throw new Error('what came does not have the hash asked for');
    }
    renameSync(part, path);
  };
}
