import type { Part, StreamSource } from '../../protocol/messages/fields.ts';
import { Fader } from '../player/fader.ts';
import { BYTES_PER_MS } from '../player/pcm.ts';
import type { Source } from '../player/source.ts';
import { Fallback } from './fallback.ts';
import { Feed, isGatewayPath, type StreamPorts } from './feed.ts';
import { type Depth, Jitter, LIVE_DEPTH, RELAY_DEPTH, STATION_DEPTH } from './jitter.ts';
import { type StreamTold, Tally } from './tally.ts';
import { type Condition, StreamWatch } from './watch.ts';

/** The last of what is held is kept back, to fade where nothing follows. */
const RESERVE_MS = 10;
const FADE_IN_MS = 20;
/** From fallback to station. */
const CROSS_MS = 500;

/** A stream as a part of a programme: what comes, evenly; silence or its fallback while nothing does; and an account of both. */
export class StreamPart implements Source {
  readonly #stream: StreamSource;
  readonly #ports: StreamPorts;
  readonly #pathOf: (part: Part) => string | undefined;
  readonly #depth: Depth;
  readonly #jitter: Jitter;
  readonly #watch: StreamWatch;
  readonly #tally: Tally;
  readonly #feed: Feed;
  #fader = new Fader(0);
  /** Bytes until its time is over. */
  #left: number;
  /** The stream itself sounds now. */
  #flowing = false;
  /** So much of what sounded last before it was away was too quiet (ms): a pause, or the beginning of a silence. */
  #quietAtLeaving = 0;
  /** Whoever spoke has ended: what is held is the rest. */
  #ended = false;
  #endedEarly = false;
  #begun = false;
  #fallback: Fallback | undefined;
  #cross: { left: number } | undefined;

