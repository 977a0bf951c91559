// pure
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { type Day, dayOf, startOfDay } from '../../protocol/vietnam-time.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const WEEKDAY = '(MO|TU|WE|TH|FR|SA|SU)';
const within = (least: number, most: number, signed: boolean) => (value: string) =>
  (signed ? /^[+-]?\d{1,3}$/ : /^\d{1,4}$/).test(value) &&
  Math.abs(Number(value)) >= least &&
  Math.abs(Number(value)) <= most;
const list = (one: (value: string) => boolean) => (value: string) => value.split(',').every(one);

/** What may stand in a rule (RFC 5545 §3.3.10). No rule gives hours: days come from it, times from the programme. */
const PARTS: Readonly<Record<string, (value: string) => boolean>> = {
  FREQ: (value) => /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/.test(value),
  INTERVAL: within(1, 400, false),
  COUNT: within(1, 3660, false),
  UNTIL: (value) => /^\d{8}(T\d{6}Z)?$/.test(value),
  BYDAY: list((value) => new RegExp(`^([+-]?[1-9]\\d?)?${WEEKDAY}$`).test(value)),
  BYMONTH: list(within(1, 12, false)),
  BYMONTHDAY: list(within(1, 31, true)),
  BYYEARDAY: list(within(1, 366, true)),
  BYWEEKNO: list(within(1, 53, true)),
  BYSETPOS: list(within(1, 366, true)),
  WKST: (value) => new RegExp(`^${WEEKDAY}$`).test(value),
};

/** What is wrong with a rule and what to do about it; undefined for one that can be used. */
export function ruleProblem(rule: string): string | undefined {
  const parts = new Map<string, string>();
  for (const part of rule.split(';')) {
    const [, name = '', value = ''] = /^([A-Z]+)=(\S+)$/.exec(part) ?? [];
    if (/^BY(HOUR|MINUTE|SECOND)$/.test(name)) return `${name} gives times; put them into the times of the programme.`;
    const fits = PARTS[name];
    if (!fits) return `"${part.slice(0, 40)}" is no part of a rule; write FREQ=MONTHLY;BYDAY=1MO, for example.`;
    if (parts.has(name)) return `${name} stands twice in the rule; leave one out.`;
    if (!fits(value)) return `${name} cannot be ${value.slice(0, 40)}; look at RFC 5545, section 3.3.10.`;
    parts.set(name, value);
  }
  return combinationProblem(parts) ?? buildProblem(rule);
}

function combinationProblem(parts: ReadonlyMap<string, string>): string | undefined {
  const freq = parts.get('FREQ');
  if (freq === undefined) return 'The rule must say how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.';
  if (parts.has('COUNT') && parts.has('UNTIL')) return 'COUNT and UNTIL both end the rule; leave one out.';
  const numbered = /\d/.test(parts.get('BYDAY') ?? '');
  if (numbered && freq !== 'MONTHLY' && freq !== 'YEARLY')
    return 'A numbered weekday such as 1MO needs FREQ=MONTHLY or YEARLY.';
  if (parts.has('BYWEEKNO') && freq !== 'YEARLY') return 'BYWEEKNO needs FREQ=YEARLY.';
  if (parts.has('BYYEARDAY') && freq !== 'YEARLY') return 'BYYEARDAY needs FREQ=YEARLY.';
  if (parts.has('BYMONTHDAY') && freq === 'WEEKLY') return 'BYMONTHDAY cannot stand with FREQ=WEEKLY.';
  if (parts.has('BYSETPOS') && ![...parts.keys()].some((name) => /^BY(?!SETPOS)/.test(name)))
    return 'BYSETPOS chooses among the days of another BY part; add one.';
  return undefined;
}

function buildProblem(rule: string): string | undefined {
  try {
    daysOfRule(rule, '2026-01-01', '2026-01-01', '2026-01-02');
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.message}.` : 'The rule cannot be read.';
  }
}

/**
 * The days from `first` to `last` (both included, ascending) that a rule gives which begins on the day `begin`: that day is the
 * anchor of INTERVAL and COUNT, and what the rule leaves open is taken from it.
 */
export function daysOfRule(rule: string, begin: Day, first: Day, last: Day): Day[] {
  if (last < first) return [];
  const dtstart = Temporal.ZonedDateTime.from(`${begin}T00:00:00[${ZONE}]`);
  const days = new RRuleTemporal({ rruleString: rule, dtstart, tzid: ZONE })
    .between(new Date(startOfDay(first)), new Date(startOfDay(last)), true)
    .map((instant) => dayOf(instant.epochMilliseconds));
  return [...new Set(days)].filter((day) => day >= first && day <= last).sort();
}

/** The part of a rule, for example `partOf(rule, 'COUNT')`. */
export function partOf(rule: string, name: string): string | undefined {
  return rule
    .split(';')
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** The rule with a part set anew, or without it. */
export function withPart(rule: string, name: string, value: string | undefined): string {
  const others = rule.split(';').filter((part) => !part.startsWith(`${name}=`));
  return [...others, ...(value === undefined ? [] : [`${name}=${value}`])].join(';');
}
