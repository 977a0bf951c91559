import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSay } from '../../dashboard/i18n/say.ts';
import { vi } from '../../dashboard/i18n/vi.ts';
import { viSchedule } from '../../dashboard/i18n/vi-schedule.ts';
import { bandAt, bandsOf, OUTSIDE } from '../../dashboard/schedule/bands.ts';
import { cellKey, cellsOf, itemsOf, minutesUsed } from '../../dashboard/schedule/board.ts';
import { complianceOrder } from '../../dashboard/schedule/compliance-order.ts';
import { firstAnswers, isOrderOnly, resolutionsOf, unanswered } from '../../dashboard/schedule/conflict-answers.ts';
import { differencesOf } from '../../dashboard/schedule/differences.ts';
import { stateOf } from '../../dashboard/schedule/item-state.ts';
import { originalOf } from '../../dashboard/schedule/original-instant.ts';
import {
  emptyForm,
  faultsOf,
  formOf,
  inputOf,
  type ProgrammeForm,
  suggestionsAt,
} from '../../dashboard/schedule/programme-form.ts';
import { recurrenceWords } from '../../dashboard/schedule/recurrence-words.ts';
import { titleOfText } from '../../dashboard/schedule/title-of-text.ts';
import { mondayOfWeek, weekName, weekOf } from '../../dashboard/schedule/week-address.ts';
import type { PreviewItem, Programme, RunSummary } from '../../protocol/api/broadcast.ts';
import type { Conflict } from '../../protocol/api/schedule.ts';
import { DEFAULT_QUIET_WINDOWS } from '../../protocol/quiet-hours.ts';
import { addDays, instantAt } from '../../protocol/vietnam-time.ts';

const say = createSay({ ...vi, ...viSchedule });
const MORNING = instantAt('2026-11-23', '05:30');
const NOW = instantAt('2026-11-23', '06:12');
const programme: Programme = {
  id: 'p',
  title: 'Bản tin',
  bulletins: ['b'],
  targets: [{ area: 'a' }],
  recurrence: { from: '2026-11-01', times: ['05:30'], weekdays: [], except: [] },
  class: 'normal',
  level: 'commune',
  resume: 'resume',
  durationMs: 600_000,
  registered: true,
  area: 'a',
  state: 'approved',
  contentHash: 'x',
  createdBy: 'u',
  createdByName: 'Nga',
  createdAt: 0,
};
const previewed = (more: Partial<PreviewItem> = {}): PreviewItem => ({
  programme: 'p',
  title: 'Bản tin',
  hamlet: 'h1',
  startAt: MORNING,
  durationMs: 600_000,
  class: 'normal',
  willSound: true,
  warnings: [],
  ...more,
});
const run = (more: Partial<RunSummary> = {}): RunSummary => ({
  id: `p@${MORNING}`,
  title: 'Bản tin',
  programme: 'p',
  class: 'normal',
  level: 'commune',
  dueAt: MORNING,
  durationMs: 600_000,
  state: 'ended',
  nodes: 14,
  counts: {},
  heard: 13,
  ...more,
});

describe('weeks', () => {
  test.each([
    ['2026-11-23', '2026-W48'],
    ['2026-11-29', '2026-W48'],
    ['2026-01-01', '2026-W01'],
    ['2027-01-01', '2026-W53'],
    ['2024-12-30', '2025-W01'],
  ])('%s lies in %s', (day, name) => {
    expect(weekName(day)).toBe(name);
  });

  test('a week’s name leads back to its Monday, for every day of 60 years', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 21_900 }), (days) => {
        const day = addDays('1990-01-01', days);
        expect(mondayOfWeek(weekName(day))).toBe(weekOf(day)[0]);
      }),
    );
    expect(mondayOfWeek('2026-W54')).toBeUndefined();
    expect(mondayOfWeek('x')).toBeUndefined();
  });
});

