// pure
import type { Element } from '@xmldom/xmldom';
import { CAP_NAMESPACE } from '../cap/cap-message.ts';
import { Malformed } from '../cap/malformed.ts';
import { guardedText, type XmlLimits } from '../cap/xml-guard.ts';
import { childrenOf, rootOf } from '../cap/xml-tree.ts';

/** One alert that an index names. */
export interface FeedEntry {
  readonly url: string;
  /** Address and version: another `updated` is fetched anew. */
  readonly key: string;
  readonly updatedAt: number | undefined;
}

export type FeedIndex = { readonly is: 'alert' } | { readonly is: 'entries'; readonly entries: readonly FeedEntry[] };

export const MOST_INDEX_BYTES = 512 * 1024;
/** Newer ones than these push the oldest out; what is older is no warning any more. */
const MOST_ENTRIES = 500;
const MOST_ADDRESS = 2_000;
const LIMITS: XmlLimits = { bytes: MOST_INDEX_BYTES, elements: 20_000, attributes: 20_000, skipsInstructions: true };
const ATOM = 'http://www.w3.org/2005/Atom';
const PLAIN_ADDRESS = /^[^\s<>"{}|\\^`[\]]+$/;

/**
 * What lies behind the address of a feed: an alert itself, or an index of alerts in Atom (RFC 4287), RSS 2.0, or as a list of addresses, one a
 * line. Entries are newest first, at most 500. Relative addresses are those of `base`. Throws Malformed.
 */
export function readIndex(bytes: Uint8Array, base: string): FeedIndex {
  if (firstByte(bytes) !== 0x3c) return { is: 'entries', entries: newestFirst(addressesIn(bytes, base)) };
  const root = rootOf(guardedText(bytes, LIMITS));
  if (root.localName === 'alert' && root.namespaceURI === CAP_NAMESPACE) return { is: 'alert' };
  if (root.localName === 'feed' && root.namespaceURI === ATOM)
    return {
      is: 'entries',
      entries: newestFirst(childrenOf(root, ATOM, 'entry').flatMap((one) => atomEntry(one, base))),
    };
  if (root.localName === 'rss') {
    const items = childrenNamed(root, 'channel').flatMap((channel) => childrenNamed(channel, 'item'));
    return { is: 'entries', entries: newestFirst(items.flatMap((item) => rssItem(item, base))) };
  }
  throw new Malformed(`<${root.localName}> is neither Atom nor RSS nor an alert.`);
}

function atomEntry(entry: Element, base: string): FeedEntry[] {
  const links = childrenOf(entry, ATOM, 'link').filter((link) =>
    ['', 'alternate', 'enclosure'].includes(attribute(link, 'rel')),
  );
  const link = links.find((one) => isCap(attribute(one, 'type'))) ?? links[0];
  const updated = childrenOf(entry, ATOM, 'updated')[0]?.textContent?.trim();
  return link ? entryOf(attribute(link, 'href'), updated, base) : [];
}

function rssItem(item: Element, base: string): FeedEntry[] {
  const enclosure = childrenNamed(item, 'enclosure').find((one) => isCap(attribute(one, 'type')));
  const guid = childrenNamed(item, 'guid')[0];
  const permanent = guid && attribute(guid, 'isPermaLink') !== 'false' ? guid.textContent : undefined;
  const address = enclosure ? attribute(enclosure, 'url') : (childrenNamed(item, 'link')[0]?.textContent ?? permanent);
  return entryOf(address?.trim() ?? '', childrenNamed(item, 'pubDate')[0]?.textContent?.trim(), base);
}

function addressesIn(bytes: Uint8Array, base: string): FeedEntry[] {
  if (bytes.byteLength > MOST_INDEX_BYTES) throw new Malformed('The list is too long.');
  const lines = new TextDecoder()
    .decode(bytes)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const wrong = lines.find((line) => !PLAIN_ADDRESS.test(line));
  if (wrong !== undefined) throw new Malformed('It is neither Atom nor RSS, nor a list of addresses, one a line.');
  return lines.flatMap((line) => entryOf(line, undefined, base));
}

function entryOf(address: string, updated: string | undefined, base: string): FeedEntry[] {
  if (address === '' || address.length > MOST_ADDRESS || !URL.canParse(address, base)) return [];
  const url = new URL(address, base);
  url.hash = '';
  const at = Date.parse(updated ?? '');
  return [{ url: url.href, key: `${url.href} ${updated ?? ''}`, updatedAt: Number.isNaN(at) ? undefined : at }];
}

/** Without a date as they stand; each once. */
function newestFirst(entries: readonly FeedEntry[]): FeedEntry[] {
  const once = [...new Map(entries.map((one) => [one.key, one])).values()];
  return once.sort((a, b) => (b.updatedAt ?? 0) - (a.updatedAt ?? 0)).slice(0, MOST_ENTRIES);
}

function isCap(type: string): boolean {
  return type.toLowerCase().startsWith('application/cap+xml');
}

function attribute(element: Element, name: string): string {
  return element.getAttribute(name) ?? '';
}

/** RSS 2.0 has no namespace. */
function childrenNamed(parent: Element, name: string): Element[] {
  const found: Element[] = [];
  for (let node = parent.firstChild; node; node = node.nextSibling)
    if (node.nodeType === 1 && node.nodeName === name) found.push(node as Element); // 1 is an element
  return found;
}

function firstByte(bytes: Uint8Array): number | undefined {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytes.subarray(start).find((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}
