import { describe, expect, it } from 'vitest';
import { eventsOf, occurrencesOf } from '../../../gateway/broadcast/occurrences.ts';
import { requireRecurrence, startsToCheck } from '../../../gateway/broadcast/recurrence-check.ts';
import { daysOfRule, ruleProblem } from '../../../gateway/broadcast/recurrence-rule.ts';
import type { Recurrence } from '../../../protocol/api/broadcast.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { addDays, dayOf, instantAt, startOfDay } from '../../../protocol/vietnam-time.ts';

const base: Recurrence = { from: '2026-01-01', times: ['05:30'], weekdays: [], except: [] };
const days = (change: Partial<Recurrence>, from: string, to: string) =>
  occurrencesOf({ ...base, ...change }, startOfDay(from), startOfDay(addDays(to, 1))).map(dayOf);
const at = (day: string, time = '05:30') => instantAt(day, time);

describe('a recurrence', () => {
  it.each<[string, Partial<Recurrence>, string, string, string[]]>([
    [
      'the first Monday',
      { rule: 'FREQ=MONTHLY;BYDAY=1MO' },
      '2026-11-01',
      '2027-01-31',
      ['2026-11-02', '2026-12-07', '2027-01-04'],
    ],
    [
      'the last day of the month',
      { rule: 'FREQ=MONTHLY;BYMONTHDAY=-1' },
      '2027-01-01',
      '2027-03-31',
      ['2027-01-31', '2027-02-28', '2027-03-31'],
    ],
    [
      'the 31st only where there is one',
      { rule: 'FREQ=MONTHLY;BYMONTHDAY=31' },
      '2026-11-01',
      '2027-01-31',
      ['2026-12-31', '2027-01-31'],
    ],
    [
      'every second week from its first day',
      { from: '2026-11-03', rule: 'FREQ=WEEKLY;INTERVAL=2' },
      '2026-11-01',
      '2026-12-05',
      ['2026-11-03', '2026-11-17', '2026-12-01'],
    ],
    [
      'a number of days, counted from the first',
      { from: '2026-11-03', rule: 'FREQ=DAILY;COUNT=3' },
      '2026-11-05',
      '2026-11-30',
      ['2026-11-05'],
    ],
    [
      'until a day, included',
      { from: '2026-11-03', rule: 'FREQ=DAILY;UNTIL=20261105' },
      '2026-11-01',
      '2026-11-30',
      ['2026-11-03', '2026-11-04', '2026-11-05'],
    ],
    [
      'the last working day of the month',
      { rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1' },
      '2026-10-01',
      '2026-11-30',
      ['2026-10-30', '2026-11-30'],
    ],
    ['29 February', { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29' }, '2027-06-01', '2028-12-31', ['2028-02-29']],
    [
      'the first and fifteenth lunar day',
      { lunar: { day: 15 } },
      '2026-08-01',
      '2026-10-01',
      ['2026-08-27', '2026-09-25'],
    ],
    [
      'a lunar day of one month, every year',
      { lunar: { day: 1, month: 1 } },
      '2026-01-01',
      '2027-12-31',
      ['2026-02-17', '2027-02-06'],
    ],
    [
      'a leap month with its month',
      { from: '2025-01-01', lunar: { day: 1, month: 6 } },
      '2025-06-01',
      '2025-08-31',
      ['2025-06-25', '2025-07-25'],
    ],
    ['no holiday', { holidays: 'skip' }, '2026-04-29', '2026-05-02', ['2026-04-29', '2026-05-02']],
    [
      'holidays only',
      { holidays: 'only' },
      '2026-02-10',
      '2026-02-25',
      ['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'],
    ],
    ['holidays like other days', { holidays: 'play' }, '2026-04-30', '2026-05-01', ['2026-04-30', '2026-05-01']],
  ])('gives %s', (_, change, from, to, expected) => {
    expect(days(change, from, to)).toEqual(expected);
  });

  const changed: Recurrence = {
    ...base,
    exceptions: [
      { at: at('2026-11-24'), do: 'skip', reason: 'tang lễ' },
      { at: at('2026-11-25'), do: 'move', to: at('2026-11-27', '17:00') },
      { at: at('2026-11-26'), do: 'replace', bulletins: ['B2'] },
      { at: at('2026-11-25'), do: 'replace', bulletins: ['B3'] },
      { at: at('2026-11-25', '06:00'), do: 'move', to: at('2026-11-25', '07:00') },
    ],
  };
  it('skips, moves and replaces single runs, which keep their original instant', () => {
    expect(eventsOf(changed, startOfDay('2026-11-23'), startOfDay('2026-11-28'))).toEqual([
      { at: at('2026-11-23'), startAt: at('2026-11-23') },
      { at: at('2026-11-26'), startAt: at('2026-11-26'), bulletins: ['B2'] },
      { at: at('2026-11-27'), startAt: at('2026-11-27') },
      { at: at('2026-11-25'), startAt: at('2026-11-27', '17:00'), bulletins: ['B3'] },
    ]);
  });
  it('has a moved run in the window it is moved to, and not in the one it is moved from', () => {
    const day = (text: string) => [startOfDay(text), startOfDay(addDays(text, 1))] as const;
    expect(eventsOf(changed, ...day('2026-11-25'))).toEqual([]);
    expect(eventsOf(changed, ...day('2026-11-27')).map((event) => event.at)).toContain(at('2026-11-25'));
  });
  it('takes the last of two changes of one kind', () => {
    const twice = (bulletin: string) => ({ at: at('2026-11-26'), do: 'replace' as const, bulletins: [bulletin] });
    expect(requireRecurrence({ ...base, exceptions: [twice('B1'), twice('B2')] }).exceptions).toEqual([twice('B2')]);
  });
  it('drops changes of runs that it does not have', () => {
    expect(requireRecurrence(changed).exceptions).toHaveLength(4);
    expect(requireRecurrence({ ...changed, times: ['09:00'] }).exceptions).toBeUndefined();
  });
});

describe('a rule', () => {
  it.each([
    ['hello', /no part of a rule/],
    ['BYDAY=MO', /how often/],
    ['FREQ=HOURLY', /FREQ cannot be HOURLY/],
    ['FREQ=SECONDLY', /FREQ cannot be SECONDLY/],
    ['FREQ=DAILY;BYHOUR=5,6', /times of the programme/],
    ['FREQ=DAILY;BYSECOND=1', /times of the programme/],
    ['FREQ=DAILY;INTERVAL=0', /INTERVAL cannot be 0/],
    ['FREQ=DAILY;INTERVAL=100000', /INTERVAL cannot be/],
    ['FREQ=DAILY;COUNT=99999', /COUNT cannot be/],
    ['FREQ=DAILY;COUNT=2;UNTIL=20270101', /leave one out/],
    ['FREQ=DAILY;FREQ=WEEKLY', /stands twice/],
    ['FREQ=WEEKLY;BYDAY=1MO', /numbered weekday/],
    ['FREQ=MONTHLY;BYWEEKNO=1', /BYWEEKNO needs/],
    ['FREQ=MONTHLY;BYMONTHDAY=32', /BYMONTHDAY cannot be 32/],
    ['FREQ=DAILY;BYMONTH=13', /BYMONTH cannot be 13/],
    ['FREQ=DAILY;X-EVIL=1', /no part of a rule/],
    ['FREQ=DAILY\nRDATE:20260101', /no part of a rule/],
    ['FREQ=MONTHLY;BYSETPOS=1', /BYSETPOS chooses/],
    ['', /no part of a rule/],
  ])('%j is refused, saying why', (rule, why) => {
    expect(ruleProblem(rule)).toMatch(why);
    expect(() => requireRecurrence({ ...base, rule })).toThrow(why);
  });

  it('that never comes is found out, and soon', () => {
    const begun = performance.now();
    for (const rule of [
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=YEARLY;INTERVAL=400;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=MONTHLY;INTERVAL=399;BYMONTHDAY=31;BYMONTH=4',
      'FREQ=DAILY;INTERVAL=399;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=6',
      'FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1',
    ]) {
      expect(ruleProblem(rule)).toBeUndefined();
      expect(startsToCheck({ ...base, rule }), rule).toEqual([]);
    }
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('gives at most one run a day and time, however many parts it has', () => {
    const rule = 'FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=1,2,3,4,5,-1,-2;BYDAY=MO,TU,WE,TH,FR,SA,SU';
    const found = daysOfRule(rule, '2026-01-01', '2026-01-01', '2026-12-31');
    expect(found).toEqual([...new Set(found)]);
    expect(found).toHaveLength(12 * 7);
  });

  it('cannot stand beside weekdays or a lunar day', () => {
    expect(() => requireRecurrence({ ...base, rule: 'FREQ=DAILY', weekdays: [1] })).toThrow(/only one of them/);
    expect(() => requireRecurrence({ ...base, lunar: { day: 1 }, weekdays: [1] })).toThrow(/only one of them/);
  });

  it('moves a single run by 92 days at most', () => {
    const far = {
      ...base,
      exceptions: [{ at: at('2026-02-02'), do: 'move' as const, to: at('2026-02-02') + 93 * DAY_MS }],
    };
    expect(() => requireRecurrence(far)).toThrow(/92 days/);
  });
});