describe('the rows of the board', () => {
  test('a commune’s windows are its rows, the rest of the day lies outside', () => {
    const bands = bandsOf(
      [
        { from: '16:30', to: '19:00', name: 'Buổi chiều' },
        { from: '04:30', to: '07:00' },
      ],
      DEFAULT_QUIET_WINDOWS,
    );
    expect(bands.map(({ from, to, minutes, part, name }) => [from, to, minutes, part, name])).toEqual([
      ['05:00', '07:00', 120, 'morning', undefined],
      ['16:30', '19:00', 150, 'afternoon', 'Buổi chiều'],
    ]);
    expect(bandAt(bands, MORNING)).toBe('04:30');
    expect(bandAt(bands, instantAt('2026-11-23', '12:00'))).toBe(OUTSIDE);
  });

  test('without windows every minute that is not quiet is in exactly one row', () => {
    const bands = bandsOf([], DEFAULT_QUIET_WINDOWS);
    expect(bands.reduce((sum, band) => sum + band.minutes, 0)).toBe(16 * 60);
    expect(bandAt(bands, instantAt('2026-11-23', '20:59'))).not.toBe(OUTSIDE);
    expect(bandAt(bands, instantAt('2026-11-23', '03:15'))).toBe(OUTSIDE);
  });
});

describe('what stands on the board', () => {
  test('hamlets of one programme at one instant are one item', () => {
    const items = itemsOf({
      preview: [previewed(), previewed({ hamlet: 'h2', willSound: false, warnings: ['no-node'] })],
      runs: [],
      programmes: [programme],
    });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ hamlets: 2, willSound: true, warnings: ['no-node'] });
  });

  test('a run that happened takes the place of its preview', () => {
    const [item, ...more] = itemsOf({ preview: [previewed()], runs: [run()], programmes: [programme] });
    expect(more).toEqual([]);
    expect(item?.run?.heard).toBe(13);
  });

  test('a run that was left out stays visible, and uses no minutes', () => {
    const recurrence = { ...programme.recurrence, exceptions: [{ at: MORNING, do: 'skip' as const, reason: 'lễ' }] };
    const items = itemsOf({ preview: [], runs: [], programmes: [{ ...programme, recurrence }] });
    expect(items[0]?.skipped).toBe('lễ');
    expect(minutesUsed(items)).toBe(0);
    expect(cellsOf(items, bandsOf([], [])).get(cellKey('2026-11-23', '00:00'))).toHaveLength(1);
  });

  const ahead = (more: Partial<PreviewItem>, state: Programme['state'] = 'approved') =>
    itemsOf({
      preview: [previewed({ startAt: NOW + 60_000, ...more })],
      runs: [],
      programmes: [{ ...programme, state }],
    })[0];
  const ended = (more: Partial<RunSummary>) => itemsOf({ preview: [], runs: [run(more)], programmes: [programme] })[0];
  test.each([
    ['draft', ahead({ willSound: false, warnings: ['not-approved'] }, 'draft'), 'plan.state.draft', 'draft'],
    ['pending', ahead({ willSound: false }, 'pending'), 'plan.state.pending', 'waiting'],
    ['returned', ahead({ willSound: false }, 'returned'), 'plan.state.returned', 'returned'],
    ['ready', ahead({}), 'plan.state.ready', 'planned'],
    ['with a warning', ahead({ warnings: ['node-offline'] }), 'plan.state.approved', 'partial'],
    ['outranked', ahead({ willSound: false, warnings: ['outranked'] }), 'plan.state.will-not', 'bad'],
    ['on air', ended({ state: 'on-air' }), 'plan.state.on-air', 'on-air'],
    ['heard everywhere', ended({ heard: 14 }), 'plan.state.played', 'good'],
    ['heard somewhere', ended({}), 'plan.state.played', 'partial'],
    [
      'heard nowhere by the nodes’ own word',
      ended({ heard: 0, counts: { missed: 14 } }),
      'plan.state.not-played',
      'bad',
    ],
    ['unreported', ended({ heard: 0, counts: { unknown: 14 } }), 'plan.state.unknown', 'unknown'],
    ['cancelled', ended({ state: 'cancelled' }), 'plan.state.cancelled', 'excused'],
  ])('%s has its word and shape', (_name, item, word, shape) => {
    if (!item) throw new Error('no item');
    expect(stateOf(item, NOW)).toMatchObject({ word, shape });
  });

  test('what is planned is never green before it was heard', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), fc.boolean(), (minutes, willSound) => {
        const [item] = itemsOf({
          preview: [previewed({ startAt: NOW + minutes * 60_000, willSound })],
          runs: [],
          programmes: [programme],
        });
        expect(item && stateOf(item, NOW).meaning).not.toBe('good');
      }),
    );
  });

  test('a moved run is still known by its first instant', () => {
    const to = MORNING + 3_600_000;
    const recurrence = { ...programme.recurrence, exceptions: [{ at: MORNING, do: 'move' as const, to }] };
    expect(originalOf({ recurrence }, to)).toBe(MORNING);
    expect(originalOf({ recurrence }, MORNING + 1)).toBe(MORNING + 1);
  });
});

