// pure
import type { Rule, VerdictReason, VerdictWord } from '../../protocol/api/coverage.ts';
import { byVisits } from './by-visits.ts';
import {
  EPSILON,
  type HamletRecord,
  lengthOf,
  type Measured,
  neededOf,
  type Part,
  type Window,
} from './hamlet-record.ts';
import { type Chain, longestMiss, toBreak } from './tally.ts';

/** Points 2 to 7 and 10: what the nodes' own words come to. */
export function byReceipts(
  record: HamletRecord,
  chains: readonly Chain[],
  { tally, owed, lower, upper, longestMiss: longest }: Measured,
  numbers: Rule['numbers'],
  window: Window,
): Part {
  const reasons: VerdictReason[] = [];
  const because = (code: VerdictReason['code'], figures: VerdictReason['figures']) => reasons.push({ code, figures });
  const part = (verdict: VerdictWord, missing: Part['missing']): Part => ({
    verdict,
    reasons,
    missing,
    inspected: false,
  });
  const needed = neededOf(owed, tally, numbers);
  const registered = tally.due + tally.excluded + tally.cancelled;
  const share = registered === 0 ? 0 : tally.excluded / registered;
  if (share > numbers.excludedShare + EPSILON) {
    because('excluded-too-much', { sessions: tally.excluded, share, allowed: numbers.excludedShare });
    return part('insufficient', { sessions: needed, visits: 0 });
  }
  if (tally.due < numbers.minSessions) {
    because('too-few-sessions', { sessions: tally.due, required: numbers.minSessions });
    const sessions = Math.max(needed, Math.ceil(numbers.minSessions - tally.due - EPSILON));
    if (record.visits.length === 0) return part('insufficient', { sessions, visits: numbers.inspection.visits });
    const visited = byVisits(record, window, 0, owed, tally.heard, numbers, window);
    const inspected = visited.verdict !== 'insufficient';
    return {
      ...visited,
      reasons: [...reasons, ...visited.reasons],
      missing: { ...visited.missing, sessions },
      inspected,
    };
  }
  const days = record.receipts ? lengthOf(record.receipts) : 0;
  const allowed = Math.max(numbers.minConsecutiveMisses, days > 0 ? Math.round((7 * owed) / days) : 0);
  const passes = (heard: number, misses: number) => heard >= numbers.sessionsShare - EPSILON && misses <= allowed;
  because('heard-share', { heard: tally.heard, due: owed, lower, upper, required: numbers.sessionsShare });
  if (passes(lower, longest)) return part('met', { sessions: 0, visits: 0 });
  const surely = longestMiss(chains, 'best');
  if (longest > allowed) because('consecutive-misses', { longest, surely, allowed });
  const missing = { sessions: Math.max(needed, longest > allowed ? toBreak(chains, allowed) : 0), visits: 0 };
  if (!passes(upper, surely)) return part('not-met', missing);
  because('bounds-disagree', { lower, upper, required: numbers.sessionsShare });
  return part('insufficient', missing);
}
