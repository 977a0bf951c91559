import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface RequestOptions {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The authority (PEM) to trust besides nobody; absent: those the system trusts. */
  readonly ca?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * One HTTP request; resolves with the answer whose body is still to be read. Node's own fetch cannot be told of an authority
 * without a further package. A redirect is an answer like any other: a credential goes where it was sent and nowhere else.
 */
export function request(
  url: URL,
  { method = 'GET', headers, body, ca, signal }: RequestOptions,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...headers }, signal };
    const asked =
      url.protocol === 'https:' ? requestHttps(url, { ...options, ...(ca && { ca }) }) : requestHttp(url, options);
    asked.once('response', resolve);
    asked.once('error', reject);
    asked.end(body);
  });
}

/** Reads a body whole. Throws when it is larger than allowed. */
export async function bodyOf(answer: IncomingMessage, mostBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`an answer of more than ${mostBytes} bytes is too large`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}
