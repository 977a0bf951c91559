// pure
import type { Rule, VerdictReason } from '../../protocol/api/coverage.ts';
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';
import { DAY_MS, HOUR_MS } from '../../protocol/units.ts';
import { startOfDay } from '../../protocol/vietnam-time.ts';
import { causeAt, hasLive, LIVE, liveAt, type UnknownCause } from './day-marks.ts';
import { floorOf, type HamletRecord, type Measured, type Unwatched, type Window } from './hamlet-record.ts';
import { type Chain, longestRun } from './tally.ts';

/** What explains the figures besides what decided. */
export function receiptReasons(
  record: HamletRecord,
  chains: readonly Chain[],
  { tally }: Measured,
  numbers: Rule['numbers'],
  window: Window,
): VerdictReason[] {
  const reasons: VerdictReason[] = [];
  const because = (code: VerdictReason['code'], figures: VerdictReason['figures']) => reasons.push({ code, figures });
  const floor = record.receipts ? floorOf(record.receipts, tally, record.floorPerWeek) : 0;
  if (tally.due > 0 && tally.due < floor) because('below-floor', { sessions: tally.due, floor });
  if (tally.overCancelled > 0)
    because('cancelled-too-often', { over: tally.overCancelled, allowed: numbers.cancelledShare });
  if (record.predecessors) because('inherited', { predecessors: record.predecessors, sessions: tally.due });
  if (window.lookedBack) because('looked-back', { days: window.length });
  const ended = silenceEndedBy(chains);
  if (ended !== undefined) because('live-ended-silence', { at: instantOf(window, ended) });
  if (tally.unknown > 0) because('unknown-sessions', { unknown: tally.unknown, due: tally.due });
  return reasons;
}

/** The part of the window in which an announcement ended what would have been the longest run of silence. */
function silenceEndedBy(chains: readonly Chain[]): number | undefined {
  for (const { letters, marks } of chains) {
    if (!hasLive(marks)) continue;
    const silent = longestRun(letters, '', 'worst');
    if (longestRun(letters, marks, 'worst').length === silent.length) continue;
    for (let part = silent.end; part >= 0; part--)
      if (liveAt(marks, part) & (LIVE.surelyBefore | LIVE.surelyAfter)) return part;
  }
  return undefined;
}

const CODES = {
  unobserved: 'unknown-unobserved',
  offline: 'unknown-offline',
  unvouched: 'unknown-unvouched',
} as const satisfies Partial<Record<UnknownCause, VerdictReason['code']>>;

/** Why the unknown sessions are unknown: presence and the gateway's own watch explain, they never decide. */
export function unknownReasons(chains: readonly Chain[], window: Window): VerdictReason[] {
  const found = new Map<keyof typeof CODES, { sessions: number; first: number; last: number }>();
  for (const { letters, marks, weight } of chains) {
    if (marks === '') continue;
    for (let part = letters.indexOf('u'); part >= 0; part = letters.indexOf('u', part + 1)) {
      const cause = causeAt(marks, part);
      if (cause === undefined || cause === 'blind') continue;
      const known = found.get(cause) ?? { sessions: 0, first: part, last: part };
      found.set(cause, {
        sessions: known.sessions + weight,
        first: Math.min(known.first, part),
        last: Math.max(known.last, part),
      });
    }
  }
  return (['unobserved', 'offline', 'unvouched'] as const).flatMap((cause) => {
    const one = found.get(cause);
    if (!one) return [];
    const sessions = Math.round(one.sessions * 100) / 100;
    const from = instantOf(window, one.first);
    const to = instantOf(window, one.last + 1);
    const days = cause === 'unobserved' ? gapsWithin(window.unwatched, from, to) : { from, to };
    return { code: CODES[cause], figures: { sessions, ...days } };
  });
}

/** When the gateway's eyes were really closed; the parts of the days of the sessions where that is not known. */
function gapsWithin(unwatched: readonly Unwatched[], from: number, to: number): Unwatched {
  const inside = unwatched.filter((gap) => gap.from < to && gap.to > from);
  return { from: inside[0]?.from ?? from, to: inside.at(-1)?.to ?? to };
}

const PART_BEGINS_MS = [0, 12 * HOUR_MS, 19 * HOUR_MS];

function instantOf({ from }: Window, part: number): number {
  const day = Math.floor(part / PARTS_OF_DAY.length);
  return startOfDay(from) + day * DAY_MS + (PART_BEGINS_MS[part % PARTS_OF_DAY.length] ?? 0);
}
