import type { Page } from '../../protocol/api/common.ts';
import { InvalidInputError } from '../errors.ts';

/**
 * One page of a list that is sorted by `keyOf` (unique, compared as plain text), downwards where `order` says so. The cursor holds the key of the last item
 * shown, so a page stays right when items come and go before it.
 */
export function pageFrom<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  order: 'up' | 'down' = 'up',
): Page<T> {
  const start = cursor === undefined ? 0 : firstAfter(items, keyOf, decodeCursor(cursor), order);
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  const more = start + limit < items.length && last !== undefined;
  return { items: page, total: items.length, ...(more ? { next: encodeCursor(keyOf(last)) } : {}) };
}

function firstAfter<T>(items: readonly T[], keyOf: (item: T) => string, last: string, order: 'up' | 'down'): number {
  const isShown = (key: string) => (order === 'up' ? key <= last : key >= last);
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isShown(keyOf(items[middle] as T))) low = middle + 1;
    else high = middle;
  }
  return low;
}

function encodeCursor(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

function decodeCursor(cursor: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor))
    throw new InvalidInputError('bad-cursor', 'The cursor is none of ours; ask for the first page again.');
  return Buffer.from(cursor, 'base64url').toString('utf8');
}
