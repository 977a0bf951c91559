import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import type { Log } from '../log.ts';
import type { Span } from './periods.ts';
import { putWatch, watchBetween } from './watch-store.ts';

/** Our echo goes out every 5 s; two may be lost. */
export const ECHO_GAP_MS = 15_000;
/** The wall clock may drift against the monotonic one by this much between two echoes (NTP slews, it does not step). */
const CLOCK_SLACK_MS = 2_000;

export interface WatchParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  /** Milliseconds that no setting of the clock moves. */
  readonly monotonic?: () => number;
}

interface OpenWatch {
  readonly from: number;
  to: number;
  /** Monotonic instant of the last echo. */
  heardAt: number;
}

/** When the gateway itself could hear: from the first echo of its own voice to the last, as long as no gap and no clock jump comes between. */
export class Watch {
  readonly #parts: WatchParts;
  readonly #monotonic: () => number;
  #open: OpenWatch | undefined;
  /** Rows to be written with the next flush, by their beginning. */
  readonly #changed = new Map<number, number>();
  #told = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#monotonic = parts.monotonic ?? (() => performance.now());
  }

  /** Our own voice came back through the broker at `at` (ms UTC). */
  echo(at: number): void {
    const heardAt = this.#monotonic();
    const open = this.#open;
    if (open) {
      const passed = heardAt - open.heardAt;
      const stepped = Math.abs(at - open.to - passed) > CLOCK_SLACK_MS;
      if (stepped)
        this.#parts.log.warn({ at, expectedAt: open.to + passed }, 'the clock jumped: the watch begins anew from here');
      if (passed <= ECHO_GAP_MS && !stepped && at >= open.to) {
        open.to = at;
        open.heardAt = heardAt;
        this.#changed.set(open.from, at);
        return;
      }
    }
    this.#open = { from: at, to: at, heardAt };
    this.#changed.set(at, Math.max(at, this.#changed.get(at) ?? at));
    this.tick();
  }

  /** Listening now? Not when the echo stays away, nor when the clock was set since: then nobody's silence can be measured. */
  get isOpen(): boolean {
    const open = this.#open;
    if (!open) return false;
    const passed = this.#monotonic() - open.heardAt;
    const stepped = Math.abs(this.#parts.clock.now() - open.to - passed) > CLOCK_SLACK_MS;
    return passed <= ECHO_GAP_MS && !stepped;
  }

  /** When the present watch began. */
  get openSince(): number | undefined {
    return this.isOpen ? this.#open?.from : undefined;
  }

  /** Tells onlookers when the watch opened or closed. */
  tick(): void {
    const open = this.isOpen;
    if (open === this.#told) return;
    this.#told = open;
    if (!open) this.#parts.log.warn({}, 'our echo does not come back through the broker: this time is unobserved');
    this.#parts.facts.tell('watchChanged', { at: this.#parts.clock.now(), open });
  }

  /** Watched time within the window, the present watch reaching to now. */
  async periods(from: number, to: number): Promise<Span[]> {
    const stored = await watchBetween(this.#parts.database.read, from, to);
    const spans = [...stored, ...[...this.#changed].map(([begin, end]) => ({ from: begin, to: end }))];
    const since = this.openSince;
    if (since !== undefined) spans.push({ from: since, to: this.#parts.clock.now() });
    return spans
      .map((span) => ({ from: Math.max(span.from, from), to: Math.min(span.to, to) }))
      .filter((span) => span.to > span.from);
  }

  /** Writes the watch in the transaction of the beats it vouches for; the returned function is called after the commit. */
  async save(transaction: Transaction): Promise<() => void> {
    const rows = [...this.#changed].map(([from, to]) => ({ from, to }));
    await putWatch(transaction, this.#parts.database.dialect, rows);
    return () => {
      for (const row of rows) if (this.#changed.get(row.from) === row.to) this.#changed.delete(row.from);
    };
  }

  get unsaved(): boolean {
    return this.#changed.size > 0;
  }
}
