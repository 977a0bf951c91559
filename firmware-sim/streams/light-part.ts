import type { Part, StreamSource } from '../../protocol/messages/fields.ts';
import type { Clock } from '../clock.ts';
import type { ListenTo } from './fleet-streams.ts';
import { LIVE_DEPTH, RELAY_DEPTH } from './jitter.ts';
import { type StreamTold, Tally } from './tally.ts';
import { StreamWatch } from './watch.ts';

/** What a board holds between its buffer and its horns. */
const SINK_MS = 150;

/** What a light node hears at its own horns: so much at this instant (monotonic), so loud (dB), so long after it came. */
export type Sounds = (sound: { at: number; ms: number; levelDb: number; delayMs: number }) => void;

/**
 * A stream part of a node without PCM: it keeps the instants at which a board with the same buffer would sound what comes, and so
 * knows its delay, its breaks and its fallback without a sample.
 */
export class LightPart {
  readonly #stream: StreamSource;
  readonly #clock: Clock;
  readonly #tally: Tally;
  readonly #watch: StreamWatch;
  readonly #line: { close(): void };
  readonly #targetMs: number;
  readonly #mostMs: number;
  readonly #sounds: Sounds;
  readonly #over: () => void;
  /** While it flows: when everything that came will have sounded. */
  #endAt: number | undefined;
  /** What is held while it does not. */
  #heldMs = 0;
  #begun = false;
  #ended = false;
  #endedEarly = false;
  #inFallback = false;
  /** Accounted up to here. */
  #at = 0;

  constructor(
    { sha256 }: Part,
    stream: StreamSource,
    clock: Clock,
    listen: ListenTo,
    sounds: Sounds,
    over: () => void,
  ) {
    this.#stream = stream;
    this.#clock = clock;
    this.#sounds = sounds;
    this.#over = over;
    const { targetMs, mostMs } = stream.kind === 'live' ? LIVE_DEPTH : RELAY_DEPTH;
    this.#targetMs = targetMs + SINK_MS;
    this.#mostMs = mostMs + SINK_MS;
    this.#tally = new Tally(sha256);
    this.#watch = new StreamWatch(stream, clock.monotonicMs());
    this.#line = listen(stream, {
      came: (ms, db) => this.#came(ms, db),
      answered: () => this.#watch.answered(true),
      down: () => this.#watch.answered(false),
      ended: () => {
        this.#ended = true;
        this.judge();
      },
    });
  }

  get endedEarly(): boolean {
    return this.#endedEarly;
  }

  get silentMs(): number {
    return this.#tally.silentMs;
  }

  /** Breaks by the monotonic clock. */
  get told(): StreamTold | undefined {
    return this.#begun ? this.#tally.told(this.#at) : undefined;
  }

  begin(): void {
    this.#begun = true;
    this.#at = this.#clock.monotonicMs();
    this.#tally.away(this.#at, 'lost');
    this.#join(this.#at);
  }

  close(): void {
    this.#account(this.#clock.monotonicMs());
    this.#line.close();
  }

  /** What became of it up to now; asked now and then, since nothing that comes says so. */
  judge(): void {
    if (!this.#begun || this.#endedEarly) return;
    const now = this.#clock.monotonicMs();
    this.#account(now);
    const heldMs = this.#endAt === undefined ? this.#heldMs : Math.max(0, this.#endAt - now);
    const condition = this.#watch.judge(heldMs, now);
    if (condition === 'silent' && this.#endAt !== undefined) {
      const soundedMs = Math.max(0, this.#watch.quietMs - heldMs);
      this.#tally.wasSilent(soundedMs);
      this.#tally.away(now - soundedMs, 'silent');
      this.#endAt = undefined;
      this.#heldMs = 0;
    }
    if (condition === 'sounding') this.#join(now);
    else this.#inFallback = this.#endAt === undefined && (this.#stream.fallback?.length ?? 0) > 0;
    if (!this.#ended) return;
    if (this.#endAt === undefined || this.#endAt <= now) {
      this.#endedEarly = true;
      this.#tally.back(this.#at);
      this.#line.close();
      this.#over();
    } else this.#clock.after(this.#endAt - now, () => this.judge());
  }

  #came(ms: number, levelDb: number): void {
    const now = this.#clock.monotonicMs();
    this.#watch.came(ms, levelDb, now);
    if (this.#endAt !== undefined && this.#endAt < now) this.#account(now);
    if (this.#endAt === undefined) {
      this.#heldMs = Math.min(this.#targetMs, this.#heldMs + ms);
      if (this.#begun && this.#heldMs >= this.#targetMs) this.judge();
      return;
    }
    const at = this.#endAt;
    this.#sounds({ at, ms, levelDb, delayMs: at - now });
    this.#endAt = at + ms - now > this.#mostMs ? now + this.#targetMs : at + ms;
  }

  #join(now: number): void {
    if (this.#endAt !== undefined || (this.#heldMs < this.#targetMs && !(this.#ended && this.#heldMs > 0))) return;
    this.#tally.back(now);
    this.#inFallback = false;
    this.#endAt = now + this.#heldMs;
    this.#heldMs = 0;
  }

  /** Time since the last account: its own, its fallback's, or nobody's. */
  #account(now: number): void {
    const span = Math.max(0, now - this.#at);
    if (!this.#begun || this.#endedEarly || span === 0) return;
    const ownMs = this.#endAt === undefined ? 0 : Math.min(span, Math.max(0, this.#endAt - this.#at));
    this.#tally.own(ownMs);
    if (this.#endAt !== undefined && this.#endAt < now && !this.#ended) {
      this.#tally.away(this.#endAt, 'lost');
      this.#endAt = undefined;
    }
    if (this.#inFallback) this.#tally.fallback(span - ownMs);
    else if (!this.#ended) this.#tally.silent(span - ownMs);
    this.#at = now;
  }
}
