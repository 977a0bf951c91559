// pure
import { LIVE, liveAt } from './day-marks.ts';

const EPSILON = 1e-9;

/** The record of a window: three letters a day (day-states.ts, and `e` for excluded), and its marks (day-marks.ts). */
export interface Chain {
  readonly letters: string;
  readonly marks: string;
  /** Of one whole; less than 1 where a hamlet was made of several (lineage.ts). */
  readonly weight: number;
}

/** Sessions counted; with several chains to two decimals. */
export interface Tally {
  readonly due: number;
  readonly heard: number;
  /** Heard and unknown: the most that may have been heard. */
  readonly atMostHeard: number;
  readonly partial: number;
  readonly notHeard: number;
  readonly unknown: number;
  /** By a decision of the province. */
  readonly excluded: number;
  /** STOP pressed during all of it: neutral. */
  readonly stopped: number;
  /** Ahead, within the share the rule allows. */
  readonly cancelled: number;
  /** Cancelled beyond it: they are among those not heard. */
  readonly overCancelled: number;
}

/** Character codes and plain loops: a province's quarter is more than a million letters. */
const [HEARD, PARTIAL, NOT_HEARD, UNKNOWN, EXCLUDED, STOPPED, CANCELLED] = [...'hpnuexc'].map((letter) =>
  letter.charCodeAt(0),
);

/** Asked twice of nearly every hamlet: whether its window holds enough, and for its verdict. Chains never change. */
const tallies = new WeakMap<readonly Chain[], { readonly cancelledShare: number; readonly tally: Tally }>();

export function tallyOf(chains: readonly Chain[], cancelledShare: number): Tally {
  const known = tallies.get(chains);
  if (known?.cancelledShare === cancelledShare) return known.tally;
  const tally = sum(chains, cancelledShare);
  tallies.set(chains, { cancelledShare, tally });
  return tally;
}

function sum(chains: readonly Chain[], cancelledShare: number): Tally {
  const [only, ...others] = chains;
  const counts = only && others.length === 0 && only.weight === 1 ? countOf(only.letters) : weighted(chains);
  const { heard, atMostHeard, partial, notHeard, unknown, counted, excluded, stopped, cancelled } = counts;
  const allowed = Math.min(cancelled, Math.floor(cancelledShare * (counted + cancelled) + EPSILON));
  const overCancelled = rounded(cancelled - allowed);
  return {
    due: rounded(counted + overCancelled),
    heard,
    atMostHeard,
    partial,
    notHeard: rounded(notHeard + overCancelled),
    unknown,
    excluded,
    stopped,
    cancelled: allowed,
    overCancelled,
  };
}

interface Count {
  heard: number;
  atMostHeard: number;
  partial: number;
  notHeard: number;
  unknown: number;
  /** Heard, partial, not heard and unknown. */
  counted: number;
  excluded: number;
  stopped: number;
  cancelled: number;
}

/**
 * The mean of several chains by weight. The one place where anything is rounded: the sums heard, heard or unknown, of those and
 * partial, and of all are; the parts are what lies between them. So the parts add up to the whole, no bound passes 1, and a session
 * that was heard after all moves nothing but what is heard.
 */
function weighted(chains: readonly Chain[]): Count {
  const own = chains.map(({ letters, weight }) => ({ weight, count: countOf(letters) }));
  const mean = (of: (count: Count) => number) => rounded(own.reduce((sum, one) => sum + one.weight * of(one.count), 0));
  const heard = mean((count) => count.heard);
  const atMostHeard = mean((count) => count.atMostHeard);
  const sounded = mean((count) => count.atMostHeard + count.partial);
  const counted = mean((count) => count.counted);
  return {
    heard,
    atMostHeard,
    partial: rounded(sounded - atMostHeard),
    notHeard: rounded(counted - sounded),
    unknown: rounded(atMostHeard - heard),
    counted,
    excluded: mean((count) => count.excluded),
    stopped: mean((count) => count.stopped),
    cancelled: mean((count) => count.cancelled),
  };
}

/** How often each letter stands in a text, by its character code; emptied for each text, so that none is made for it. */
const seen = new Uint32Array(128);

function countOf(letters: string): Count {
  seen.fill(0);
  for (let index = 0; index < letters.length; index++) {
    const code = letters.charCodeAt(index) & 127;
    seen[code] = (seen[code] ?? 0) + 1;
  }
  const of = (code: number | undefined) => seen[code ?? 0] ?? 0;
  const [heard, partial, notHeard, unknown] = [of(HEARD), of(PARTIAL), of(NOT_HEARD), of(UNKNOWN)];
  const atMostHeard = heard + unknown;
  const counted = atMostHeard + partial + notHeard;
  const [excluded, stopped, cancelled] = [of(EXCLUDED), of(STOPPED), of(CANCELLED)];
  return { heard, atMostHeard, partial, notHeard, unknown, counted, excluded, stopped, cancelled };
}

/** Two decimals: what is printed is what is divided, so that anybody gets the same quotient. */
export function rounded(count: number): number {
  return Math.round(count * 100) / 100;
}

/** Who is given the benefit of what is not known: nobody (`worst`) or the hamlet (`best`). */
export type Doubt = 'worst' | 'best';

/** The longest run of sessions missed; of several chains the mean by weight, rounded up. */
export function longestMiss(chains: readonly Chain[], doubt: Doubt): number {
  if (chains.length === 1) return longestRun(chains[0]?.letters ?? '', chains[0]?.marks ?? '', doubt).length;
  return Math.ceil(
    chains.reduce((sum, { letters, marks, weight }) => sum + weight * longestRun(letters, marks, doubt).length, 0) -
      EPSILON,
  );
}

/**
 * The longest run in one chain. Days without sessions and neutral ones neither break nor lengthen it; a live announcement ends it
 * (DOMAIN §4.5), in the part of the day it sounded in.
 */
export function longestRun(letters: string, marks: string, doubt: Doubt): { length: number; end: number } {
  let longest = 0;
  let end = 0;
  let running = 0;
  const before = LIVE.surelyBefore | (doubt === 'best' ? LIVE.perhapsBefore : 0);
  const after = LIVE.surelyAfter | (doubt === 'best' ? LIVE.perhapsAfter : 0);
  for (let index = 0; index < letters.length; index++) {
    const letter = letters.charCodeAt(index);
    const live = marks === '' ? 0 : liveAt(marks, index);
    if (live & before) running = 0;
    if (letter === HEARD || (letter === UNKNOWN && doubt === 'best')) running = 0;
    else if (letter === PARTIAL || letter === NOT_HEARD || letter === UNKNOWN) running++;
    if (running > longest) {
      longest = running;
      end = index;
    }
    if (live & after) running = 0;
  }
  return { length: longest, end };
}

/** How many of the sessions missed would have had to be heard so that no run is longer than `allowed`. */
export function toBreak(chains: readonly Chain[], allowed: number): number {
  let most = 0;
  for (const { letters, marks } of chains) {
    let running = 0;
    let broken = 0;
    for (let index = 0; index < letters.length; index++) {
      const letter = letters.charCodeAt(index);
      const live = marks === '' ? 0 : liveAt(marks, index);
      if (live & LIVE.surelyBefore || letter === HEARD) running = 0;
      else if (letter === PARTIAL || letter === NOT_HEARD || letter === UNKNOWN) running++;
      if (running > allowed) {
        broken++;
        running = 0;
      }
      if (live & LIVE.surelyAfter) running = 0;
    }
    most = Math.max(most, broken);
  }
  return most;
}
