import type { Dictionary, Words } from './say.ts';
import { vi } from './vi.ts';

const known: Partial<Dictionary> = { ...vi };

/**
 * The Vietnamese words that are loaded. A page of its own chunk brings its own words along and makes them known before it
 * is shown, so it never says a key that is not there.
 */
export const knownWords: Words = known;

export function knowWords(more: Words): void {
  Object.assign(known, more);
}
