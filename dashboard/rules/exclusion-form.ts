// pure
import type { Exclusion, ExclusionInput, Period } from '../../protocol/api/periods.ts';
import { EXCLUSION_CAUSES } from '../../protocol/verdicts.ts';
import { addDays, type Day, daysBetween } from '../../protocol/vietnam-time.ts';
import { parseDay } from '../format/date.ts';

export const PARTS = ['morning', 'afternoon', 'evening'] as const;
export type Part = (typeof PARTS)[number];

export interface TypedExclusion {
  readonly areas: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly parts: readonly Part[];
  readonly cause: string;
  readonly reason: string;
  readonly number: string;
  readonly on: string;
  readonly document: { readonly sha256: string; readonly name: string } | undefined;
}

export const EXCLUSION_STEPS = ['where', 'why', 'check'] as const;
export type ExclusionStep = (typeof EXCLUSION_STEPS)[number];
export type ExclusionFault = 'areas' | 'from' | 'to' | 'parts' | 'reason' | 'number' | 'on' | 'document' | 'closed';

/** What is wrong with a step's fields. */
export function faultsOf(step: ExclusionStep, typed: TypedExclusion, periods: readonly Period[]): ExclusionFault[] {
  const [from, to] = [parseDay(typed.from), parseDay(typed.to)];
  const where: ExclusionFault[] = [
    ...(typed.areas.length === 0 ? (['areas'] as const) : []),
    ...(from ? [] : (['from'] as const)),
    ...(to && (!from || to >= from) ? [] : (['to'] as const)),
    ...(typed.parts.length === 0 ? (['parts'] as const) : []),
    ...(from && to && closedWithin(periods, from, to) ? (['closed'] as const) : []),
  ];
  if (step === 'where') return where;
  const why: ExclusionFault[] = [
    ...(typed.reason.trim() ? [] : (['reason'] as const)),
    ...(typed.number.trim() ? [] : (['number'] as const)),
    ...(parseDay(typed.on) ? [] : (['on'] as const)),
    ...(typed.document ? [] : (['document'] as const)),
  ];
  return step === 'why' ? why : [...where, ...why];
}

/** Is one of the days in a period that is closed? */
export function closedWithin(periods: readonly Period[], from: Day, to: Day): Period | undefined {
  return periods.find((one) => one.closedAt !== undefined && one.from <= to && one.to >= from);
}

/** The last day on which the province may decide it: so long after the end of the first period it touches. */
export function decideUntil(periods: readonly Period[], from: Day, to: Day, deadlineDays: number): Day | undefined {
  const ends = periods.filter((one) => one.from <= to && one.to >= from).map((one) => one.to);
  const first = ends.sort()[0];
  return first && addDays(first, deadlineDays);
}

export function toInput(typed: TypedExclusion): ExclusionInput | undefined {
  const [from, to, on] = [parseDay(typed.from), parseDay(typed.to), parseDay(typed.on)];
  const cause = EXCLUSION_CAUSES.find((one) => one === typed.cause);
  if (!from || !to || !on || !cause || !typed.document) return undefined;
  return {
    areas: [...typed.areas],
    from,
    to,
    ...(typed.parts.length === PARTS.length ? {} : { parts: [...typed.parts] }),
    cause,
    reason: typed.reason.trim().normalize('NFC'),
    decision: { number: typed.number.trim(), on, document: typed.document.sha256 },
  };
}

/** Most sessions it can take away: hamlets × days × parts of the day. */
export function mostSessions(hamlets: number, typed: TypedExclusion): number {
  const [from, to] = [parseDay(typed.from), parseDay(typed.to)];
  return from && to && from <= to ? hamlets * daysBetween(from, to).length * typed.parts.length : 0;
}

/** Those that hold first, the newest first; revoked ones behind. */
export function inOrder(exclusions: readonly Exclusion[]): Exclusion[] {
  return [...exclusions].sort(
    (a, b) => Number(a.revokedAt !== undefined) - Number(b.revokedAt !== undefined) || (a.from < b.from ? 1 : -1),
  );
}
