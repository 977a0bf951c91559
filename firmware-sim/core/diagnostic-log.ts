import type { Logger } from 'pino';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];
const LONGEST_LINE = 240;
const SECRET = /credential|password|key|secret|token/i;

/** The last lines the device wrote about itself, in memory, so that they can be fetched without opening it. */
export class DiagnosticLog {
  readonly #most: number;
  readonly #now: () => number;
  #lines: string[] = [];

  constructor(most: number, now: () => number) {
    this.#most = most;
    this.#now = now;
  }

  add(level: string, text: string): void {
    this.#lines.push(`${new Date(this.#now()).toISOString()} ${level} ${text}`.slice(0, LONGEST_LINE));
    if (this.#lines.length > this.#most) this.#lines.shift();
  }

  /** Whole lines, the newest, in their order, within so many bytes. */
  newest(mostBytes: number): string {
    let bytes = 0;
    let from = this.#lines.length;
    while (from > 0) {
      bytes += Buffer.byteLength(this.#lines[from - 1] ?? '') + 1;
      if (bytes > mostBytes) break;
      from--;
    }
    return this.#lines.slice(from).join('\n');
  }
}

/** The same logger, whose lines are kept as well. Debug lines are left out: they come with every packet. */
export function keptIn(kept: DiagnosticLog, log: Logger): Logger {
  return new Proxy(log, {
    get(target, name) {
      if (isKept(name)) {
        return (...words: unknown[]) => {
          kept.add(name, words.map(textOf).join(' '));
          // The words are those pino takes; a proxy cannot name its overloads.
          (target[name] as (...all: unknown[]) => void)(...words);
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function isKept(name: string | symbol): name is Exclude<Level, 'debug'> {
  return name !== 'debug' && (LEVELS as readonly (string | symbol)[]).includes(name);
}

function textOf(word: unknown): string {
  if (typeof word !== 'object' || word === null) return String(word);
  return Object.entries(word)
    .map(
      ([name, value]) =>
        `${name}=${SECRET.test(name) ? '***' : value instanceof Error ? value.message : JSON.stringify(value)}`,
    )
    .join(' ');
}
