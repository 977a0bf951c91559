import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export interface Line {
  readonly kind: 'status' | 'log';
  readonly id: string;
  /** As it came, a line of the log or a whole batch of states. */
  readonly said: unknown;
}

/** What a source system was told, each thing once by its id, as a file of lines that outlives it. */
export class Received {
  readonly #file: string | undefined;
  readonly #lines = new Map<string, Line>();
  #again = 0;

  /** Without a file it is kept in memory only. */
  constructor(file?: string) {
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    for (const text of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const line = JSON.parse(text) as Line; // written below, by nobody else
      this.#lines.set(`${line.kind} ${line.id}`, line);
    }
  }

  /** False for what is here already. It lies in the file when this returns: only then may it be confirmed. */
  take(line: Line): boolean {
    const key = `${line.kind} ${line.id}`;
    if (this.#lines.has(key)) {
      this.#again++;
      return false;
    }
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
    this.#lines.set(key, line);
    return true;
  }

  of(kind: Line['kind']): Line[] {
    return [...this.#lines.values()].filter((line) => line.kind === kind);
  }

  /** How often something came that was here already. */
  get again(): number {
    return this.#again;
  }
}
