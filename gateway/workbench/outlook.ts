// pure
import type { Rule, VerdictWord } from '../../protocol/api/coverage.ts';
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { addDays, type Day, daysBetween, startOfDay } from '../../protocol/vietnam-time.ts';
import { SIGNS_A_DAY } from '../coverage/day-marks.ts';
import { type HamletRecord, type Span, windowOf } from '../coverage/hamlet-record.ts';
import type { Prospect } from '../coverage/prospects.ts';
import { judge } from '../coverage/verdict.ts';

const PARTS = PARTS_OF_DAY.length;

/** The days a hamlet will be judged by. Of a period all begin with its first day; without one the window goes along. */
export interface Horizon {
  /** First day of the records. */
  readonly from: Day;
  readonly today: Day;
  /** Last day of the period, or as far ahead as we look. */
  readonly to: Day;
  /** Length of a window that goes along; absent in a period. */
  readonly windowDays?: number | undefined;
}

export interface Outlook {
  readonly hamlet: string;
  readonly name: string;
  readonly now: VerdictWord;
  /** First day on which the lower bound passes when everything from tomorrow on is heard. */
  readonly met: Day;
  /** Last day on which a repair still brings it over the rule by the end of the horizon. */
  readonly repairBy: Day;
}

/**
 * What a repair makes of a hamlet: when it is met if every session from tomorrow on is heard, and until when a repair is early
 * enough. Undefined when it makes no difference: met at the end of the period though silent until then, or not met even so. One
 * that is met today and would fall without the repair counts. It is the verdict's own rule (coverage/verdict.ts) on a record
 * filled in, so that a promise of this list and the later verdict cannot differ.
 */
export function outlookOf(prospect: Prospect, numbers: Rule['numbers'], horizon: Horizon): Outlook | undefined {
  const { hamlet, name, now } = prospect;
  const { today, to } = horizon;
  if (to <= today) return undefined;
  const isMet = (day: Day, repairedOn: Day) =>
    judgedOn(day, filled(prospect, horizon, repairedOn), numbers, horizon) === 'met';
  if (!isMet(to, today) || isMet(to, to)) return undefined;
  const record = filled(prospect, horizon, today);
  const days = daysBetween(addDays(today, 1), to);
  const met = days.find((day) => judgedOn(day, record, numbers, horizon) === 'met') ?? to;
  return { hamlet, name, now, met, repairBy: lastThat([today, ...days.slice(0, -1)], (day) => isMet(to, day)) };
}

/** More heard never makes a verdict worse, so the days on which a repair is early enough are the first ones. */
function lastThat(days: readonly Day[], holds: (day: Day) => boolean): Day {
  let low = 0;
  let high = days.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(days[middle] as Day)) low = middle;
    else high = middle - 1;
  }
  return days[low] as Day;
}

/** The record with the sessions to come: not heard up to and with the day of the repair, heard after it. */
function filled({ record, ahead }: Prospect, { from, to }: Horizon, repairedOn: Day): HamletRecord {
  const length = indexOf(from, to) + PARTS;
  const future = new Map(
    ahead.map(({ day, part }) => [indexOf(from, day) + PARTS_OF_DAY.indexOf(part), day > repairedOn ? 'h' : 'n']),
  );
  return {
    ...record,
    unmasked: undefined,
    chains: record.chains.map((chain) => {
      const letters = [...chain.letters.padEnd(length, '-')];
      for (const [index, letter] of future) if (letters[index] === '-') letters[index] = letter;
      return { ...chain, letters: letters.join('') };
    }),
  };
}

function judgedOn(day: Day, record: HamletRecord, numbers: Rule['numbers'], horizon: Horizon): VerdictWord {
  const { from, windowDays } = horizon;
  const start = windowDays === undefined ? from : addDays(day, 1 - windowDays);
  const [first, end] = [indexOf(from, start), indexOf(from, day) + PARTS];
  const cut = (text: string, each: number) => text.slice((first / PARTS) * each, (end / PARTS) * each);
  const within = {
    ...record,
    chains: record.chains.map((chain) => ({
      ...chain,
      letters: cut(chain.letters, PARTS),
      marks: chain.marks === '' ? '' : cut(chain.marks, SIGNS_A_DAY).padEnd(((end - first) / PARTS) * SIGNS_A_DAY, '.'),
    })),
    receipts: clipped(record.receipts, start, day),
    byVisits: record.byVisits && { ...record.byVisits, ...clipped(record.byVisits, start, day) },
  };
  return judge(within, numbers, windowOf(start, day)).verdict;
}

function clipped(span: Span | undefined, from: Day, to: Day): Span | undefined {
  return span && { from: span.from > from ? span.from : from, to: span.to < to ? span.to : to };
}

function indexOf(from: Day, day: Day): number {
  return Math.round((startOfDay(day) - startOfDay(from)) / DAY_MS) * PARTS;
}
