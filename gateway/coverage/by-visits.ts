// pure
import type { Rule, VerdictReason } from '../../protocol/api/coverage.ts';
import { addDays, startOfDay } from '../../protocol/vietnam-time.ts';
import {
  EPSILON,
  type HamletRecord,
  lengthOf,
  type Measured,
  type Part,
  type Span,
  type Window,
} from './hamlet-record.ts';
import { judgeVisits } from './visits.ts';

/**
 * Point 9: visits that count, and the log kept by hand. Where FM or wired nodes hung only part of the window as many visits are
 * asked for as that part is of it, at least one.
 */
export function byVisits(
  record: HamletRecord,
  span: Span,
  horns: number,
  owed: number,
  heard: number,
  numbers: Rule['numbers'],
  window: Window,
): Part {
  const from = startOfDay(span.from);
  const end = startOfDay(addDays(span.to, 1));
  const inside = record.visits.filter(({ at }) => at >= from && at < end);
  const { counted, lastFailed } = judgeVisits(inside, horns, numbers);
  const share = window.length === 0 ? 1 : lengthOf(span) / window.length;
  const required = Math.max(1, Math.ceil(numbers.inspection.visits * share - EPSILON));
  const logged = record.logged(span) + heard;
  const log = owed === 0 ? 1 : Math.min(1, logged / owed);
  const { apartDays, logShare } = numbers.inspection;
  const reasons: VerdictReason[] = [
    { code: 'by-inspection', figures: { visits: counted, required, apart: apartDays, log } },
  ];
  const visits = Math.max(0, required - counted);
  const isLogged = log >= logShare - EPSILON;
  if (visits > 0) reasons.push({ code: 'visits-missing', figures: { visits: counted, required, missing: visits } });
  if (!isLogged) reasons.push({ code: 'log-missing', figures: { logged, owed, log, required: logShare } });
  const verdict = lastFailed ? 'not-met' : visits === 0 && isLogged ? 'met' : 'insufficient';
  return { verdict, reasons, missing: { sessions: 0, visits }, inspected: true };
}

/** What FM and wired nodes owe: the floor of their days, or the sessions of a hamlet that has no others. */
export function owedByVisits({ receipts, byVisits: span, floorPerWeek }: HamletRecord, { owed }: Measured): number {
  if (!receipts || !span) return owed;
  return Math.floor((floorPerWeek * lengthOf(span)) / 7);
}
