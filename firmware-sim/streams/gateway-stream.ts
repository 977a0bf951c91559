import type { IncomingMessage } from 'node:http';
import { basicAuth } from '../board/http.ts';
import { request } from '../board/request.ts';
import type { NodeIdentity } from '../core/documents.ts';
import type { AttemptEvents, OpenStream } from './attempt.ts';

/** A path of the gateway, asked for with the node's own credential. `ca`: the authority (PEM) that vouches for the server. */
export function gatewayStreams(identityNow: () => NodeIdentity, ca?: string): OpenStream {
  return (path, events) => {
    const identity = identityNow();
    const abort = new AbortController();
    const url = urlWithin(path, identity.httpUrl);
    if (!url) {
      events.over('broken', 'the stream lies on another server than the one this node is enrolled with');
      return { close: () => undefined };
    }
    request(url, { headers: { authorization: basicAuth(identity) }, ca, signal: abort.signal }).then(
      (answer) => read(answer, events),
      (error: unknown) => events.over('broken', String(error)),
    );
    return { close: () => abort.abort() };
  };
}

/** RFC 9112 §8: a chunked body that was cut off is incomplete; only one that ended as it should says that the speaker has ended. */
function read(answer: IncomingMessage, events: AttemptEvents): void {
  const status = answer.statusCode ?? 0;
  if (status !== 200) {
    answer.on('error', () => undefined);
    answer.destroy();
    events.over(status === 404 || status === 410 ? 'gone' : 'broken', `the server answered ${status}`);
    return;
  }
  answer.socket.setNoDelay(true);
  events.answered();
  answer.on('data', (chunk: Buffer) => events.bytes(chunk));
  answer.on('error', (error) => events.over('broken', error.message));
  answer.on('close', () => events.over(answer.complete ? 'complete' : 'broken', 'the connection ended'));
}

/** Credentials go to the server of the enrolment and nowhere else. */
function urlWithin(path: string, httpUrl: string): URL | undefined {
  try {
    const url = new URL(path, httpUrl);
    return url.origin === new URL(httpUrl).origin ? url : undefined;
  } catch {
    return undefined;
  }
}