  constructor(
    { sha256 }: Part,
    stream: StreamSource,
    lengthMs: number,
    ports: StreamPorts,
    pathOf: (part: Part) => string | undefined,
  ) {
    this.#stream = stream;
    this.#ports = ports;
    this.#pathOf = pathOf;
    this.#left = Math.floor(lengthMs * BYTES_PER_MS) & ~1;
    this.#depth = depthOf(stream);
    this.#jitter = new Jitter(this.#depth);
    this.#watch = new StreamWatch(stream, ports.clock.monotonicMs());
    this.#tally = new Tally(sha256);
    this.#feed = new Feed(stream, ports, {
      sound: (samples, rate) => this.#came(samples, rate),
      answered: () => {
        this.#watch.answered(true);
        this.#jitter.seam();
      },
      down: () => this.#watch.answered(false),
      ended: () => {
        this.#ended = true;
      },
    });
  }

  get held(): number {
    return this.#left <= 0 ? 0 : this.#jitter.bytes;
  }

  get filled(): boolean {
    return this.#left <= 0;
  }

  readonly failure = undefined;

  get silentMs(): number {
    return this.#tally.silentMs;
  }

  get isBegun(): boolean {
    return this.#begun;
  }

  get endedEarly(): boolean {
    return this.#endedEarly;
  }

  /** Breaks by the monotonic clock. */
  get told(): StreamTold {
    return this.#tally.told(this.#now);
  }

  take(most: number, least: number): Buffer {
    if (this.#left <= 0) return NOTHING;
    this.#begun = true;
    const cap = Math.min(most, this.#left);
    const must = Math.min(least, this.#left);
    const condition = this.#watch.judge(this.#jitter.heldMs, this.#now);
    const pcm = this.#flowing ? this.#flow(cap, must, condition) : this.#wait(cap, must, condition);
    this.#left -= pcm.length;
    if (this.#left <= 0) this.close();
    else this.#throttle();
    return pcm;
  }

  close(): void {
    this.#left = 0;
    this.#feed.close();
    this.#fallback?.close();
    this.#jitter.clear();
  }

  #came(samples: Float32Array, rate: number): void {
    if (this.#left <= 0) return;
    const level = this.#jitter.push(samples, rate, this.#flowing);
    this.#watch.came((samples.length * 1_000) / rate, level, this.#now);
    this.#throttle();
  }

  #throttle(): void {
    const { pauseMs } = this.#depth;
    const isAway = this.#fallback !== undefined;
    if (this.#jitter.heldMs > pauseMs && !isAway) this.#feed.pause(true);
    else if (isAway || this.#jitter.heldMs < pauseMs * 0.8) this.#feed.pause(false);
  }

  #flow(cap: number, must: number, condition: Condition): Buffer {
    if (condition === 'silent') return this.#fallSilent(cap);
    const ready = Math.max(0, this.#jitter.bytes - (this.#ended ? 0 : RESERVE_MS * BYTES_PER_MS));
    if (ready >= must || this.#ended) {
      const pcm = this.#crossed(this.#jitter.take(Math.min(cap, ready)));
      this.#tally.own(pcm.length / BYTES_PER_MS);
      if (this.#ended && this.#jitter.bytes < 2) return this.#lastOf(pcm);
      return this.#fader.apply(pcm);
    }
    // Nothing more came in time: what is left goes out, and then it is silent.
    const rest = this.#crossed(this.#jitter.take(cap));
    this.#tally.own(rest.length / BYTES_PER_MS);
    this.#leave('lost', this.#now);
    this.#fader.goTo(0, rest.length / BYTES_PER_MS);
    return Buffer.concat([this.#fader.apply(rest), this.#silence(Math.max(0, must - rest.length))]);
  }

  /** So long too quiet: what sounded of that was no sound. */
  #fallSilent(cap: number): Buffer {
    const soundedMs = Math.max(0, this.#watch.quietMs - this.#jitter.heldMs);
    this.#tally.wasSilent(soundedMs);
    const rest = this.#crossed(this.#jitter.take(Math.min(cap, FADE_IN_MS * BYTES_PER_MS)));
    this.#tally.silent(rest.length / BYTES_PER_MS);
    this.#leave('silent', this.#now - soundedMs);
    this.#jitter.clear();
    this.#fader.goTo(0, rest.length / BYTES_PER_MS);
    return this.#fader.apply(rest);
  }

  /** It stuttered while it was quiet already, and stayed quiet: that quiet was no sound either. */
  #stutterWasSilence(): void {
    this.#tally.wasSilent(this.#quietAtLeaving);
    this.#tally.away(this.#now - this.#watch.quietMs, 'silent');
    this.#quietAtLeaving = 0;
  }

  #leave(why: 'lost' | 'silent', at: number): void {
    this.#flowing = false;
    this.#quietAtLeaving = why === 'lost' ? this.#watch.quietMs : 0;
    this.#tally.away(at, why);
    this.#endCross();
  }

  #wait(cap: number, must: number, condition: Condition): Buffer {
    if (this.#ended && this.#jitter.bytes < 2) return this.#lastOf(NOTHING);
    if (condition === 'silent') this.#stutterWasSilence();
    else this.#tally.away(this.#now, 'lost');
    if (this.#ended || (condition === 'sounding' && this.#jitter.heldMs >= this.#depth.targetMs)) {
      this.#flowing = true;
      this.#tally.back(this.#now);
      // Over its fallback it comes by the cross alone.
      if (this.#fallback) this.#cross = { left: CROSS_MS * BYTES_PER_MS };
      this.#fader = new Fader(this.#fallback ? 1 : 0);
      this.#fader.goTo(1, FADE_IN_MS);
      return this.#flow(cap, must, condition);
    }
    const { fallback } = this.#stream;
    if (condition === 'sounding' || !fallback) return this.#fallback ? this.#sounded(cap, must) : this.#silence(must);
    this.#fallback ??= new Fallback(fallback, this.#pathOf);
    return this.#sounded(cap, must);
  }

  #sounded(cap: number, must: number): Buffer {
    const pcm = this.#fallback?.take(cap) ?? NOTHING;
    this.#tally.fallback(pcm.length / BYTES_PER_MS);
    return pcm.length >= must ? pcm : Buffer.concat([pcm, this.#silence(must - pcm.length)]);
  }

  /** While the station comes back its fallback goes: equal power, so that nobody hears a hole. */
  #crossed(pcm: Buffer): Buffer {
    const cross = this.#cross;
    if (!cross || !this.#fallback) return pcm;
    const going = this.#fallback.take(Math.min(pcm.length, cross.left));
    const whole = CROSS_MS * BYTES_PER_MS;
    const out = Buffer.from(pcm);
    for (let offset = 0; offset < out.length; offset += 2) {
      const angle = (Math.PI / 2) * Math.min(1, 1 - (cross.left - offset) / whole);
      const away = offset < going.length ? going.readInt16LE(offset) * Math.cos(angle) : 0;
      const value = Math.round(out.readInt16LE(offset) * Math.sin(angle) + away);
      out.writeInt16LE(Math.max(-32_768, Math.min(32_767, value)), offset);
    }
    cross.left -= pcm.length;
    if (cross.left <= 0) this.#endCross();
    return out;
  }

  #endCross(): void {
    this.#cross = undefined;
    this.#fallback?.close();
    this.#fallback = undefined;
  }

  #lastOf(pcm: Buffer): Buffer {
    this.#endedEarly = true;
    this.#tally.back(this.#now);
    this.#fader.goTo(0, pcm.length / BYTES_PER_MS);
    const out = this.#fader.apply(pcm);
    // Over: what `take` subtracts then is less than this.
    this.#left = Math.min(this.#left, out.length);
    return out;
  }

  #silence(bytes: number): Buffer {
    this.#tally.silent(bytes / BYTES_PER_MS);
    return bytes > 0 ? Buffer.alloc(bytes & ~1) : NOTHING;
  }

  get #now(): number {
    return this.#ports.clock.monotonicMs();
  }
}

const NOTHING = Buffer.alloc(0);

function depthOf({ kind, url }: StreamSource): Depth {
  if (kind === 'live') return LIVE_DEPTH;
  return isGatewayPath(url) ? RELAY_DEPTH : STATION_DEPTH;
}
