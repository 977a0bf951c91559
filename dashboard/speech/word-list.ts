// pure
import type { Dictionary, DictionaryEntry } from '../../protocol/api/library.ts';

/** Two entries with this in common would be the same word to the gateway. */
const keyOf = ({ written, exact }: Pick<DictionaryEntry, 'written' | 'exact'>) =>
  exact ? `=${written}` : written.toLowerCase();

/** The list with `next` in place of `one`, or at its end; a word that is there already is replaced. In the order of the alphabet. */
export function withWord(
  entries: readonly DictionaryEntry[],
  one: DictionaryEntry | undefined,
  next: DictionaryEntry,
): DictionaryEntry[] {
  const others = entries.filter((entry) => entry !== one && keyOf(entry) !== keyOf(next));
  return [...others, next].sort((a, b) => a.written.localeCompare(b.written, 'vi'));
}

/** The word as the place's own dictionary has it. */
export function wordIn(entries: readonly DictionaryEntry[], written: string): DictionaryEntry | undefined {
  return (
    entries.find((entry) => entry.exact && entry.written === written) ??
    entries.find((entry) => !entry.exact && entry.written.toLowerCase() === written.toLowerCase())
  );
}

/** Words that hold what is looked for, however it is written. */
export function matching<Entry extends Pick<DictionaryEntry, 'written' | 'spoken'>>(
  entries: readonly Entry[],
  search: string,
): Entry[] {
  const wanted = search.trim().toLowerCase();
  return entries.filter(({ written, spoken }) => `${written}\n${spoken}`.toLowerCase().includes(wanted));
}

export const countOf = ({ entries, inherited }: Dictionary) => entries.length + inherited.length;
