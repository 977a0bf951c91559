import { readdirSync, readFileSync } from 'node:fs';
import { basename, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

const DASHBOARD = fileURLToPath(new URL('../../dashboard/', import.meta.url));
const FIRST = 'main.tsx';
const DICTIONARY = /^i18n\/vi(-[a-z]+)?\.ts$/;
/** A key in full, or the beginning of one that a template ends. */
const KEY = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const BEGINNING = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.$/;

interface Page {
  /** Files that come with a file by importing it, and those it fetches only when they are needed. */
  readonly imports: readonly string[];
  readonly lazy: readonly string[];
  readonly keys: ReadonlySet<string>;
  readonly beginnings: ReadonlySet<string>;
}

function read(file: string): Page {
  const imports: string[] = [];
  const lazy: string[] = [];
  const keys = new Set<string>();
  const beginnings = new Set<string>();
  const target = (source: unknown) =>
    typeof source === 'string' && source.startsWith('.') ? posix.join(posix.dirname(file), source) : undefined;
  const note = (list: string[], source: unknown) => {
    const path = target(source);
    if (path && !path.startsWith('..')) list.push(path);
  };
  const visitor = new Visitor({
    ImportDeclaration(node) {
      if (node.importKind !== 'type') note(imports, node.source.value);
    },
    ExportNamedDeclaration(node) {
      if (node.exportKind !== 'type') note(imports, node.source?.value);
    },
    ExportAllDeclaration(node) {
      note(imports, node.source.value);
    },
    ImportExpression(node) {
      note(lazy, node.source.type === 'Literal' ? node.source.value : undefined);
    },
    Literal(node) {
      if (typeof node.value === 'string' && KEY.test(node.value)) keys.add(node.value);
    },
    TemplateLiteral(node) {
      const start = node.quasis[0]?.value.cooked ?? '';
      if (node.quasis.length > 1 && BEGINNING.test(start)) beginnings.add(start);
    },
  });
  visitor.visit(parseSync(file, readFileSync(`${DASHBOARD}${file}`, 'utf8')).program);
  return { imports, lazy, keys, beginnings };
}

const files = readdirSync(DASHBOARD, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !file.startsWith('dist/'),
);
const pages = new Map(files.map((file) => [file, read(file)]));
const dictionaries = new Map(
  await Promise.all(
    files
      .filter((file) => DICTIONARY.test(file))
      .map(async (file): Promise<[string, string[]]> => {
        const all: Record<string, Record<string, string>> = await import(`${DASHBOARD}${file}`);
        return [file, Object.values(all).flatMap((words) => Object.keys(words))];
      }),
  ),
);
const everyKey = new Set([...dictionaries.values()].flat());

/** A file and all that comes with it. */
function chunkOf(file: string): Set<string> {
  const seen = new Set([file]);
  for (const one of seen) for (const next of pages.get(one)?.imports ?? []) if (pages.has(next)) seen.add(next);
  return seen;
}

const wordsIn = (chunk: ReadonlySet<string>) => [...chunk].flatMap((file) => dictionaries.get(file) ?? []);

/** What is said in a chunk and known nowhere: neither from the first load, nor from a page that fetched it, nor from itself. */
function unknownIn(chunk: ReadonlySet<string>, known: ReadonlySet<string>): string[] {
  const said = [...chunk].filter((file) => !file.startsWith('i18n/')).flatMap((file) => pages.get(file) ?? []);
  const full = said.flatMap(({ keys }) => [...keys]).filter((key) => everyKey.has(key));
  const begun = said.flatMap(({ beginnings }) => [...beginnings]);
  // A beginning whose endings are partly known is taken to mean those: which of them it may have, only the types tell.
  const ended = begun.flatMap((start) => {
    const keys = [...everyKey].filter((key) => key.startsWith(start));
    return keys.some((key) => known.has(key)) ? [] : keys;
  });
  return [...new Set([...full, ...ended])].filter((key) => !known.has(key)).sort();
}

/** Every chunk with the words that are surely known when it is shown: what all the chunks that fetch it know, and its own. */
function chunks(): Map<string, { chunk: Set<string>; known: Set<string> }> {
  const first = chunkOf(FIRST);
  const found = new Map([[FIRST, { chunk: first, known: new Set(wordsIn(first)) }]]);
  for (const [, { chunk, known }] of found)
    for (const file of chunk)
      for (const lazy of pages.get(file)?.lazy ?? []) {
        if (!pages.has(lazy) || lazy.startsWith('i18n/')) continue;
        const own = chunkOf(lazy);
        const before = found.get(lazy);
        const words = new Set([...wordsIn(own), ...known]);
        if (!before) found.set(lazy, { chunk: own, known: words });
        else for (const key of before.known) if (!words.has(key)) before.known.delete(key);
      }
  return found;
}

describe('words of pages', () => {
  const all = chunks();

  test('there are as many chunks as pages', () => {
    expect(all.size).toBeGreaterThan(30);
    expect([...all.keys()].map((file) => basename(file))).toContain('Settings.tsx');
  });

  test.each([...all.keys()])('%s says no word that may not be there', (file) => {
    const { chunk, known } = all.get(file) ?? { chunk: new Set<string>(), known: new Set<string>() };
    expect(unknownIn(chunk, known)).toEqual([]);
  });

  test('a word that did not come along would be found', () => {
    const settings = all.get('pages/Settings.tsx');
    const first = all.get(FIRST);
    expect(unknownIn(settings?.chunk ?? new Set(), first?.known ?? new Set())).toContain('settings.allowed');
  });
});
