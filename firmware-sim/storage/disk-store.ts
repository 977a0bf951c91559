import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { DOCUMENTS, type Document, type DocumentName } from '../core/documents.ts';
import type { NodeStore, StoredEntry } from '../core/node-store.ts';
import { syncFolder, writeFileAtomically } from './atomic-file.ts';
import { LogImage, type LogLine, logLine } from './log-lines.ts';

/** A sign of life may be a few seconds old after a power cut; it is not worth an fsync each time. */
const UNSYNCED: ReadonlySet<DocumentName> = new Set(['alive']);
/** Rewritten shorter at start when it holds this many lines more than it needs. */
const SLACK_LINES = 2_000;

/** A node's state in its own folder: one JSON file a document, one append-only file for the log. */
export class DiskStore implements NodeStore {
  readonly #folder: string;
  readonly #documents = new Map<DocumentName, unknown>();
  readonly #image: LogImage;
  readonly #file: number;

  /** Makes the folder when it is missing. Damaged files are set aside and logged, never deleted. */
  constructor(folder: string, newId: () => string, log: Logger) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of Object.keys(DOCUMENTS) as DocumentName[]) this.#load(name, log);
    this.#image = this.#loadLog(newId, log);
    this.#file = openSync(this.#logPath, 'a', 0o600);
  }

  get logId(): string {
    return this.#image.logId ?? '';
  }

  read<N extends DocumentName>(name: N): Document<N> | undefined {
    // Filled by `write` and `#load` under the same name and schema.
    return this.#documents.get(name) as Document<N> | undefined;
  }

  write<N extends DocumentName>(name: N, document: Document<N>): void {
    this.#documents.set(name, document);
    writeFileAtomically(this.#pathOf(name), JSON.stringify(document), { sync: !UNSYNCED.has(name) });
  }

  entries(): readonly StoredEntry[] {
    return [...this.#image.entries.values()];
  }

  append(entry: StoredEntry): void {
    this.#write({ entry });
  }

  markAcked(sequences: readonly number[], ackedAt: number | undefined): void {
    this.#write({ acked: [...sequences], ...(ackedAt !== undefined && { at: ackedAt }) });
  }

  forget(sequences: readonly number[]): void {
    this.#write({ forgotten: [...sequences] });
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(line: LogLine): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
    fsyncSync(this.#file);
    this.#image.apply(line);
  }

  get #logPath(): string {
    return join(this.#folder, 'log.jsonl');
  }

  #pathOf(name: DocumentName): string {
    return join(this.#folder, `${name}.json`);
  }

  #load(name: DocumentName, log: Logger): void {
    const path = this.#pathOf(name);
    if (!existsSync(path)) return;
    try {
      this.#documents.set(name, DOCUMENTS[name].parse(JSON.parse(readFileSync(path, 'utf8'))));
    } catch (error) {
      renameSync(path, `${path}.damaged`);
      log.error({ path, error: String(error) }, 'a damaged file was set aside; the node goes on without it');
    }
  }

  /** A last line torn by a power cut was never sent and is cut off; any other damage begins a new log under a new id. */
  #loadLog(newId: () => string, log: Logger): LogImage {
    const image = new LogImage();
    const path = this.#logPath;
    let lines = 0;
    if (existsSync(path)) {
      const bytes = readFileSync(path);
      const whole = bytes.lastIndexOf(0x0a) + 1;
      if (whole < bytes.length) truncateSync(path, whole);
      try {
        for (const text of bytes.toString('utf8', 0, whole).split('\n')) {
          if (text === '') continue;
          image.apply(logLine.parse(JSON.parse(text)));
          lines++;
        }
      } catch (error) {
        renameSync(path, `${path}.damaged-${newId()}`);
        log.error({ path, error: String(error) }, 'the log is damaged and was set aside; a new log begins');
        return this.#begin(new LogImage(), newId());
      }
    }
    if (image.logId === undefined) return this.#begin(new LogImage(), newId());
    if (lines > image.entries.size + SLACK_LINES) this.#rewrite(image);
    return image;
  }

  #begin(image: LogImage, logId: string): LogImage {
    image.logId = logId;
    this.#rewrite(image);
    return image;
  }

  #rewrite(image: LogImage): void {
    writeFileAtomically(
      this.#logPath,
      image
        .lines()
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    syncFolder(this.#folder);
  }
}
