import type { ImportResult } from '../../protocol/api/areas.ts';
import type { Say, TextKey } from '../i18n/say.ts';
import { viSetup } from '../i18n/vi-setup.ts';

type ImportError = ImportResult['errors'][number];

/** The gateway says what is wrong with a row in English, without a code: its sentences, and ours. The first that fits counts. */
const SENTENCES: readonly (readonly [RegExp, TextKey])[] = [
  [/^Say what it is/, 'import.error.kind'],
  [/stands in row (?<n>\d+)/, 'import.error.twin'],
  [/does not belong to your account/, 'import.error.not-yours'],
  [/ is missing\.$/, 'import.error.missing'],
  [/not the only one of that name|^A \w+ needs a |in a hamlet, and this is none/, 'import.error.not-found'],
  [/^«(?<text>.*)» is (not a whole number|no number)/, 'import.error.number'],
  [/^«?(?<text>.*?)»? is not a day/, 'import.error.day'],
  [/^The last day lies before/, 'import.error.days'],
  [/^«(?<text>.*)» is none of ip/, 'import.error.technology'],
  [/^«(?<text>.*)» is none of none/, 'import.error.upgrade'],
  [/^An amount is whole/, 'import.error.amount'],
  [/^More than (?<n>\d+) characters/, 'import.error.long'],
  [/cells under (?<n>\d+) columns/, 'import.error.cells'],
  [/^«(?<text>.*)» exists there already/, 'import.error.exists'],
  [/^The code (?<text>.*) (belongs to|is another)/, 'import.error.code-taken'],
];

/** What is wrong with a row, in the reader's language; a sentence not known here is shown as it came. */
export function importErrorText({ message }: Pick<ImportError, 'message'>, say: Say): string {
  for (const [pattern, key] of SENTENCES) {
    const match = pattern.exec(message);
    if (match) return say(key, { ...match.groups });
  }
  return message;
}

/** The column as our samples title it; absent when the row as a whole is wrong. */
export function importColumnText({ column }: Pick<ImportError, 'column'>, say: Say): string {
  if (column === undefined) return say('import.column.row');
  const key = `import.column.${column}`;
  return key in viSetup ? say(key as TextKey) : column;
}
