// pure
import type { HamletVerdict, Rule, VerdictReason, VerdictWord } from '../../protocol/api/coverage.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { addDays, type Day, daysBetween, startOfDay } from '../../protocol/vietnam-time.ts';
import { type HamletDays, NO_SESSION, worstOf } from './day-states.ts';

/** What a verdict rests on, besides the rule and the window. */
export interface HamletRecord {
  readonly days: HamletDays;
  /** Sessions a week that count at least (`floorPerWeek` of the commune's region). */
  readonly floorPerWeek: number;
  /** Day on which the first node came; nobody owes sessions before. Undefined: no node hangs there. */
  readonly since: Day | undefined;
}

export type Judgement = Pick<
  HamletVerdict,
  'verdict' | 'sessions' | 'lower' | 'upper' | 'longestMiss' | 'strip' | 'reasons'
>;

const STRIP_DAYS = 14;
const EPSILON = 1e-9;

/** Does the window hold too little, so that the earlier window is asked too (DOMAIN §4.10)? */
export function needsLookBack(days: HamletDays, numbers: Rule['numbers']): boolean {
  return dueOf(count(days)) < numbers.minSessions;
}

/**
 * Does a hamlet's loudspeakers work regularly from `from` to `to` (both included)? Pure: the same record gives the same bytes.
 * Lower bound: unknown is not heard; upper: unknown is heard. Met when the lower passes, not met when the upper fails,
 * insufficient between, and when there are too few sessions (rule: DOMAIN §4, points 2 to 5 and 10).
 */
export function judge(record: HamletRecord, numbers: Rule['numbers'], from: Day, to: Day): Judgement {
  const { days } = record;
  const sessions = count(days);
  const due = dueOf(sessions);
  const windowDays = record.since === undefined ? 0 : lengthOf(record.since > from ? record.since : from, to);
  const floor = Math.max(0, Math.floor((record.floorPerWeek * windowDays) / 7) - sessions.excluded);
  const owed = Math.max(due, floor);
  const lower = owed === 0 ? 0 : sessions.heard / owed;
  const upper = owed === 0 ? 0 : (sessions.heard + sessions.unknown) / owed;
  const allowed = Math.max(numbers.minConsecutiveMisses, windowDays > 0 ? Math.round((7 * owed) / windowDays) : 0);
  const longestMiss = longestRun(days, 'npu');
  const surelyMissed = longestRun(days, 'np');

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
  if (due > 0 && due < floor) because('below-floor', { sessions: due, floor });
  if (sessions.unknown > 0) because('unknown-sessions', { unknown: sessions.unknown, due });
  return { verdict, sessions: { due, ...sessions }, lower, upper, longestMiss, strip: stripOf(days, to), reasons };
}

interface Count {
  heard: number;
  partial: number;
  notHeard: number;
  unknown: number;
  excluded: number;
}

const KEYS: Readonly<Record<string, keyof Count>> = {
  h: 'heard',
  p: 'partial',
  n: 'notHeard',
  u: 'unknown',
  x: 'excluded',
};

function count(days: HamletDays): Count {
  const counts: Count = { heard: 0, partial: 0, notHeard: 0, unknown: 0, excluded: 0 };
  for (const [, letters] of days) {
    for (const letter of letters) {
      const key = KEYS[letter];
      if (key) counts[key]++;
    }
  }
  return counts;
}

function dueOf(counts: Count): number {
  return counts.heard + counts.partial + counts.notHeard + counts.unknown;
}

/** The longest run of sessions whose letter is one of `misses`; excluded sessions neither break nor lengthen it. */
function longestRun(days: HamletDays, misses: string): number {
  let longest = 0;
  let running = 0;
  for (const [, letters] of days) {
    for (const letter of letters) {
      if (letter === NO_SESSION || letter === 'x') continue;
      running = misses.includes(letter) ? running + 1 : 0;
      if (running > longest) longest = running;
    }
  }
  return longest;
}

function stripOf(days: HamletDays, to: Day): Judgement['strip'] {
  const letters = new Map(days.slice(-STRIP_DAYS));
  return daysBetween(addDays(to, 1 - STRIP_DAYS), to).map((day) => {
    const state = worstOf(letters.get(day) ?? '');
    return state === undefined ? { day } : { day, state };
  });
}

/** Days from `from` to `to`, both included; 0 when `to` is earlier. */
function lengthOf(from: Day, to: Day): number {
  return Math.max(0, Math.round((startOfDay(to) - startOfDay(from)) / DAY_MS) + 1);
}
