import type { IncomingMessage } from 'node:http';
import { request } from '../board/request.ts';

const MOST_REDIRECTS = 5;

export interface StationCall {
  /** Ends it, also while a body comes. */
  readonly signal: AbortSignal;
  /** Authorities (PEM) that vouch for stations; absent: those the system trusts. */
  readonly ca?: string | undefined;
}

export interface Answered {
  /** Where redirects led. */
  readonly url: URL;
  /** Media type, small and without its parameters. */
  readonly type: string;
  readonly body: IncomingMessage;
}

/**
 * Asks a station's server. Its certificate is verified, that of every redirect and segment too: ffmpeg passes no such wish on to what a
 * playlist names (seen with 5.1), so that this process asks and ffmpeg gets bytes. No credential goes with it. Who does not answer is given up by steady-line.ts.
 */
export async function askStation(
  address: URL,
  { signal, ca }: StationCall,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  let url = address;
  for (let step = 0; step <= MOST_REDIRECTS; step++) {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('only http and https');
    const body = await request(url, { headers: { accept: '*/*', ...headers }, ca, signal });
    const status = body.statusCode ?? 0;
    const { location } = body.headers;
    if (status === 200 || status === 206)
      return { url, type: (body.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '', body };
    body.destroy();
    if (status < 300 || status > 399 || location === undefined) throw new Error(`the station answered ${status}`);
    url = new URL(location, url);
  }
  throw new Error('the station leads from address to address');
}
