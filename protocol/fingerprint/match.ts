import { type HeardPrint, HOP_MS, type Print } from './print.ts';

/** A block of this long is looked for anywhere in what was due; every half of it a new one begins. */
export const BLOCK = Math.round(10_000 / HOP_MS);
/** Something shorter cannot be told from chance. */
const SHORTEST = Math.round(3_000 / HOP_MS);
/** Of the sure bits at most this share may be wrong. Measured (bench fingerprint): other speech by the same voice never came below 0.34. */
const MOST_WRONG = 0.3;
/** A short piece has fewer bits: chance comes nearer. */
const MOST_WRONG_SHORT = 0.22;
/** Each second is then judged by the three around it, at the place the block was found. */
const AROUND = Math.round(1_000 / HOP_MS);
const MOST_WRONG_SECOND = 0.37;
/** Where the search looks first, and how coarsely it then looks everywhere: a window is a second long, neighbours are alike. */
const COARSE_STEP = 3;
const COARSE_WRONG = 0.38;
const NEAR = 8;
/** What is so much quieter than the loudest is a pause: it says nothing, neither for nor against. */
const PAUSE_DB = 45;
/** A block decides only when this share of it sounded in what was due. */
const LEAST_SOUNDING = 0.5;
/** A pause in what was due counts as heard when what stood around it, at most so far apart, was. */
const LONGEST_PAUSE_SECONDS = 12;

/** First entry of a second. */
const entryOf = (second: number) => Math.round((second * 1_000) / HOP_MS);
const secondsIn = ({ words }: Print) => Math.floor((words.length * HOP_MS) / 1_000);

/** For each whole second of what was heard: which second of what was due it is, or −1. */
export function matchSeconds(heard: HeardPrint, due: Print): Int32Array {
  const seconds = new Int32Array(secondsIn(heard)).fill(-1);
  const length = Math.min(BLOCK, due.words.length, heard.words.length);
  if (length < SHORTEST) return seconds;
  const comparison = new Comparison(heard, due);
  const mostWrong = length < BLOCK ? MOST_WRONG_SHORT : MOST_WRONG;
  let shift: number | undefined;
  for (const from of blockStarts(heard.words.length, length)) {
    const near =
      shift === undefined ? undefined : comparison.best(from, length, shift - NEAR, shift + NEAR, 1, mostWrong);
    const found = near ?? comparison.findAnywhere(from, length, mostWrong);
    if (found === undefined) continue;
    shift = found;
    markSeconds(comparison, seconds, from, length, found);
  }
  bridgePauses(seconds, comparison);
  return seconds;
}

/** How many of `heard`'s seconds agree with any of these, and which (one flag a second). */
export function matchedSeconds(heard: HeardPrint, dues: readonly Print[]): boolean[] {
  const all = dues.map((due) => matchSeconds(heard, due));
  return Array.from({ length: secondsIn(heard) }, (_, n) => all.some((one) => one[n] !== -1));
}

/** A block at a shift: entry n of what was heard lies over entry n + shift of what was due. */
class Comparison {
  readonly #heard: HeardPrint;
  readonly #due: Print;
  readonly #quiet: number;

  constructor(heard: HeardPrint, due: Print) {
    this.#heard = heard;
    this.#due = due;
    this.#quiet = due.levels.reduce((loudest, level) => Math.max(loudest, level), -120) - PAUSE_DB;
  }

  get dueLength(): number {
    return this.#due.words.length;
  }

  /** Does most of this second of what was due lie below what tells anything? */
  pausesAt(second: number): boolean {
    const levels = this.#due.levels.subarray(entryOf(second), entryOf(second + 1));
    return levels.filter((level) => level < this.#quiet).length > levels.length / 2;
  }

  /** Share of wrong bits among the sure ones; undefined where too little sounds. */
  wrong(from: number, length: number, shift: number, step = 1): number | undefined {
    const { words, sure } = this.#heard;
    let wrong = 0;
    let bits = 0;
    let sounding = 0;
    let entries = 0;
    for (let n = from; n < from + length; n += step) {
      entries++;
      const at = n + shift;
      if (n >= words.length || at < 0 || at >= this.#due.words.length || (this.#due.levels[at] as number) < this.#quiet)
        continue;
      sounding++;
      const mask = sure[n] as number;
      bits += ones(mask);
      wrong += ones(((words[n] as number) ^ (this.#due.words[at] as number)) & mask);
    }
    return bits === 0 || sounding < entries * LEAST_SOUNDING ? undefined : wrong / bits;
  }

  best(from: number, length: number, low: number, high: number, step: number, most: number): number | undefined {
    let best: { shift: number; wrong: number } | undefined;
    for (let shift = low; shift <= high; shift += step) {
      const wrong = this.wrong(from, length, shift);
      if (wrong !== undefined && wrong <= most && (best === undefined || wrong < best.wrong)) best = { shift, wrong };
    }
    return best?.shift;
  }

  /** Coarsely over the whole of what was due, then closely around the best places. */
  findAnywhere(from: number, length: number, most: number): number | undefined {
    const places: { shift: number; wrong: number }[] = [];
    // A block that begins before what was due, or goes on after it, still has most of itself inside.
    const spare = Math.floor(length * (1 - LEAST_SOUNDING));
    for (let at = -spare; at <= this.dueLength - length + spare; at += COARSE_STEP) {
      const wrong = this.wrong(from, length, at - from, 4);
      if (wrong === undefined || wrong > COARSE_WRONG) continue;
      places.push({ shift: at - from, wrong });
      places.sort((a, b) => a.wrong - b.wrong).splice(3);
    }
    for (const { shift } of places) {
      const found = this.best(from, length, shift - COARSE_STEP, shift + COARSE_STEP, 1, most);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Every half block, and one that ends with what was heard. */
function blockStarts(entries: number, length: number): number[] {
  const step = Math.ceil(length / 2);
  const starts = Array.from({ length: Math.floor((entries - length) / step) + 1 }, (_, n) => n * step);
  return [...starts, entries - length];
}

function markSeconds(comparison: Comparison, seconds: Int32Array, from: number, length: number, shift: number): void {
  for (let second = Math.ceil((from * HOP_MS) / 1_000); second < seconds.length; second++) {
    const end = entryOf(second + 1);
    if (end > from + length) break;
    const start = Math.max(0, entryOf(second) - AROUND);
    const wrong = comparison.wrong(start, end + AROUND - start, shift);
    if (wrong !== undefined && wrong <= MOST_WRONG_SECOND)
      seconds[second] = Math.max(0, Math.floor(((entryOf(second) + shift) * HOP_MS) / 1_000 + 0.5));
  }
}

/** Seconds between two that matched at the same place, where what was due paused. */
function bridgePauses(seconds: Int32Array, comparison: Comparison): void {
  let last = -1;
  for (let n = 0; n < seconds.length; n++) {
    const at = seconds[n] as number;
    if (at === -1) continue;
    const before = last === -1 ? Number.NaN : (seconds[last] as number);
    const isSamePlace = Math.abs(at - before - (n - last)) <= 1;
    if (isSamePlace && n - last <= LONGEST_PAUSE_SECONDS)
      for (let k = last + 1; k < n; k++) if (comparison.pausesAt(before + k - last)) seconds[k] = before + k - last;
    last = n;
  }
}

function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
