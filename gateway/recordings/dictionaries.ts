import type { Dictionary, DictionaryEntry } from '../../protocol/api/library.ts';
import { keyOf, type OwnWords, ownWords } from '../audio/reading/dictionary.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { RuleError } from '../errors.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import { loadDictionaries, saveDictionary } from './dictionary-store.ts';

export interface DictionaryParts {
  readonly database: Database;
  readonly audit: AuditPort;
  readonly clock: Clock;
  readonly tree: {
    /** The area itself and those above, up to the province. */
    ancestors(area: string): string[];
    get(area: string): { readonly name: string } | undefined;
  };
  /** Prepared messages of the area and below are spoken anew; called after the commit, waited for by nobody. */
  readonly changed?: (area: string) => void;
}

/** Words that an area reads otherwise than the rules do. A commune reads those of its province too, unless it says otherwise. */
export class Dictionaries {
  readonly #parts: DictionaryParts;
  #own = new Map<string, readonly DictionaryEntry[]>();

  constructor(parts: DictionaryParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    this.#own = await loadDictionaries(this.#parts.database.read);
  }

  /** What counts in an area, the nearest first. */
  wordsOf(area: string): OwnWords {
    return ownWords(...this.#parts.tree.ancestors(area).map((one) => this.#own.get(one) ?? []));
  }

  shown(area: string): Dictionary {
    const { tree } = this.#parts;
    const [, ...above] = tree.ancestors(area);
    const entries = [...(this.#own.get(area) ?? [])];
    const taken = new Set(entries.map(keyOf));
    const inherited = above.flatMap((one) =>
      (this.#own.get(one) ?? []).flatMap((entry) => {
        if (taken.has(keyOf(entry))) return [];
        taken.add(keyOf(entry));
        return [{ ...entry, areaName: tree.get(one)?.name ?? '' }];
      }),
    );
    return { entries, inherited };
  }

  /** The whole list of an area's own words. Throws RuleError for a word twice or one without a letter. */
  async set(by: Actor, area: string, entries: readonly DictionaryEntry[]): Promise<void> {
    const { database, audit, clock, changed } = this.#parts;
    const words = entries.map((entry) => ({
      ...entry,
      written: entry.written.normalize('NFC').replace(/\s+/g, ' '),
      spoken: entry.spoken.normalize('NFC').replace(/\s+/g, ' '),
    }));
    refuseWhatCannotBeRead(words);
    const before = this.#own.get(area) ?? [];
    await database.write(async (transaction) => {
      await saveDictionary(transaction, area, words, { by: by.id, at: clock.now() });
      const entry = { by: by.id, action: 'dictionary.change', subject: area, area, outcome: 'done' as const };
      await audit.record({ ...entry, ...differenceOf(before, words) }, transaction);
    });
    this.#own.set(area, words);
    changed?.(area);
  }
}

function refuseWhatCannotBeRead(words: readonly DictionaryEntry[]): void {
  const seen = new Set<string>();
  for (const word of words) {
    if (!/[\p{L}\p{N}]/u.test(word.written) || !/[\p{L}\p{N}]/u.test(word.spoken))
      throw new RuleError(
        'dictionary-no-word',
        `«${word.written}» needs a letter or digit, and so do its spoken words.`,
      );
    if (seen.has(keyOf(word)))
      throw new RuleError('dictionary-twice', `«${word.written}» stands in the list twice. Keep one of them.`);
    seen.add(keyOf(word));
  }
}

/** Only what changed: five hundred words are no page of an audit. */
function differenceOf(before: readonly DictionaryEntry[], after: readonly DictionaryEntry[]) {
  const said = ({ written, spoken, exact }: DictionaryEntry) => JSON.stringify([written, spoken, exact]);
  const [old, now] = [new Set(before.map(said)), new Set(after.map(said))];
  return {
    before: { words: before.length, entries: before.filter((one) => !now.has(said(one))) },
    after: { words: after.length, entries: after.filter((one) => !old.has(said(one))) },
  };
}
