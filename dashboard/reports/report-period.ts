// pure
import { addDays, type Day } from '../../protocol/vietnam-time.ts';
import { parseDay } from '../format/date.ts';

export const SPANS = ['month', 'quarter', 'year', 'own'] as const;
export type Span = (typeof SPANS)[number];

export interface Days {
  readonly from: Day;
  readonly to: Day;
}

/** A month «2026-11», quarter «2026-Q4», year «2026» or own days «2026-11-01~2026-11-15»; undefined when it is none of them. */
export function daysOf(text: string): Days | undefined {
  const month = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  if (month) return months(Number(month[1]), Number(month[2]), 1);
  const quarter = /^(\d{4})-Q([1-4])$/.exec(text);
  if (quarter) return months(Number(quarter[1]), Number(quarter[2]) * 3 - 2, 3);
  if (/^\d{4}$/.test(text)) return months(Number(text), 1, 12);
  const own = /^(\d{4}-\d{2}-\d{2})~(\d{4}-\d{2}-\d{2})$/.exec(text);
  const [from, to] = [own?.[1], own?.[2]];
  return from && to && from <= to ? { from, to } : undefined;
}

/** Own days as they are typed, for the address; undefined when one is no day or they are the wrong way round. */
export function ownDays(from: string, to: string): string | undefined {
  const [first, last] = [parseDay(from), parseDay(to)];
  return first && last && first <= last ? `${first}~${last}` : undefined;
}

export function spanOf(text: string): Span {
  if (/^\d{4}$/.test(text)) return 'year';
  if (text.includes('~')) return 'own';
  return text.includes('Q') ? 'quarter' : 'month';
}

const CHOICES = { month: 18, quarter: 8, year: 5 } as const;

/** What may be chosen of a span, the newest first, the one of today among them. */
export function choicesOf(span: Exclude<Span, 'own'>, today: Day): string[] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  return Array.from({ length: CHOICES[span] }, (_, back) => {
    if (span === 'year') return String(year - back);
    const step = span === 'quarter' ? 3 : 1;
    const nth = year * 12 + month - 1 - back * step;
    const [y, m] = [Math.floor(nth / 12), nth % 12];
    return span === 'quarter' ? `${y}-Q${Math.floor(m / 3) + 1}` : `${y}-${String(m + 1).padStart(2, '0')}`;
  });
}

/** The days as many before, or the same days a year before: what is compared with. */
export function comparedDays(days: Days, to: 'before' | 'year-before'): Days {
  if (to === 'year-before') return { from: yearBefore(days.from), to: yearBefore(days.to) };
  const whole = monthsOf(days);
  if (whole !== undefined) {
    const [y, m] = [Number(days.from.slice(0, 4)), Number(days.from.slice(5, 7))];
    return months(y, m - whole, whole);
  }
  const length = Math.round((Date.parse(days.to) - Date.parse(days.from)) / 86_400_000) + 1;
  return { from: addDays(days.from, -length), to: addDays(days.from, -1) };
}

/** How many whole months these days are; undefined when they do not begin and end with one. */
function monthsOf({ from, to }: Days): number | undefined {
  if (!from.endsWith('-01') || !addDays(to, 1).endsWith('-01')) return undefined;
  const end = addDays(to, 1);
  return (Number(end.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(end.slice(5, 7)) - Number(from.slice(5, 7));
}

function months(year: number, month: number, count: number): Days {
  return { from: firstOf(year, month), to: addDays(firstOf(year, month + count), -1) };
}

function firstOf(year: number, month: number): Day {
  const nth = year * 12 + month - 1;
  return `${Math.floor(nth / 12)}-${String((nth % 12) + 1).padStart(2, '0')}-01`;
}

/** 29/2 has no like in a common year: the last day of February stands for it. */
function yearBefore(day: Day): Day {
  const year = Number(day.slice(0, 4)) - 1;
  const same = `${year}${day.slice(4)}`;
  return day.endsWith('-02-29') ? `${year}-02-28` : same;
}
