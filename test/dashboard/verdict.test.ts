import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heatmapOf } from '../../dashboard/components/heatmap-weeks.ts';
import { tellHamlet } from '../../dashboard/components/meaning.ts';
import { verdictSentences } from '../../dashboard/components/verdict-words.ts';
import { createFormat } from '../../dashboard/format/format.ts';
import { createSay } from '../../dashboard/i18n/say.ts';
import { vi } from '../../dashboard/i18n/vi.ts';
import { viVerdict } from '../../dashboard/i18n/vi-verdict.ts';
import { metWithout, metWithoutByCommune } from '../../dashboard/verdict/commune-sentence.ts';
import { missingText } from '../../dashboard/verdict/missing-text.ts';
import { monthsIn } from '../../dashboard/verdict/months-in.ts';
import { CURRENT, periodOf, ROLLING } from '../../dashboard/verdict/period-of.ts';
import { newestOf, rulePoints, versionsOf } from '../../dashboard/verdict/rule-points.ts';
import { barsOf, WIDTH, yOf } from '../../dashboard/verdict/trend-bars.ts';
import type { HamletVerdict, Rule } from '../../protocol/api/coverage.ts';
import type { Period } from '../../protocol/api/periods.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { RULE } from '../browser/fake/coverage-world.ts';

const say = createSay({ ...vi, ...viVerdict });
const format = createFormat('vi', say);

const period = (id: string, from: string, more: Partial<Period> = {}): Period => ({
  ...{ id, name: id, from, to: from, closesOn: from },
  ...more,
});

describe('which period', () => {
  const periods = [
    period('ended', '2026-04-01'),
    period('open', '2026-07-01'),
    period('closed', '2026-08-01', { closedAt: 1 }),
    period('future', '2027-01-01'),
  ];

  test('the open one is the last that has begun and is not closed', () => {
    expect(periodOf(periods, CURRENT, '2026-11-23')?.id).toBe('open');
    expect(periodOf(periods, CURRENT, '2026-06-30')?.id).toBe('ended');
    expect(periodOf(periods, CURRENT, '2026-03-31')).toBeUndefined();
    expect(periodOf([], CURRENT, '2026-11-23')).toBeUndefined();
  });

  test('one that is named is that one, closed or not, and the rolling window is none', () => {
    expect(periodOf(periods, 'closed', '2026-11-23')?.id).toBe('closed');
    expect(periodOf(periods, 'nobody', '2026-11-23')).toBeUndefined();
    expect(periodOf(periods, ROLLING, '2026-11-23')).toBeUndefined();
  });

  test.each([
    ['2026-08-25', '2026-11-22', 3],
    ['2026-10-01', '2026-12-31', 3],
    ['2026-11-01', '2026-11-05', 1],
    ['2026-01-01', '2026-12-31', 12],
  ])('from %s to %s are %i months', (from, to, months) => {
    expect(monthsIn(from, to)).toBe(months);
  });
});

describe('a rule on one page', () => {
  test('has eleven numbered points and the commune’s threshold, and every number of it is said', () => {
    const points = rulePoints(RULE, say, format);
    expect(points.map(({ key }) => key)).toEqual([...Array.from({ length: 11 }, (_, n) => String(n + 1)), 'commune']);
    for (const { text } of points) expect(text).not.toMatch(/[{}]/);
  });

  test.each<[string, (numbers: Rule['numbers']) => Rule['numbers'], string]>([
    ['the window', (numbers) => ({ ...numbers, windowDays: 91 }), '1'],
    ['the minutes', (numbers) => ({ ...numbers, sessionMinutesShare: 0.7 }), '2'],
    ['the horns', (numbers) => ({ ...numbers, hornsShare: 0.5 }), '2'],
    ['how early', (numbers) => ({ ...numbers, earlyMs: 5_000 }), '2'],
    ['the floor', (numbers) => ({ ...numbers, floorPerWeek: { ...numbers.floorPerWeek, regionIII: 3 } }), '3'],
    ['the share', (numbers) => ({ ...numbers, sessionsShare: 0.85 }), '4'],
    ['the misses', (numbers) => ({ ...numbers, minConsecutiveMisses: 4 }), '4'],
    ['the live minute', (numbers) => ({ ...numbers, liveEndsSilenceMs: 90_000 }), '5'],
    ['cancelled ahead', (numbers) => ({ ...numbers, cancelAheadMs: 7_200_000 }), '6'],
    ['cancelled share', (numbers) => ({ ...numbers, cancelledShare: 0.2 }), '6'],
    ['the deadline', (numbers) => ({ ...numbers, exclusionDeadlineDays: 20 }), '7'],
    ['excluded share', (numbers) => ({ ...numbers, excludedShare: 0.3 }), '7'],
    ['solar', (numbers) => ({ ...numbers, solarFailureCounts: false }), '8'],
    ['visits', (numbers) => ({ ...numbers, inspection: { ...numbers.inspection, visits: 3 } }), '9'],
    ['unannounced', (numbers) => ({ ...numbers, inspection: { ...numbers.inspection, unannounced: false } }), '9'],
    ['the log', (numbers) => ({ ...numbers, inspection: { ...numbers.inspection, logShare: 0.9 } }), '9'],
    ['least sessions', (numbers) => ({ ...numbers, minSessions: 30 }), '10'],
    ['look back', (numbers) => ({ ...numbers, lookBackDays: 200 }), '10'],
    ['vouching', (numbers) => ({ ...numbers, vouchDays: 60 }), '10'],
    ['mergers', (numbers) => ({ ...numbers, inheritance: 'none' }), '11'],
    ['the commune', (numbers) => ({ ...numbers, communeShare: 0.5 }), 'commune'],
  ])('a change of %s shows in its own point and in no other', (_what, change, where) => {
    const before = rulePoints(RULE, say, format);
    const after = rulePoints({ ...RULE, numbers: change(RULE.numbers) }, say, format);
    const differs = after.filter(({ text }, index) => text !== before[index]?.text).map(({ key }) => key);
    expect(differs).toEqual([where]);
  });

  test('the newest version of each rule is offered, the others only beside it', () => {
    const rules = [3, 1, 2].map((version) => ({ ...RULE, version })).concat({ ...RULE, id: 'other', version: 7 });
    expect(newestOf(rules).map(({ id, version }) => [id, version])).toEqual([
      [RULE.id, 3],
      ['other', 7],
    ]);
    expect(versionsOf(rules, RULE.id).map(({ version }) => version)).toEqual([3, 2, 1]);
  });
});

