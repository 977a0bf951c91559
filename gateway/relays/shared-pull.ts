import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Mp3Frames } from '../../protocol/mp3-frames.ts';
import { RELAY_SILENCE_DB, RELAY_SILENCE_MS } from '../../protocol/streams.ts';
import type { Clock } from '../clock.ts';
import { UnavailableError } from '../errors.ts';
import type { Log } from '../log.ts';
import { causeOf } from '../outside/outside-error.ts';
import type { Piece } from './hls.ts';
import { afterReading, type Hearing, LevelMeter, levelOf, NOTHING_HEARD } from './level.ts';
import { type Said, Sound } from './sound.ts';

export interface PullLimits {
  readonly silenceMs: number;
  readonly silenceDb: number;
  /** So much sound and a station that was away is back. */
  readonly backMs: number;
  /** Nothing at all for so long, and it is lost. */
  readonly lostMs: number;
  /** Goes on so long after the last listener. */
  readonly lingerMs: number;
  /** Whoever asks while it is lost waits so long for it. */
  readonly holdMs: number;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
}

export const PULL_LIMITS: PullLimits = {
  ...{ silenceMs: RELAY_SILENCE_MS, silenceDb: RELAY_SILENCE_DB, backMs: 2_000, lostMs: 5_000, lingerMs: 10_000 },
  ...{ holdMs: 20_000, firstRetryMs: 500, longestRetryMs: 10_000 },
};

/** How a station is while it is passed on. */
export type Condition = 'unknown' | 'ok' | 'silent' | 'lost';

export interface PullParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: PullLimits;
  /** The station's encoded sound; ends or throws when it is lost. */
  readonly open: (signal: AbortSignal) => AsyncIterable<Piece>;
  readonly changed: (condition: Exclude<Condition, 'unknown'>, why?: string) => void;
  readonly stopped: () => void;
}

/** What one listener may be behind: half a minute at 64 kbit/s. Who is slower is cut off. */
const MOST_BEHIND_BYTES = 256 * 1024;
/** Listeners are given several frames at once: a quarter of a second. */
const FRAMES_AT_ONCE = 10;
/** A new listener begins with this much that was, so that its buffer fills at once: one second. */
const KEPT_PACKETS = 4;
const MOST_LISTENERS = 20_000;
const WATCH_MS = 1_000;
/** Readings that are told as its level. */
const NEWEST_READINGS = 12;

/** One station for all who listen: one pull, one ffmpeg, from the first listener (or shortly before a run) until some seconds after the last. */
export class SharedPull {
  readonly #parts: PullParts;
  readonly #limits: PullLimits;
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<Readable>();
  readonly #waiting = new Set<{ readonly begin: () => void; readonly give: (error: Error) => void }>();
  #kept: Buffer[] = [];
  #batch: Buffer[] = [];
  #hearing: Hearing = NOTHING_HEARD;
  #condition: Condition = 'unknown';
  #readings: number[] = [];
  #said: Said | undefined;
  #heardAt: number;
  #neededAt: number;
  #keepUntil = 0;
  #why = 'timeout';
  readonly #done: Promise<void>;

