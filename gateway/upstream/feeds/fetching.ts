import type { CapFeed } from '../../../protocol/api/sources.ts';
import type { AddressGuard } from '../../outside/address-guard.ts';
import { causeOf } from '../../outside/outside-error.ts';
import { openUrl, readWhole } from '../../relays/open-url.ts';
import type { FeedProgress } from './feed-rule.ts';

/** From the call to the last byte: one that trickles holds nobody up. */
const WHOLE_MS = 30_000;

export interface Fetched {
  readonly bytes: Buffer;
  readonly url: string;
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

/** Calls the hosts of one feed, and no others, redirects neither. Every method throws OutsideError or what the line says. */
export class Fetching {
  readonly #guard: AddressGuard;
  readonly #hosts: readonly string[];
  readonly #stop: AbortSignal;

  constructor(guard: AddressGuard, feed: CapFeed, stop: AbortSignal) {
    this.#guard = guard;
    this.#hosts = [new URL(feed.url).hostname, ...feed.hosts];
    this.#stop = stop;
  }

  /** Undefined: it is as it was. */
  async index({ url, etag, lastModified }: FeedProgress, mostBytes: number): Promise<Fetched | undefined> {
    const since = {
      ...(etag && { 'if-none-match': etag }),
      ...(lastModified && { 'if-modified-since': lastModified }),
    };
    try {
      return await this.#get(url, mostBytes, since);
    } catch (error) {
      if (causeOf(error) === 'HTTP 304') return undefined;
      throw error;
    }
  }

  async alert(url: string, mostBytes: number): Promise<Buffer> {
    return (await this.#get(url, mostBytes)).bytes;
  }

  async #get(url: string, mostBytes: number, headers: Record<string, string> = {}): Promise<Fetched> {
    const signal = AbortSignal.any([this.#stop, AbortSignal.timeout(WHOLE_MS)]);
    const opened = await openUrl(url, { guard: this.#guard, hosts: this.#hosts, signal, headers });
    const bytes = await readWhole(opened, mostBytes);
    const { etag, 'last-modified': lastModified } = opened.headers;
    return { bytes, url: opened.url.href, etag: short(etag), lastModified: short(lastModified) };
  }
}

function short(text: string | undefined): string | undefined {
  return text !== undefined && text.length <= 500 ? text : undefined;
}

/** Why it was not fetched, in a word that holds no address. */
export function wordOf(error: unknown): string {
  const word = causeOf(error);
  return word === 'ABORT_ERR' || word === 'AbortError' ? 'timeout' : word;
}