const verdict = (more: Partial<HamletVerdict> = {}): HamletVerdict => ({
  ...{ hamlet: 'h', name: 'Thôn Đông', commune: 'c', communeName: 'An Hòa', verdict: 'not-met', owed: 150 },
  sessions: { due: 150, heard: 108, partial: 9, notHeard: 27, unknown: 6, excluded: 0, cancelled: 0 },
  without: { verdict: 'not-met', due: 150, heard: 108, lower: 0.72, upper: 0.76 },
  ...{ basis: 'receipts', byInspection: false, technologies: ['ip'], days: 90, lower: 0.72, upper: 0.76 },
  ...{ longestMiss: 3, nodes: 2, horns: 7, strip: [], reasons: [] },
  ...more,
});

describe('what a verdict says', () => {
  test('the gateway’s own absence is named with its days and the sessions in it', () => {
    const reasons: HamletVerdict['reasons'] = [
      {
        code: 'unknown-unobserved',
        figures: { sessions: 12, from: instantAt('2026-03-14', '04:10'), to: instantAt('2026-03-16', '22:40') },
      },
    ];
    expect(verdictSentences(verdict({ reasons }), RULE, say, format)).toEqual([
      '12 buổi không rõ: máy chủ ngừng theo dõi từ 04:10, 14/03/2026 đến 22:40, 16/03/2026.',
    ]);
  });

  test('what is missing is said in sessions and visits, and nothing when nothing is', () => {
    expect(missingText({ missing: { sessions: 3, visits: 0 } }, say)).toEqual(['Thiếu 3 buổi.']);
    expect(missingText({ missing: { sessions: 2, visits: 1 } }, say)).toEqual([
      'Thiếu 2 buổi.',
      'Thiếu 1 lần kiểm tra.',
    ]);
    expect(missingText({ missing: { sessions: 0, visits: 0 } }, say)).toEqual([]);
    expect(missingText({}, say)).toEqual([]);
  });

  test('only a verdict that visits made is called so', () => {
    expect(tellHamlet({ verdict: 'met', byInspection: true }).word).toBe('verdict.met-by-inspection');
    expect(tellHamlet({ verdict: 'met', byInspection: false }).word).toBe('verdict.met');
    expect(tellHamlet({ verdict: 'not-met', byInspection: true }).word).toBe('verdict.not-met');
  });

  test('hamlets met without exclusions are counted commune by commune, and add up', () => {
    const words = fc.constantFrom('met' as const, 'not-met' as const, 'insufficient' as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), words)), (pairs) => {
        const hamlets = pairs.map(([commune, word]) =>
          verdict({ commune, without: { verdict: word, due: 1, heard: 1, lower: 1, upper: 1 } }),
        );
        const counted = [...metWithoutByCommune(hamlets).values()].reduce((sum, n) => sum + n, 0);
        expect(counted).toBe(metWithout(hamlets));
      }),
    );
  });
});

describe('what is drawn', () => {
  test('bars stand inside the drawing, the unknown above the heard', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 24 }), (shares) => {
        const months = shares.map(([a, b], index) => ({
          ...{ month: `2026-${index}`, due: 10, heard: 0, unknown: 0, hamlets: 1, met: 0 },
          ...{ lower: Math.min(a, b), upper: Math.max(a, b) },
        }));
        const { bars, right } = barsOf(months);
        expect(right).toBeLessThanOrEqual(WIDTH);
        for (const bar of bars) {
          expect(bar.upperY).toBeLessThanOrEqual(bar.lowerY);
          expect(bar.lowerY).toBeLessThanOrEqual(yOf(0));
          expect(bar.upperY).toBeGreaterThanOrEqual(yOf(1));
          expect(bar.width).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('a day outside the window is no day of the heat-map, whatever the weekday it begins on', () => {
    const { weeks } = heatmapOf([], '2026-10-01', '2026-11-22');
    const inside = weeks.flat().filter((one) => one.inside);
    expect(inside).toHaveLength(53);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
  });
});