  constructor(parts: PullParts) {
    this.#parts = parts;
    this.#limits = parts.limits ?? PULL_LIMITS;
    this.#heardAt = parts.clock.now();
    this.#neededAt = this.#heardAt;
    this.#watch();
    this.#done = this.#run();
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Takes nobody any more. */
  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  get condition(): Condition {
    return this.#condition;
  }

  /** What the last seconds were like; undefined while nothing is heard. */
  get found(): { codec: string; kbps: number; levelDb: number } | undefined {
    if (!this.#said || this.#readings.length === 0) return undefined;
    return { codec: this.#said.codec, kbps: this.#said.kbps ?? 0, levelDb: levelOf(this.#readings) };
  }

  /** A run needs it until then, whether anybody listens or not. */
  keepUntil(instant: number): void {
    this.#keepUntil = Math.max(this.#keepUntil, instant);
  }

  /**
   * A body that begins at a frame. One that is only just being opened is answered at once; for one that is lost the answer waits, so
   * that a node does not wait for it. Throws UnavailableError `relay-lost`.
   */
  join(signal: AbortSignal): Promise<Readable> {
    if (this.#listeners.size + this.#waiting.size >= MOST_LISTENERS)
      return Promise.reject(
        new UnavailableError('relay-full', 'This station has too many listeners; try again later.'),
      );
    return new Promise((done, reject) => {
      const over = (settle: () => void) => {
        this.#waiting.delete(waiting);
        late();
        signal.removeEventListener('abort', gone);
        settle();
      };
      const gone = () => over(() => reject(lost()));
      const late = this.#parts.clock.after(this.#limits.holdMs, gone);
      const waiting = {
        begin: () => over(() => done(this.#listener())),
        give: (error: Error) => over(() => reject(error)),
      };
      this.#waiting.add(waiting);
      signal.addEventListener('abort', gone);
      if (signal.aborted) gone();
      else if (this.#condition !== 'lost') waiting.begin();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  #listener(): Readable {
    const listener = new Readable({ read: () => undefined, highWaterMark: MOST_BEHIND_BYTES });
    for (const packet of this.#kept) listener.push(packet);
    this.#listeners.add(listener);
    const leave = () => {
      this.#listeners.delete(listener);
      this.#neededAt = this.#parts.clock.now();
    };
    listener.once('close', leave);
    return listener;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { log, stopped } = this.#parts;
    let retryMs = this.#limits.firstRetryMs;
    while (!signal.aborted) {
      const before = this.#heardAt;
      try {
        await this.#pull(signal);
        this.#why = 'ended';
      } catch (error) {
        this.#why = causeOf(error);
      }
      if (signal.aborted) break;
      // It sounded: the next attempt is soon.
      if (this.#heardAt > before) retryMs = this.#limits.firstRetryMs;
      log.info({ why: this.#why, retryMs }, 'a relayed station hung up');
      await pause(retryMs, undefined, { signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, this.#limits.longestRetryMs);
    }
    this.#letGo();
    stopped();
  }

  /** Until the station hangs up. A decoder is used as long as one sound continues. */
  async #pull(signal: AbortSignal): Promise<void> {
    let sound: Sound | undefined;
    const ending = new AbortController();
    const both = AbortSignal.any([signal, ending.signal]);
    const kill = () => sound?.kill();
    signal.addEventListener('abort', kill);
    try {
      for await (const { bytes, demuxer, fresh } of this.#parts.open(both)) {
        if (fresh) {
          const former: Sound | undefined = sound;
          sound = undefined;
          await former?.finish();
          sound = this.#decoder(demuxer);
        }
        await sound?.write(bytes);
        if (sound?.said) this.#said = sound.said;
      }
      await sound?.finish();
    } finally {
      ending.abort();
      signal.removeEventListener('abort', kill);
      sound?.kill();
      await sound?.ended;
    }
  }

  #decoder(demuxer: Piece['demuxer']): Sound {
    const frames = new Mp3Frames();
    const meter = new LevelMeter();
    return new Sound({
      ...{ demuxer, paced: true },
      onMp3: (bytes) => this.#send(frames.push(bytes).map((frame) => frame.bytes)),
      onSamples: (bytes) => {
        for (const db of meter.take(bytes)) this.#hear(db);
      },
    });
  }

  #send(frames: readonly Buffer[]): void {
    this.#batch.push(...frames);
    if (this.#batch.length < FRAMES_AT_ONCE || this.#stopping.signal.aborted) return;
    const packet = Buffer.concat(this.#batch);
    this.#batch = [];
    this.#kept = [...this.#kept.slice(1 - KEPT_PACKETS), packet];
    for (const listener of this.#listeners) {
      if (listener.readableLength > MOST_BEHIND_BYTES) listener.destroy();
      else listener.push(packet);
    }
    for (const waiting of [...this.#waiting]) waiting.begin();
  }

  #hear(db: number): void {
    this.#heardAt = this.#parts.clock.now();
    this.#readings = [...this.#readings.slice(1 - NEWEST_READINGS), db];
    this.#hearing = afterReading(this.#hearing, db, this.#limits);
    if (this.#hearing.state !== 'unknown') this.#become(this.#hearing.state);
  }

  #become(condition: Exclude<Condition, 'unknown'>, why?: string): void {
    if (this.#condition === condition) return;
    this.#condition = condition;
    this.#parts.changed(condition, why);
  }

  /** Each second: is it lost, and does anybody need it still? */
  #watch(): void {
    if (this.#stopping.signal.aborted) return;
    const { clock } = this.#parts;
    const now = clock.now();
    if (now - this.#heardAt > this.#limits.lostMs && this.#condition !== 'lost') {
      this.#become('lost', this.#why);
      this.#letGo();
      this.#hearing = NOTHING_HEARD;
      this.#readings = [];
    }
    if (this.#listeners.size + this.#waiting.size > 0 || now < this.#keepUntil) this.#neededAt = now;
    if (now - this.#neededAt >= this.#limits.lingerMs) this.#stopping.abort();
    else clock.after(WATCH_MS, () => this.#watch());
  }

  /** Whoever listened is told by the end of the body, and falls back; who comes now begins with what comes next. */
  #letGo(): void {
    this.#kept = [];
    this.#batch = [];
    for (const listener of this.#listeners) listener.push(null);
    this.#listeners.clear();
    if (this.#stopping.signal.aborted) for (const { give } of [...this.#waiting]) give(lost());
  }
}

function lost(): UnavailableError {
  return new UnavailableError('relay-lost', 'The station cannot be heard now; the fallback goes on, try again later.');
}