describe('the form of a programme', () => {
  const today = '2026-11-23';
  const filled: ProgrammeForm = {
    ...emptyForm(today, ['a1']),
    bulletins: ['b1'],
    from: '24/11/2026',
    times: ['17h30'],
  };
  const recurrenceOf = (more: Partial<ProgrammeForm>) => inputOf({ ...filled, ...more }, today, 'Tên')?.recurrence;

  test('each way to repeat becomes its recurrence', () => {
    const base = { from: '2026-11-24', times: ['17:30'], weekdays: [], except: [] };
    expect(recurrenceOf({})).toEqual({ ...base, to: '2026-11-24' });
    expect(recurrenceOf({ repeat: 'daily' })).toEqual(base);
    expect(recurrenceOf({ repeat: 'weekdays', weekdays: [5, 1], to: '31/12/2026' })).toEqual({
      ...base,
      to: '2026-12-31',
      weekdays: [1, 5],
    });
    expect(recurrenceOf({ repeat: 'monthly', monthDay: '05' })).toEqual({ ...base, rule: 'FREQ=MONTHLY;BYMONTHDAY=5' });
    expect(recurrenceOf({ repeat: 'lunar', lunarDay: '15' })).toEqual({ ...base, lunar: { day: 15 } });
    expect(recurrenceOf({ repeat: 'rule', rule: 'FREQ=MONTHLY;BYDAY=1MO', holidays: 'skip' })).toEqual({
      ...base,
      rule: 'FREQ=MONTHLY;BYDAY=1MO',
      holidays: 'skip',
    });
  });

  test('a programme that is opened and sent again is the same programme', () => {
    for (const recurrence of [
      programme.recurrence,
      { ...programme.recurrence, to: '2026-11-01' },
      { ...programme.recurrence, weekdays: [1, 3], to: '2026-12-31', holidays: 'only' as const },
      { ...programme.recurrence, lunar: { day: 1, month: 1 }, except: ['2026-12-01'] },
      { ...programme.recurrence, rule: 'FREQ=MONTHLY;BYMONTHDAY=5' },
      { ...programme.recurrence, rule: 'FREQ=WEEKLY', exceptions: [{ at: 1, do: 'skip' as const }] },
    ]) {
      const input = inputOf(formOf({ ...programme, recurrence, version: 3, volume: 60 }), today, programme.title);
      expect(input).toEqual({
        title: 'Bản tin',
        bulletins: ['b'],
        targets: [{ area: 'a' }],
        recurrence,
        registered: true,
        resume: 'resume',
        version: 3,
        volume: 60,
      });
    }
  });

  test('each step names what is wrong in it, and nothing of the others', () => {
    const empty = { ...emptyForm(today, []), from: '22/11/2026', times: ['25:00'] };
    expect(faultsOf(empty, 1, today).map((fault) => fault.message)).toEqual(['plan.fault.bulletins']);
    expect(faultsOf(empty, 2, today).map((fault) => fault.message)).toEqual(['plan.fault.targets']);
    expect(faultsOf(empty, 3, today).map((fault) => fault.message)).toEqual(['plan.fault.day-past', 'plan.fault.time']);
    expect(inputOf(empty, today, '')).toBeUndefined();
  });

  test.each([
    [{ repeat: 'rule', rule: 'EVERY DAY' }, 'plan.fault.rule'],
    [{ repeat: 'weekdays', weekdays: [] }, 'plan.fault.weekdays'],
    [{ repeat: 'monthly', monthDay: '32' }, 'plan.fault.month-day'],
    [{ repeat: 'lunar', lunarDay: '31' }, 'plan.fault.lunar-day'],
    [{ repeat: 'lunar', lunarMonth: '13' }, 'plan.fault.lunar-month'],
    [{ repeat: 'daily', to: '23/11/2026' }, 'plan.fault.to'],
  ] as const)('%j is refused', (more, message) => {
    expect(faultsOf({ ...filled, ...more }, 3, today).map((fault) => fault.message)).toEqual([message]);
  });

  test('suggestions are the next times of the customary day', () => {
    expect(suggestionsAt(today, '06:12').map((one) => [one.day, one.time])).toEqual([
      ['2026-11-23', '17:30'],
      ['2026-11-24', '05:30'],
    ]);
    expect(suggestionsAt(today, '18:00').map((one) => [one.day, one.time])).toEqual([
      ['2026-11-24', '05:30'],
      ['2026-11-24', '17:30'],
    ]);
  });

  test('a text is called by its first sentence; a point within a number ends none', () => {
    expect(titleOfText('UBND xã phát 5.000.000đ cho mỗi hộ. Đề nghị bà con đến sớm.')).toBe(
      'UBND xã phát 5.000.000đ cho mỗi hộ',
    );
    expect(titleOfText('a '.repeat(100)).length).toBeLessThanOrEqual(81);
  });
});

