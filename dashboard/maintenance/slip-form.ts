// pure
import type { TimetableSession } from '../../protocol/api/schedule.ts';
import { MAINTENANCE_REASONS } from '../../protocol/faults.ts';
import { addDays, dayOf, instantAt, weekdayOf } from '../../protocol/vietnam-time.ts';
import { parseDay } from '../format/date.ts';
import { parseTimeOfDay } from '../format/time-entry.ts';

export interface TypedSlip {
  readonly key: string;
  readonly commune: string;
  readonly hamlet: string;
  /** Empty: the whole hamlet, or the whole commune. */
  readonly nodes: readonly string[];
  readonly fromDay: string;
  readonly fromTime: string;
  readonly toDay: string;
  readonly toTime: string;
  readonly reason: string;
  readonly note: string;
  readonly askExcusal: boolean;
}

export function newSlip(key: string): TypedSlip {
  return {
    ...{ key, commune: '', hamlet: '', nodes: [], fromDay: '', fromTime: '', toDay: '', toTime: '', reason: '' },
    ...{ note: '', askExcusal: false },
  };
}

export type SlipFault = 'where' | 'from-day' | 'from-time' | 'to-day' | 'to-time' | 'order' | 'reason';
const MOST_DAYS = 31;

/** From when to when; undefined while it cannot be read. An empty last day is the first one. */
export function periodOf({ fromDay, fromTime, toDay, toTime }: TypedSlip): { from: number; to: number } | undefined {
  const [first, begin, end] = [parseDay(fromDay), parseTimeOfDay(fromTime), parseTimeOfDay(toTime)];
  const last = toDay.trim() === '' ? first : parseDay(toDay);
  return first && begin && last && end ? { from: instantAt(first, begin), to: instantAt(last, end) } : undefined;
}

export function faultsOf(typed: TypedSlip): SlipFault[] {
  const period = periodOf(typed);
  return [
    ...(typed.hamlet === '' && typed.commune === '' && typed.nodes.length === 0 ? (['where'] as const) : []),
    ...(parseDay(typed.fromDay) ? [] : (['from-day'] as const)),
    ...(parseTimeOfDay(typed.fromTime) ? [] : (['from-time'] as const)),
    ...(typed.toDay.trim() === '' || parseDay(typed.toDay) ? [] : (['to-day'] as const)),
    ...(parseTimeOfDay(typed.toTime) ? [] : (['to-time'] as const)),
    ...(period && (period.to <= period.from || period.to - period.from > MOST_DAYS * 86_400_000)
      ? (['order'] as const)
      : []),
    ...(MAINTENANCE_REASONS.some((reason) => reason === typed.reason) ? [] : (['reason'] as const)),
  ];
}

/** What is sent; undefined for a form with faults. */
export function inputOf(typed: TypedSlip) {
  const period = periodOf(typed);
  const reason = MAINTENANCE_REASONS.find((one) => one === typed.reason);
  if (!period || !reason) return undefined;
  const place = typed.hamlet || typed.commune;
  return {
    ...{ key: typed.key, ...period, reason, note: typed.note.trim(), askExcusal: typed.askExcusal },
    ...{ areas: typed.nodes.length > 0 ? [] : [place], nodes: [...typed.nodes] },
  };
}

/** Sessions of a registered timetable that begin or sound within the period, at most `most`. */
export function touched(
  timetable: readonly TimetableSession[],
  { from, to }: { from: number; to: number },
  most: number,
): { day: string; from: string; to: string }[] {
  const found: { day: string; from: string; to: string }[] = [];
  for (let day = dayOf(from); day <= dayOf(to); day = addDays(day, 1))
    for (const session of timetable) {
      if (!session.weekdays.includes(weekdayOf(day)) || session.validFrom > day) continue;
      if (session.validTo !== undefined && session.validTo < day) continue;
      if (instantAt(day, session.from) >= to || instantAt(day, session.to) <= from) continue;
      // A commune's timetable and its hamlet's may both name it.
      if (found.some((one) => one.day === day && one.from === session.from)) continue;
      found.push({ day, from: session.from, to: session.to });
      if (found.length === most) return found;
    }
  return found;
}
