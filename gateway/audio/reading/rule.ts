// pure
import type { Dialect } from './numbers.ts';

export interface Surroundings {
  readonly dialect: Dialect;
  /** What was written directly before, up to 60 characters. */
  readonly before: string;
  /** What is written directly behind, up to 60 characters. */
  readonly behind: string;
}

/** One way of writing, and how it is read. */
export interface Rule {
  /** Sticky; it is tried only where a word begins, and what it takes must end where a word ends. */
  readonly pattern: RegExp;
  /** The words; undefined when it is something else after all. */
  readonly read: (found: RegExpExecArray, surroundings: Surroundings) => string | undefined;
}

/** `source` with `N` for a number as Vietnamese write it, as a sticky pattern that ends at the end of a word. */
export function pattern(source: string, flags = ''): RegExp {
  return new RegExp(`(?:${source.replaceAll('{N}', NUMBER)})${END}`, `uy${flags}`);
}

/** Not within a word or a number; a point or comma may follow, but not one with digits behind it. */
const END = '(?![\\p{L}\\p{N}\\p{M}]|[.,]\\d)';

/** `1.234,5`, `1 234 567` with spaces that do not break, `2.5`, `12`. Bounded, so that no text makes it look twice at everything. */
export const NUMBER = [
  '\\d{1,3}(?:\\.\\d{3}){1,6}(?:,\\d{1,12})?',
  '\\d{1,3}(?:[\\u00a0\\u202f]\\d{3}){1,6}(?:,\\d{1,12})?',
  '\\d{1,40}(?:[.,]\\d{1,12})?',
].join('|');

/** A pattern of what ends with one of these words, for `endsWith`. */
export function lastWord(...words: string[]): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${words.join('|')})$`, 'u');
}

/** Does what was written before end with one of these words (spaces between)? */
export function endsWith(before: string, words: RegExp): boolean {
  return words.test(before.trimEnd().toLowerCase());
}
