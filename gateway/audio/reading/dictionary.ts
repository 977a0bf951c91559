// pure
import type { DictionaryEntry } from '../../../protocol/api/library.ts';

const LETTER = /[\p{L}\p{M}\p{N}]/u;
const TOKEN = /[\p{L}\p{M}\p{N}]+/uy;

/** Words of a place and how they are read, by their first word; the longest first. */
export interface OwnWords {
  at(written: string, at: number): { length: number; spoken: string } | undefined;
}

export const NO_WORDS: OwnWords = { at: () => undefined };

/** `lists`: the place's own words first, then those of the areas above; what a nearer one says counts. */
export function ownWords(...lists: readonly (readonly DictionaryEntry[])[]): OwnWords {
  const byHead = new Map<string, DictionaryEntry[]>();
  const taken = new Set<string>();
  for (const entry of lists.flat()) {
    const one = { ...entry, written: entry.written.normalize('NFC'), spoken: entry.spoken.normalize('NFC') };
    if (taken.has(keyOf(one))) continue;
    taken.add(keyOf(one));
    const head = headOf(one.written, 0);
    byHead.set(head, [...(byHead.get(head) ?? []), one]);
  }
  // Of two as long the one that looks at capitals knows better.
  for (const entries of byHead.values())
    entries.sort((one, other) => other.written.length - one.written.length || Number(other.exact) - Number(one.exact));
  return {
    at(written, at) {
      if (byHead.size === 0) return undefined;
      for (const { written: own, spoken, exact } of byHead.get(headOf(written, at)) ?? []) {
        const here = written.slice(at, at + own.length);
        const isSame = exact ? here === own : here.toLowerCase() === own.toLowerCase();
        if (isSame && isWhole(written, at, at + own.length)) return { length: own.length, spoken };
      }
      return undefined;
    },
  };
}

/** Two entries with this in common would be the same word. */
export function keyOf({ written, exact }: Pick<DictionaryEntry, 'written' | 'exact'>): string {
  return exact ? `=${written}` : written.toLowerCase();
}

/** The word or the sign that begins here, without its capitals. */
function headOf(written: string, at: number): string {
  TOKEN.lastIndex = at;
  return (TOKEN.exec(written)?.[0] ?? written.slice(at, at + 1)).toLowerCase();
}

/** Does no word go on at either end? */
function isWhole(written: string, from: number, to: number): boolean {
  const joins = (at: number) => LETTER.test(written[at - 1] ?? '') && LETTER.test(written[at] ?? '');
  return !joins(from) && !joins(to);
}
