import { backOffMs } from '../../protocol/back-off.ts';
import type { StreamKind } from '../../protocol/streams.ts';
import { SECOND_MS } from '../../protocol/units.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Attempt, OpenStream } from './attempt.ts';

export interface LineEvents {
  /** A new connection: what comes has nothing to do with what came before. */
  opened(): void;
  bytes(chunk: Buffer): void;
  /** No connection; another is tried. */
  down(): void;
  /** Whoever speaks has ended. Nothing follows. */
  ended(): void;
}

/** A connection that gives nothing for so long is dead, whatever TCP believes. */
const STALLED_MS: Record<StreamKind, number> = { live: 2 * SECOND_MS, relay: 5 * SECOND_MS };
const BACK_OFF: Record<StreamKind, readonly [baseMs: number, mostMs: number]> = {
  live: [250, 2 * SECOND_MS],
  relay: [SECOND_MS, 8 * SECOND_MS],
};
/** A server that has just begun may not know the stream yet: only its second word counts. */
const GONE_TIMES = 2;

/** A stream as long as it is wanted: opened again whenever it breaks. A relay that ends is broken too; a live one is over. */
export class SteadyLine {
  readonly #url: string;
  readonly #kind: StreamKind;
  readonly #open: OpenStream;
  readonly #clock: Clock;
  readonly #events: LineEvents;
  #attempt: Attempt | undefined;
  #timer: Timer | undefined;
  #failures = 0;
  #gone = 0;
  #closed = false;
  #lastDataMs = 0;
  #paused = false;

  constructor(url: string, kind: StreamKind, open: OpenStream, clock: Clock, events: LineEvents) {
    this.#url = url;
    this.#kind = kind;
    this.#open = open;
    this.#clock = clock;
    this.#events = events;
    this.#dial();
  }

  /** Enough is held for now. Silence that we asked for is no stall. */
  pause(isPaused: boolean): void {
    if (isPaused === this.#paused) return;
    this.#paused = isPaused;
    this.#lastDataMs = this.#clock.monotonicMs();
    this.#attempt?.pause?.(isPaused);
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#attempt?.close();
    this.#attempt = undefined;
  }

  #dial(): void {
    this.#lastDataMs = this.#clock.monotonicMs();
    let isOver = false;
    const attempt = this.#open(this.#url, {
      answered: () => {
        if (isOver || this.#closed) return;
        this.#lastDataMs = this.#clock.monotonicMs();
        this.#events.opened();
      },
      bytes: (chunk) => {
        if (isOver || this.#closed) return;
        this.#lastDataMs = this.#clock.monotonicMs();
        this.#failures = 0;
        this.#gone = 0;
        this.#events.bytes(chunk);
      },
      over: (how) => {
        if (isOver || this.#closed) return;
        isOver = true;
        this.#over(how);
      },
    });
    if (isOver || this.#closed) {
      attempt.close();
      return;
    }
    this.#attempt = attempt;
    this.#paused = false;
    this.#watch();
  }

  #watch(): void {
    const patienceMs = STALLED_MS[this.#kind];
    if (this.#paused) this.#lastDataMs = this.#clock.monotonicMs();
    const leftMs = patienceMs - (this.#clock.monotonicMs() - this.#lastDataMs);
    if (leftMs <= 0) {
      this.#attempt?.close();
      this.#over('broken');
      return;
    }
    this.#timer = this.#clock.after(leftMs, () => this.#watch());
  }

  #over(how: 'complete' | 'gone' | 'broken'): void {
    this.#timer?.cancel();
    this.#attempt = undefined;
    if (how === 'gone') this.#gone++;
    if (this.#kind === 'live' && (how === 'complete' || this.#gone >= GONE_TIMES)) {
      this.#closed = true;
      this.#events.ended();
      return;
    }
    this.#events.down();
    const [baseMs, mostMs] = BACK_OFF[this.#kind];
    const delayMs = baseMs / 2 + backOffMs(this.#failures++, Math.random(), baseMs, mostMs);
    this.#timer = this.#clock.after(delayMs, () => this.#dial());
  }
}