describe('conflicts', () => {
  const conflict = (more: Partial<Conflict> = {}): Conflict => ({
    programme: 'o',
    title: 'Cũ',
    class: 'normal',
    level: 'commune',
    firstAt: 1,
    otherAt: 1,
    times: 13,
    at: [1],
    nodes: ['n'],
    nodeCount: 1,
    hamlets: [],
    hamletCount: 1,
    waysOut: ['replace', 'after', 'in-order'],
    ...more,
  });
  const priority = conflict({ waysOut: ['in-order'], class: 'priority' });

  test('two of priority are never put in order by the machine', () => {
    expect(isOrderOnly(priority)).toBe(true);
    const answers = firstAnswers([priority], []);
    expect(answers).toEqual({ o: { way: 'in-order' } });
    expect(resolutionsOf([priority], answers).missing).toEqual([priority]);
    const chosen = resolutionsOf([priority], { o: { way: 'in-order', first: 'other' } });
    expect(chosen.resolutions).toEqual([{ programme: 'o', way: 'in-order', first: 'other' }]);
  });

  test('another time saves nothing, and an answer settles its conflict only', () => {
    expect(resolutionsOf([conflict()], { o: { way: 'other-time' } })).toMatchObject({
      resolutions: [],
      otherTime: true,
    });
    const second = conflict({ programme: 'o2' });
    expect(unanswered([conflict(), second], [{ programme: 'o', way: 'replace' }])).toEqual([second]);
  });
});

describe('words', () => {
  test('a recurrence is said in one line', () => {
    expect(recurrenceWords({ ...programme.recurrence, lunar: { day: 15 } }, say)).toBe(
      '05:30 · ngày 15 âm lịch hằng tháng · từ 01/11/2026',
    );
    expect(recurrenceWords({ ...programme.recurrence, to: '2026-11-01' }, say)).toBe('05:30 · ngày 01/11/2026');
  });

  test('the difference of two versions names what changed, and only that', () => {
    const after = { ...programme, title: 'Khác', recurrence: { ...programme.recurrence, times: ['06:30'] } };
    expect(differencesOf(programme, after, say, (id) => id).map((one) => one.what)).toEqual(['title', 'when']);
    expect(differencesOf(programme, programme, say, (id) => id)).toEqual([]);
  });

  test('of a campaign, who is furthest behind stands first', () => {
    const row = (commune: string, aired: number, complied: boolean) => ({
      commune,
      name: commune,
      complied,
      bulletins: [{ bulletin: 'b', planned: 0, aired }],
    });
    const rows = complianceOrder([row('d', 5, true), row('b', 2, false), row('a', 2, false), row('c', 0, false)]);
    expect(rows.map((one) => one.commune)).toEqual(['c', 'a', 'b', 'd']);
  });
});
