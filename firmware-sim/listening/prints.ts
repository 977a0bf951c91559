import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { printPath } from '../../protocol/api/paths.ts';
import type { Print } from '../../protocol/fingerprint/print.ts';
import { decodePrint, MOST_PRINT_BYTES } from '../../protocol/fingerprint/print-file.ts';
import { basicAuth } from '../board/http.ts';
import { bodyOf, isSuccess, request } from '../board/request.ts';
import type { NodeIdentity } from '../core/documents.ts';
import { writeFileAtomically } from '../storage/atomic-file.ts';

/** Prints of recordings by their SHA-256. */
export interface PrintShelf {
  /** These will be compared with; fetched ahead where they are not here. */
  want(recordings: readonly string[]): void;
  get(recording: string): Promise<Print | undefined>;
}

const TIMEOUT_MS = 60_000;

export type FetchPrint = (recording: string) => Promise<Uint8Array>;

/** A print from the gateway that enrolled the node, with the node's credential. */
export function printFetcher(identityNow: () => NodeIdentity, ca?: string): FetchPrint {
  return async (recording) => {
    const identity = identityNow();
    const answer = await request(new URL(printPath(recording), identity.httpUrl), {
      headers: { authorization: basicAuth(identity) },
      ca,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const bytes = await bodyOf(answer, MOST_PRINT_BYTES);
    if (!isSuccess(answer)) throw new Error(`the server answered ${answer.statusCode}`);
    return bytes;
  };
}

/** Prints in memory, fetched when needed: for a simulated node. What no plan asks for any more goes. */
export class MemoryPrints implements PrintShelf {
  readonly #fetch: FetchPrint;
  readonly #log: Logger;
  readonly #held = new Map<string, Print>();

  constructor(fetch: FetchPrint, log: Logger) {
    this.#fetch = fetch;
    this.#log = log;
  }

  want(recordings: readonly string[]): void {
    const kept = new Set(recordings);
    for (const recording of this.#held.keys()) if (!kept.has(recording)) this.#held.delete(recording);
  }

  async get(recording: string): Promise<Print | undefined> {
    const held = this.#held.get(recording) ?? (await fetchPrint(this.#fetch, recording, this.#log))?.print;
    if (held) this.#held.set(recording, held);
    return held;
  }
}

/** Prints on the board's disk, fetched once. What no plan asks for any more goes. */
export class DiskPrints implements PrintShelf {
  readonly #folder: string;
  readonly #fetch: FetchPrint;
  readonly #log: Logger;
  #wanted: readonly string[] = [];
  #working: Promise<void> | undefined;

  constructor(folder: string, fetch: FetchPrint, log: Logger) {
    this.#folder = folder;
    this.#fetch = fetch;
    this.#log = log;
    mkdirSync(folder, { recursive: true });
  }

  want(recordings: readonly string[]): void {
    this.#wanted = recordings;
    const kept = new Set(recordings.map((sha256) => `${sha256}.fp`));
    for (const name of readdirSync(this.#folder))
      if (!kept.has(name)) rmSync(join(this.#folder, name), { force: true });
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async get(recording: string): Promise<Print | undefined> {
    return this.#read(recording) ?? (await this.#download(recording));
  }

  async #work(): Promise<void> {
    for (const recording of this.#wanted) if (!this.#read(recording)) await this.#download(recording);
  }

  async #download(recording: string): Promise<Print | undefined> {
    const fetched = await fetchPrint(this.#fetch, recording, this.#log);
    if (fetched) writeFileAtomically(join(this.#folder, `${recording}.fp`), fetched.bytes);
    return fetched?.print;
  }

  #read(recording: string): Print | undefined {
    try {
      return decodePrint(readFileSync(join(this.#folder, `${recording}.fp`)));
    } catch {
      return undefined;
    }
  }
}

async function fetchPrint(
  fetch: FetchPrint,
  recording: string,
  log: Logger,
): Promise<{ print: Print; bytes: Uint8Array } | undefined> {
  try {
    const bytes = await fetch(recording);
    const print = decodePrint(bytes);
    if (!print) throw new Error('what came is no print');
    return { print, bytes };
  } catch (error) {
    log.info({ recording, error: String(error) }, 'a print could not be fetched yet');
    return undefined;
  }
}
