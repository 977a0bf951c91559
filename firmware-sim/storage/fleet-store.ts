import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { nodeId } from '../../protocol/messages/fields.ts';
import { DOCUMENTS, type Document, type DocumentName } from '../core/documents.ts';
import type { NodeStore, StoredEntry } from '../core/node-store.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { LogImage, type LogLine, logLine } from './log-lines.ts';

const NAMES = Object.keys(DOCUMENTS) as [DocumentName, ...DocumentName[]];
const record = z.union([
  z.object({ node: nodeId, document: z.enum(NAMES), value: z.unknown() }),
  z.object({ node: nodeId, line: logLine }),
]);
type FleetRecord = z.infer<typeof record>;

/** What one simulated node of a fleet keeps. */
class Shelf implements NodeStore {
  readonly #node: string;
  readonly #write: (record: FleetRecord) => void;
  readonly image = new LogImage();
  readonly documents = new Map<DocumentName, unknown>();

  constructor(node: string, write: (record: FleetRecord) => void) {
    this.#node = node;
    this.#write = write;
  }

  get logId(): string {
    return this.image.logId ?? '';
  }

  read<N extends DocumentName>(name: N): Document<N> | undefined {
    // Filled by `write` and by `FleetStore` under the same name and schema.
    return this.documents.get(name) as Document<N> | undefined;
  }

  write<N extends DocumentName>(name: N, document: Document<N>): void {
    this.documents.set(name, document);
    this.#write({ node: this.#node, document: name, value: document });
  }

  entries(): readonly StoredEntry[] {
    return [...this.image.entries.values()];
  }

  append(entry: StoredEntry): void {
    this.#log({ entry });
  }

  markAcked(sequences: readonly number[], ackedAt: number | undefined): void {
    this.#log({ acked: [...sequences], ...(ackedAt !== undefined && { at: ackedAt }) });
  }

  forget(sequences: readonly number[]): void {
    this.#log({ forgotten: [...sequences] });
  }

  #log(line: LogLine): void {
    this.image.apply(line);
    this.#write({ node: this.#node, line });
  }
}

/** One append-only file for all nodes of a process: what is written survives the process (not a power cut; it is a simulator). */
export class FleetStore {
  readonly #shelves = new Map<string, Shelf>();
  readonly #newId: () => string;
  #file: number | undefined;

  /** Without a path nothing is kept beyond the process. */
  constructor(path: string | undefined, newId: () => string, log: Logger) {
    this.#newId = newId;
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(path)) this.#load(path, log);
    this.#compact(path);
    this.#file = openSync(path, 'a', 0o600);
  }

  of(node: string): NodeStore {
    const shelf = this.#shelf(node);
    if (shelf.image.logId === undefined) {
      const line = { log: this.#newId() };
      shelf.image.apply(line);
      this.#write({ node, line });
    }
    return shelf;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #shelf(node: string): Shelf {
    let shelf = this.#shelves.get(node);
    if (!shelf) {
      shelf = new Shelf(node, (each) => this.#write(each));
      this.#shelves.set(node, shelf);
    }
    return shelf;
  }

  #write(each: FleetRecord): void {
    if (this.#file !== undefined) writeSync(this.#file, `${JSON.stringify(each)}\n`);
  }

  #load(path: string, log: Logger): void {
    let damaged = 0;
    for (const text of readFileSync(path, 'utf8').split('\n')) {
      if (text === '') continue;
      try {
        const each = record.parse(JSON.parse(text));
        const shelf = this.#shelf(each.node);
        if ('line' in each) shelf.image.apply(each.line);
        else shelf.documents.set(each.document, DOCUMENTS[each.document].parse(each.value));
      } catch {
        damaged++;
      }
    }
    if (damaged > 0) log.warn({ path, damaged }, 'lines of the fleet file could not be read and are left out');
  }

  #compact(path: string): void {
    const lines: string[] = [];
    for (const [node, shelf] of this.#shelves) {
      for (const line of shelf.image.lines()) lines.push(JSON.stringify({ node, line }));
      for (const [document, value] of shelf.documents) lines.push(JSON.stringify({ node, document, value }));
    }
    writeFileAtomically(path, lines.map((line) => `${line}\n`).join(''));
  }
}
