import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

/** One line for one kind of drop at most this often; the count in it says how many there were. */
const LINE_EVERY_MS = 10_000;

/** Counts what was refused and says so in the log without letting a flood fill the disk. */
export class Drops {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #totals = new Map<string, number>();
  readonly #lines = new Map<string, { at: number; since: number }>();

  constructor(parts: { clock: Clock; log: Log }) {
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  /** `kind` is one of a few fixed words; `fields` (who, why) go into the line when one is due. */
  add(kind: string, fields: object): void {
    this.#totals.set(kind, (this.#totals.get(kind) ?? 0) + 1);
    const now = this.#clock.now();
    const line = this.#lines.get(kind);
    if (line && Math.abs(now - line.at) < LINE_EVERY_MS) {
      line.since++;
      return;
    }
    this.#lines.set(kind, { at: now, since: 0 });
    this.#log.warn({ ...fields, kind, count: 1 + (line?.since ?? 0) }, 'message dropped');
  }

  /** How many of each kind since start: for metrics. */
  get totals(): ReadonlyMap<string, number> {
    return this.#totals;
  }
}
