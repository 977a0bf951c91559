// pure
import type { HamletVerdict, Rule, VerdictReason, VerdictWord } from '../../protocol/api/coverage.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { addDays, type Day, daysBetween, startOfDay } from '../../protocol/vietnam-time.ts';
import { NO_SESSION, worstOf } from './day-states.ts';

const STRIP_DAYS = 14;
const EPSILON = 1e-9;

/** What a verdict rests on, besides the rule and the window. */
export interface HamletRecord {
  /** Three letters a day (day-states.ts) for every day of the window, oldest first. */
  readonly letters: string;
  /** Sessions a week that count at least (`floorPerWeek` of the commune's region). */
  readonly floorPerWeek: number;
  /** Day on which the first node came; nobody owes sessions before. Undefined: no node hangs there. */
  readonly since: Day | undefined;
}

/** The days judged, both included; made once for all hamlets. */
export interface Window {
  readonly from: Day;
  readonly to: Day;
  /** The days of the strip. */
  readonly lastDays: readonly Day[];
}

export function windowOf(from: Day, to: Day): Window {
  return { from, to, lastDays: daysBetween(addDays(to, 1 - STRIP_DAYS), to) };
}

export type Judgement = Pick<
  HamletVerdict,
  'verdict' | 'sessions' | 'owed' | 'without' | 'days' | 'lower' | 'upper' | 'longestMiss' | 'strip' | 'reasons'
>;

/** Does the window hold too little, so that the earlier window is asked too (DOMAIN §4.10)? */
export function needsLookBack(letters: string, numbers: Rule['numbers']): boolean {
  return dueOf(count(letters, numbers.cancelledShare)) < numbers.minSessions;
}

/**
 * Does a hamlet's loudspeakers work regularly in the window? Pure: the same record gives the same bytes.
 * Lower bound: unknown is not heard; upper: unknown is heard. Met when the lower passes, not met when the upper fails,
 * insufficient between, and when there are too few sessions (rule: DOMAIN §4, points 2 to 5 and 10).
 */
export function judge(record: HamletRecord, numbers: Rule['numbers'], window: Window): Judgement {
  const { letters } = record;
  const { from, to } = window;
  const sessions = count(letters, numbers.cancelledShare);
  const due = dueOf(sessions);
  const windowDays = record.since === undefined ? 0 : daysOwed(record.since, from, to);
  const floor = Math.max(
    0,
    Math.floor((record.floorPerWeek * windowDays) / 7) - sessions.excluded - sessions.cancelled,
  );
  const owed = Math.max(due, floor);
  const lower = owed === 0 ? 0 : sessions.heard / owed;
  const upper = owed === 0 ? 0 : (sessions.heard + sessions.unknown) / owed;
  const allowed = Math.max(numbers.minConsecutiveMisses, windowDays > 0 ? Math.round((7 * owed) / windowDays) : 0);
  const longestMiss = longestRun(letters, true);
  const surelyMissed = longestRun(letters, false);

  const reasons: VerdictReason[] = [];
  const because = (code: VerdictReason['code'], figures: VerdictReason['figures']) => reasons.push({ code, figures });
  const decide = (): VerdictWord => {
    if (record.since === undefined) {
      because('no-nodes', {});
      return 'not-met';
    }
    if (due < numbers.minSessions) {
      because('too-few-sessions', { sessions: due, required: numbers.minSessions });
      return 'insufficient';
    }
    const passes = (share: number, misses: number) => share >= numbers.sessionsShare - EPSILON && misses <= allowed;
    because('heard-share', { heard: sessions.heard, due: owed, lower, upper, required: numbers.sessionsShare });
    if (longestMiss > allowed) because('consecutive-misses', { longest: longestMiss, surely: surelyMissed, allowed });
    if (passes(lower, longestMiss)) return 'met';
    if (!passes(upper, surelyMissed)) return 'not-met';
    because('bounds-disagree', { lower, upper, required: numbers.sessionsShare });
    return 'insufficient';
  };
  const verdict = decide();
  const { overCancelled: _, ...shown } = sessions;
  if (due > 0 && due < floor) because('below-floor', { sessions: due, floor });
  if (sessions.overCancelled > 0)
    because('cancelled-too-often', { over: sessions.overCancelled, allowed: numbers.cancelledShare });
  if (sessions.unknown > 0) because('unknown-sessions', { unknown: sessions.unknown, due });
  return {
    verdict,
    sessions: { due, ...shown },
    owed,
    without: { verdict, due, heard: sessions.heard, lower, upper },
    days: windowDays,
    lower,
    upper,
    longestMiss,
    strip: stripOf(letters, window.lastDays),
    reasons,
  };
}

interface Count {
  heard: number;
  partial: number;
  notHeard: number;
  unknown: number;
  excluded: number;
  /** Ahead, within the share the rule allows. */
  cancelled: number;
  /** Cancelled beyond it: they count as not heard. */
  overCancelled: number;
}

/** Character codes and plain loops: a province's quarter is more than a million letters. */
const [HEARD, PARTIAL, NOT_HEARD, UNKNOWN, EXCLUDED, CANCELLED] = [...'hpnuxc'].map((letter) => letter.charCodeAt(0));

function count(letters: string, cancelledShare: number): Count {
  const counts: Count = { heard: 0, partial: 0, notHeard: 0, unknown: 0, excluded: 0, cancelled: 0, overCancelled: 0 };
  let cancelled = 0;
  for (let index = 0; index < letters.length; index++) {
    const letter = letters.charCodeAt(index);
    if (letter === HEARD) counts.heard++;
    else if (letter === PARTIAL) counts.partial++;
    else if (letter === NOT_HEARD) counts.notHeard++;
    else if (letter === UNKNOWN) counts.unknown++;
    else if (letter === EXCLUDED) counts.excluded++;
    else if (letter === CANCELLED) cancelled++;
  }
  const allowed = Math.min(cancelled, Math.floor(cancelledShare * (dueOf(counts) + cancelled) + EPSILON));
  counts.cancelled = allowed;
  counts.overCancelled = cancelled - allowed;
  counts.notHeard += counts.overCancelled;
  return counts;
}

function dueOf(counts: Pick<Count, 'heard' | 'partial' | 'notHeard' | 'unknown'>): number {
  return counts.heard + counts.partial + counts.notHeard + counts.unknown;
}

/** The longest run of sessions missed; excluded ones, and days without any, neither break nor lengthen it. */
function longestRun(letters: string, unknownIsMissed: boolean): number {
  let longest = 0;
  let running = 0;
  for (let index = 0; index < letters.length; index++) {
    const letter = letters.charCodeAt(index);
    if (letter === HEARD || (letter === UNKNOWN && !unknownIsMissed)) running = 0;
    else if (letter === PARTIAL || letter === NOT_HEARD || letter === UNKNOWN) running++;
    if (running > longest) longest = running;
  }
  return longest;
}

function stripOf(letters: string, lastDays: readonly Day[]): Judgement['strip'] {
  const padded = letters.padStart(STRIP_DAYS * 3, NO_SESSION).slice(-STRIP_DAYS * 3);
  return lastDays.map((day, index) => {
    const state = worstOf(padded.slice(index * 3, index * 3 + 3));
    return state === undefined ? { day } : { day, state };
  });
}

/** Days of the window on which a node hung there; 0 when the first came later. */
function daysOwed(since: Day, from: Day, to: Day): number {
  const first = since > from ? startOfDay(since) : startOfDay(from);
  return Math.max(0, Math.round((startOfDay(to) - first) / DAY_MS) + 1);
}
