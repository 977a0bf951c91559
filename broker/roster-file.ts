import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Roster, roster } from '../protocol/roster.ts';
import type { Log } from './log.ts';

/** The roster on disk, so that nodes come back while the gateway is down. It holds hashes of credentials: readable by the owner alone. */
export class RosterFile {
  readonly #path: string;
  readonly #log: Log;
  #next: Roster | undefined;
  #writing: Promise<void> | undefined;

  constructor(dataDir: string, log: Log) {
    this.#path = join(dataDir, 'broker', 'roster.json');
    this.#log = log;
  }

  /** What was kept, or undefined when there is nothing usable; a damaged file is said in the log and replaced later. */
  async load(): Promise<Roster | undefined> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#log.error({ err: error }, 'cannot read the roster kept on disk');
      return undefined;
    }
    try {
      return roster.parse(JSON.parse(text));
    } catch (error) {
      this.#log.error({ err: error, path: this.#path }, 'the roster kept on disk is damaged; waiting for the gateway');
      return undefined;
    }
  }

  /** Keeps this one. Writes one at a time; of those that come in the meantime only the newest is written. */
  save(whole: Roster): void {
    this.#next = whole;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves when nothing is left to write. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#next) {
      const text = JSON.stringify(this.#next);
      this.#next = undefined;
      try {
        await this.#replace(text);
      } catch (error) {
        this.#log.error(
          { err: error, path: this.#path },
          'cannot keep the roster on disk; check space and rights of the data folder',
        );
      }
    }
  }

  async #replace(text: string): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const file = await open(`${this.#path}.new`, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${this.#path}.new`, this.#path);
  }
}
