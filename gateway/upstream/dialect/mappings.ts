import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dialect, laidOver, readDialect } from './dialect.ts';

const SHIPPED = new URL('../mappings/', import.meta.url);
const NAME = /^([a-z0-9-]{1,40})\.json$/;

/** The dialects of systems above, by the names of their files; the shipped ones may be overlaid, not hidden. */
export class Mappings {
  readonly #known: ReadonlyMap<string, Dialect>;

  private constructor(known: ReadonlyMap<string, Dialect>) {
    this.#known = known;
  }

  /** Reads every file of the folder and the shipped ones. Throws Error with the file and all that is wrong in it. */
  static load(folder: string): Mappings {
    const texts = new Map([...filesIn(SHIPPED), ...filesIn(folder)]);
    const known = new Map<string, Dialect>();
    for (const [name, { content, path }] of texts) {
      const read = readDialect(whole(content, texts, new Set([name]), path));
      if ('problems' in read)
        throw new Error(`The mapping ${path} cannot be used:\n${read.problems.map((one) => `  - ${one}`).join('\n')}`);
      known.set(name, read.dialect);
    }
    return new Mappings(known);
  }

  has(name: string): boolean {
    return this.#known.has(name);
  }

  /** Throws Error for one that is not there: sources name only those that were when they were made. */
  get(name: string): Dialect {
    const found = this.#known.get(name);
    if (!found) throw new Error(`there is no mapping ${name}: put ${name}.json back into the folder mappings`);
    return found;
  }
}

interface File {
  readonly path: string;
  readonly content: unknown;
}

function filesIn(folder: string | URL): [string, File][] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names.sort().flatMap((file): [string, File][] => {
    const name = NAME.exec(file)?.[1];
    if (name === undefined) return [];
    const path = typeof folder === 'string' ? join(folder, file) : new URL(file, folder).pathname;
    try {
      return [[name, { path, content: JSON.parse(readFileSync(path, 'utf8')) }]];
    } catch (cause) {
      throw new Error(`The mapping ${path} is no JSON: ${(cause as Error).message}`, { cause });
    }
  });
}

/** With what it extends below it. */
function whole(content: unknown, files: ReadonlyMap<string, File>, seen: Set<string>, path: string): unknown {
  const below = (content as { extends?: unknown } | null)?.extends;
  if (typeof below !== 'string') return content;
  const found = files.get(below);
  if (!found || seen.has(below))
    throw new Error(`The mapping ${path} extends «${below}», ${found ? 'which extends it' : 'which is not there'}.`);
  return laidOver(whole(found.content, files, new Set([...seen, below]), path), content);
}
