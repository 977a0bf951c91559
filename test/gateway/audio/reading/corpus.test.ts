import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOut } from '../../../../gateway/audio/reading/read-out.ts';

interface Phrase {
  readonly kind: string;
  readonly written: string;
  readonly spoken: string;
}

/** Least share that is read as a native reads it. */
const LEAST = 0.98;

/** `## kind`, then lines of what is written, a tab, and how it is to be read. */
function phrasesOf(file: string): Phrase[] {
  let kind = '';
  return readFileSync(join(import.meta.dirname, 'corpus', file), 'utf8')
    .split('\n')
    .flatMap((line): Phrase[] => {
      if (line.startsWith('## ')) kind = line.slice(3);
      const [written = '', spoken] = line.split('\t');
      return spoken === undefined ? [] : [{ kind, written, spoken }];
    });
}

/** Spaces, a comma that ends nothing, and capitals are not heard. */
const heard = (text: string) => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();

/** The score as a line, with what is wrong under its kind. */
function scored(file: string): { right: number; all: number; said: string } {
  const phrases = phrasesOf(file);
  const wrong = phrases.filter(({ written, spoken }) => heard(readOut(written).spoken) !== heard(spoken));
  const right = phrases.length - wrong.length;
  const kinds = [...new Set(wrong.map(({ kind }) => kind))].map((kind) => {
    const lines = wrong
      .filter((phrase) => phrase.kind === kind)
      .map(
        ({ written, spoken }) =>
          `    ${written}\n      is to be: ${spoken}\n      is read:  ${readOut(written).spoken}`,
      );
    const of = phrases.filter((phrase) => phrase.kind === kind).length;
    return `  ${kind}: ${of - lines.length}/${of}\n${lines.join('\n')}`;
  });
  const percent = Math.round((right / phrases.length) * 1_000) / 10;
  return {
    right,
    all: phrases.length,
    said: [`${file}: ${right}/${phrases.length} = ${percent} %`, ...kinds].join('\n'),
  };
}

describe('what officials write', () => {
  it.each([
    ['phrases.tsv', 300],
    ['held-out.tsv', 60],
    ['second-held-out.tsv', 60],
    ['third-held-out.tsv', 120],
    ['fourth-held-out.tsv', 70],
    ['fifth-held-out.tsv', 30],
  ])('of %s at least 98 of 100 phrases are read as a native reads them', (file, least) => {
    const { right, all, said } = scored(file);
    console.log(said);
    expect(all).toBeGreaterThanOrEqual(least);
    expect(right / all, said).toBeGreaterThanOrEqual(LEAST);
  });
});
