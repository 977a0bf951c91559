// pure
import type { HamletVerdict, Rule, VerdictReason, VerdictWord } from '../../protocol/api/coverage.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { addDays, type Day, daysBetween, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Visit } from './sources.ts';
import { type Chain, rounded, type Tally } from './tally.ts';

export const STRIP_DAYS = 14;
export const EPSILON = 1e-9;

/** A time in which the gateway itself did not watch; ms UTC. */
export interface Unwatched {
  readonly from: number;
  readonly to: number;
}

/** Days of the window, both included. */
export interface Span {
  readonly from: Day;
  readonly to: Day;
}

/** What a verdict rests on, besides the rule and the window. */
export interface HamletRecord {
  /** What the roll-up says, with what the province excluded masked; the same without the mask, when that is another. */
  readonly chains: readonly Chain[];
  readonly unmasked?: readonly Chain[] | undefined;
  /** Sessions a week that count at least (`floorPerWeek` of the rule, by the region or by decision). */
  readonly floorPerWeek: number;
  /** Does a node hang there at the end of the window? */
  readonly hasNodes: boolean;
  /** Days on which IP nodes hung there: judged by receipts. */
  readonly receipts?: Span | undefined;
  /** Days on which FM or wired nodes hung there, and their horns at the end: judged by visits. */
  readonly byVisits?: (Span & { readonly horns: number }) | undefined;
  readonly visits: readonly Visit[];
  /** Sessions of these days that stand in the hand log. */
  readonly logged: (span: Span) => number;
  /** Hamlets whose record is part of this one. */
  readonly predecessors?: number | undefined;
}

/** The days judged, both included; made once for all hamlets. */
export interface Window extends Span {
  /** The days of the strip. */
  readonly lastDays: readonly Day[];
  /** What each of those days looks like, by its three letters: days have few faces, and thousands of hamlets show them. */
  readonly faces: readonly Map<string, HamletVerdict['strip'][number]>[];
  readonly length: number;
  /** When the gateway itself did not watch. */
  readonly unwatched: readonly Unwatched[];
  /** Looked back on, since the window of the rule held too little. */
  readonly lookedBack: boolean;
}

export function windowOf(from: Day, to: Day, unwatched: readonly Unwatched[] = [], lookedBack = false): Window {
  const lastDays = daysBetween(addDays(to, 1 - STRIP_DAYS), to);
  const faces = lastDays.map(() => new Map<string, HamletVerdict['strip'][number]>());
  return { from, to, lastDays, faces, length: lengthOf({ from, to }), unwatched, lookedBack };
}

export interface Measured {
  readonly tally: Tally;
  readonly owed: number;
  readonly lower: number;
  readonly upper: number;
  readonly longestMiss: number;
}

/** One part of the verdict: what receipts say, or what visits say. */
export interface Part {
  readonly verdict: VerdictWord;
  readonly reasons: readonly VerdictReason[];
  readonly missing: { readonly sessions: number; readonly visits: number };
  readonly inspected: boolean;
}

/** Point 3: what is registered, or the floor; what leaves the ratio leaves the floor too. */
export function owedIn(span: Span, tally: Tally, floorPerWeek: number): number {
  return Math.max(tally.due, floorOf(span, tally, floorPerWeek));
}

export function floorOf(span: Span, tally: Tally, floorPerWeek: number): number {
  const floor = Math.floor((floorPerWeek * lengthOf(span)) / 7 + EPSILON);
  return Math.max(0, rounded(floor - tally.excluded - tally.stopped - tally.cancelled));
}

/** Sessions that would still have to be heard. */
export function neededOf(owed: number, { heard }: Tally, { sessionsShare }: Rule['numbers']): number {
  return Math.max(0, Math.ceil(sessionsShare * owed - heard - EPSILON));
}

/** Days of a span; 0 when it ends before it begins. */
export function lengthOf({ from, to }: Span): number {
  // Thousands of hamlets share one span, so the last answer is nearly always the next.
  if (from !== lastSpan.from || to !== lastSpan.to)
    lastSpan = { from, to, days: Math.max(0, Math.round((startOfDay(to) - startOfDay(from)) / DAY_MS) + 1) };
  return lastSpan.days;
}

let lastSpan = { from: '', to: '', days: 0 };
