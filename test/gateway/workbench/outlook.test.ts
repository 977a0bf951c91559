import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedSessions, type TimetableRow } from '../../../gateway/coverage/expected-sessions.ts';
import { type HamletRecord, windowOf } from '../../../gateway/coverage/hamlet-record.ts';
import type { Prospect } from '../../../gateway/coverage/prospects.ts';
import { judge } from '../../../gateway/coverage/verdict.ts';
import { type Horizon, outlookOf } from '../../../gateway/workbench/outlook.ts';
import type { VerdictWord } from '../../../protocol/api/coverage.ts';
import { addDays, type Day, daysBetween } from '../../../protocol/vietnam-time.ts';
import { NUMBERS } from '../coverage/given.ts';

const QUARTER = { from: '2026-10-01', to: '2026-12-31' };
const TODAY = '2026-11-22';
const PERIOD: Horizon = { ...QUARTER, today: TODAY };

/** A hamlet with a session each morning: one letter a day up to today, and every morning owed from tomorrow on. */
function prospect(days: string, now: VerdictWord = 'not-met', to: Day = QUARTER.to): Prospect {
  const record: HamletRecord = {
    chains: [{ letters: [...days].map((letter) => `${letter}--`).join(''), marks: '', weight: 1 }],
    ...{ floorPerWeek: 5, hasNodes: true, receipts: { from: QUARTER.from, to }, visits: [], logged: () => 0 },
  };
  const ahead = daysBetween(addDays(TODAY, 1), to).map((day) => ({
    day,
    part: 'morning' as const,
    fromAt: 0,
    toAt: 1,
  }));
  return { hamlet: 'h', name: 'Hạ', now, record, ahead };
}
const DAYS = daysBetween(QUARTER.from, TODAY).length;

/** By hand: the verdict of the days up to one when it is repaired on another. */
function verdictOn(past: string, repairedOn: Day, day: Day): VerdictWord {
  const future = daysBetween(addDays(TODAY, 1), QUARTER.to).map((one) => (one > repairedOn ? 'h--' : 'n--'));
  const letters = [...past].map((letter) => `${letter}--`).join('') + future.join('');
  const length = 3 * daysBetween(QUARTER.from, day).length;
  const { record } = prospect(past);
  const chains = [{ letters: letters.slice(0, length), marks: '', weight: 1 }];
  return judge({ ...record, chains, receipts: { from: QUARTER.from, to: day } }, NUMBERS, windowOf(QUARTER.from, day))
    .verdict;
}

describe('what a repair can still make of a hamlet', () => {
  it('is told with the first day it passes and the last day on which a repair is early enough', () => {
    // 53 mornings, 6 missed at the end. 92 sessions in all: at least 74 must be heard, so 18 may be missed; no more than 7 in a row.
    const past = 'h'.repeat(DAYS - 12) + 'nh'.repeat(6);
    expect(outlookOf(prospect(past, 'insufficient'), NUMBERS, PERIOD)).toEqual({
      ...{ hamlet: 'h', name: 'Hạ', now: 'insufficient', met: addDays(TODAY, 1), repairBy: addDays(TODAY, 7) },
    });
  });

  it('is told of one that is met today and would fall', () => {
    const outlook = outlookOf(prospect('h'.repeat(DAYS), 'met'), NUMBERS, PERIOD);
    expect(outlook).toMatchObject({ now: 'met', met: addDays(TODAY, 1), repairBy: addDays(TODAY, 7) });
  });

  it('is nothing where the end is bearable without it, where the silence was too long, and where the period ends today', () => {
    const nearEnd = prospect('h'.repeat(DAYS), 'met');
    const few = { ...nearEnd, ahead: nearEnd.ahead.slice(0, 5) };
    expect(outlookOf(few, NUMBERS, PERIOD)).toBeUndefined();
    expect(outlookOf(prospect('h'.repeat(DAYS - 30) + 'n'.repeat(30)), NUMBERS, PERIOD)).toBeUndefined();
    expect(outlookOf(prospect('h'.repeat(DAYS)), NUMBERS, { ...PERIOD, to: TODAY })).toBeUndefined();
  });

  it('agrees with trying every day by hand, whatever was heard', () => {
    const letters = fc.array(fc.constantFrom('h', 'h', 'h', 'h', 'n', 'u'), { minLength: DAYS, maxLength: DAYS });
    const days = daysBetween(addDays(TODAY, 1), QUARTER.to);
    fc.assert(
      fc.property(letters, (heard) => {
        const past = heard.join('');
        const outlook = outlookOf(prospect(past), NUMBERS, PERIOD);
        const repairs = [TODAY, ...days.slice(0, -1)].filter((day) => verdictOn(past, day, QUARTER.to) === 'met');
        const makesNone = verdictOn(past, QUARTER.to, QUARTER.to) === 'met';
        expect(outlook?.repairBy).toBe(makesNone ? undefined : repairs.at(-1));
        if (outlook) expect(outlook.met).toBe(days.find((day) => verdictOn(past, TODAY, day) === 'met'));
      }),
      { numRuns: 25 },
    );
  });

  it('without a period the window goes along', () => {
    const horizon = { from: QUARTER.from, today: TODAY, to: addDays(TODAY, 30), windowDays: DAYS };
    // Half a month was silent; it leaves the window day by day, but the run of silence is never forgiven before it is out.
    const past = 'n'.repeat(15) + 'h'.repeat(DAYS - 15);
    expect(outlookOf(prospect(past, 'not-met', horizon.to), NUMBERS, horizon)).toMatchObject({
      met: addDays(TODAY, 8),
    });
  });
});

describe('the sessions to come', () => {
  const row = (more: Partial<TimetableRow>): TimetableRow => ({
    ...{ area: 'a', from: '05:00', to: '05:30', weekdays: '123456', validFrom: '2026-01-01', ...more },
  });
  // 2026-11-23 is a Monday.
  const days = { from: '2026-11-23', to: '2026-11-29', today: '2026-11-23' };
  const said = (sessions: ReturnType<typeof expectedSessions>) =>
    sessions.map(({ day, part }) => `${day.slice(8)} ${part}`);

  it('are those of the registered timetable on its weekdays; slots of one part of the day are one session', () => {
    const rows = [
      row({}),
      row({ from: '06:00', to: '06:30', weekdays: '1' }),
      row({ from: '17:00', to: '17:30', weekdays: '7' }),
    ];
    expect(said(expectedSessions('', rows, days))).toEqual([
      ...['23 morning', '24 morning', '25 morning', '26 morning', '27 morning', '28 morning', '29 afternoon'],
    ]);
    expect(said(expectedSessions('', [row({ validTo: '2026-11-24' })], days))).toEqual(['23 morning', '24 morning']);
  });

  it('are as a week before where none is registered, and days that are over are as they were', () => {
    // From 2026-11-16 to today: mornings on Monday and Wednesday, an evening on Sunday that was cancelled.
    const letters = 'h--' + '---' + 'n--' + '---' + '---' + '---' + '--c' + '---';
    expect(said(expectedSessions(letters, [], { ...days, to: '2026-12-02' }))).toEqual([
      ...['23 morning', '25 morning', '30 morning', '02 morning'],
    ]);
    expect(said(expectedSessions(letters, [row({})], { ...days, from: '2026-11-16', to: '2026-11-18' }))).toEqual([
      ...['16 morning', '18 morning'],
    ]);
  });
});
