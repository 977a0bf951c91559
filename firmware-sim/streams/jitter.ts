// pure
import { Fader } from '../player/fader.ts';
import { BYTES_PER_MS, energyOf, levelDb } from '../player/pcm.ts';
import { PcmQueue } from '../player/pcm-queue.ts';
import { Resampler } from './resampler.ts';

/** How much a stream holds back: it begins at `targetMs`, and more than `mostMs` is never held. */
export interface Depth {
  readonly targetMs: number;
  readonly mostMs: number;
  /** What is kept of the newest while it does not sound. */
  readonly idleMs: number;
  /** It is sent at its own pace, so ours must follow. */
  readonly follows: boolean;
  /** With so much held whoever sends is asked to wait. */
  readonly pauseMs: number;
}

const NEVER = Number.POSITIVE_INFINITY;
/** Somebody speaks: every millisecond held is a millisecond between mouth and horn. */
export const LIVE_DEPTH: Depth = { targetMs: 300, mostMs: 1_000, idleMs: 300, follows: true, pauseMs: NEVER };
/** A station: nobody waits for an answer, so a stutter of its line may be long. */
export const RELAY_DEPTH: Depth = { targetMs: 2_000, mostMs: 5_000, idleMs: 2_000, follows: true, pauseMs: NEVER };
/** Straight from the station: HLS comes in pieces of many seconds, fetched when there is room. */
export const STATION_DEPTH: Depth = { targetMs: 2_000, mostMs: 20_000, idleMs: 10_000, follows: false, pauseMs: 6_000 };

/** Held more than so much above the target, it runs a little faster; with less than this, a little slower. Nobody hears two percent. */
const SLACK_MS = 100;
const NEAR_EMPTY_MS = 60;
const FASTER = 1.02;
const SLOWER = 0.98;
/** A pause this quiet may be dropped where too much is held. */
const PAUSE_DB = -50;
const SEAM_MS = 12;

/** What came and is still to sound, as PCM of this node. A stream that comes in bursts leaves it evenly. */
export class Jitter {
  readonly #depth: Depth;
  #resampler: { rate: number; by: Resampler } | undefined;
  readonly #queue = new PcmQueue();
  #isFast = false;
  #wasPause = false;
  #rise: Fader | undefined;

  constructor(depth: Depth) {
    this.#depth = depth;
  }

  get heldMs(): number {
    return this.#queue.bytes / BYTES_PER_MS;
  }

  get bytes(): number {
    return this.#queue.bytes;
  }

  /** `flowing`: it sounds now, so what is held may only be shortened softly; otherwise the oldest goes. Returns the level (dB) of what came. */
  push(samples: Float32Array, rate: number, flowing: boolean): number {
    if (this.#resampler?.rate !== rate) this.#resampler = { rate, by: new Resampler(rate) };
    const out = this.#resampler.by.push(samples, flowing ? this.#speed() : 1);
    const pcm = Buffer.from(out.buffer, out.byteOffset, out.byteLength);
    const { sum, samples: count } = energyOf(pcm);
    const level = levelDb(sum, count);
    const isPause = level < PAUSE_DB;
    const { follows, targetMs } = this.#depth;
    const droppable = flowing && follows && isPause && this.#wasPause && this.heldMs > targetMs + SLACK_MS;
    this.#wasPause = isPause;
    if (!droppable) this.#queue.put(this.#rise?.apply(pcm) ?? pcm);
    if (this.#rise?.gain === 1) this.#rise = undefined;
    if (!flowing) this.#dropOldest(this.#depth.idleMs);
    else if (this.heldMs > this.#depth.mostMs) this.#leap();
    return level;
  }

  take(bytes: number): Buffer {
    return this.#queue.take(bytes);
  }

  /** What follows has nothing to do with what is held: one fades, the other comes. */
  seam(): void {
    const all = this.take(this.#queue.bytes);
    const end = Math.min(all.length, SEAM_MS * BYTES_PER_MS);
    const fader = new Fader(1);
    fader.goTo(0, end / BYTES_PER_MS);
    this.#queue.put(all.subarray(0, all.length - end));
    this.#queue.put(fader.apply(all.subarray(all.length - end)));
    this.#rise = new Fader(0);
    this.#rise.goTo(1, SEAM_MS);
    this.#resampler = undefined;
  }

  clear(): void {
    this.#queue.clear();
    this.#resampler = undefined;
  }

  #speed(): number {
    if (!this.#depth.follows) return 1;
    if (this.heldMs < NEAR_EMPTY_MS) return SLOWER;
    if (this.heldMs > this.#depth.targetMs + SLACK_MS) this.#isFast = true;
    else if (this.heldMs <= this.#depth.targetMs) this.#isFast = false;
    return this.#isFast ? FASTER : 1;
  }

  #dropOldest(keepMs: number): void {
    const surplus = this.#queue.bytes - Math.floor(keepMs * BYTES_PER_MS);
    if (surplus > 0) this.take(surplus & ~1);
  }

  /** From what would sound next to the newest, over a seam of equal power. */
  #leap(): void {
    const seam = SEAM_MS * BYTES_PER_MS;
    const before = this.take(seam);
    this.#dropOldest(this.#depth.targetMs);
    const after = this.take(seam);
    const joined = crossfade(before, after);
    this.#queue.putFirst(joined);
  }
}

/** From one sound into another over the length of the shorter: cosine and sine, so that the power stays. */
export function crossfade(before: Buffer, after: Buffer): Buffer {
  const samples = Math.min(before.length, after.length) >> 1;
  const out = Buffer.allocUnsafe(samples * 2);
  for (let index = 0; index < samples; index++) {
    const angle = (Math.PI / 2) * (index / samples);
    const value = before.readInt16LE(index * 2) * Math.cos(angle) + after.readInt16LE(index * 2) * Math.sin(angle);
    out.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(value))), index * 2);
  }
  return out;
}
