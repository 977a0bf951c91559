import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../../gateway/coverage/rule-check.ts';
import { SHIPPED_RULES } from '../../../gateway/coverage/shipped-rules.ts';
import type { Rule } from '../../../protocol/api/coverage.ts';
import { NUMBERS, RULE } from './given.ts';

const numbers = (more: Partial<Rule['numbers']>): Rule => ({ ...RULE, numbers: { ...NUMBERS, ...more } });
const paths = (rule: Rule, before?: Rule) => problemsOf(rule, before).map(({ path }) => path);

describe('the numbers of a rule', () => {
  it.each(SHIPPED_RULES.map((rule) => [rule.id, rule] as const))('make sense in the shipped %s', (_id, rule) => {
    expect(problemsOf(rule, undefined)).toEqual([]);
  });

  it.each<[string, Rule, string]>([
    ['a window of a day', numbers({ windowDays: 1 }), 'numbers.windowDays'],
    ['no sessions asked', numbers({ sessionsShare: 0 }), 'numbers.sessionsShare'],
    ['more than all sessions', numbers({ sessionsShare: 1.01 }), 'numbers.sessionsShare'],
    ['a share that is no number', numbers({ hornsShare: Number.NaN }), 'numbers.hornsShare'],
    ['no miss allowed at all', numbers({ minConsecutiveMisses: 0 }), 'numbers.minConsecutiveMisses'],
    ['half a miss', numbers({ minConsecutiveMisses: 2.5 }), 'numbers.minConsecutiveMisses'],
    ['every session cancelled', numbers({ cancelledShare: 0.6 }), 'numbers.cancelledShare'],
    ['a deadline of a year', numbers({ exclusionDeadlineDays: 365 }), 'numbers.exclusionDeadlineDays'],
    ['looking back less than the window', numbers({ lookBackDays: 60 }), 'numbers.lookBackDays'],
    ['more sessions than days hold', numbers({ minSessions: 541 }), 'numbers.minSessions'],
    [
      'a higher floor in khu vực III',
      numbers({ floorPerWeek: { normal: 5, regionIII: 6, byDecision: 1 } }),
      'numbers.floorPerWeek.regionIII',
    ],
    [
      'a higher floor by decision',
      numbers({ floorPerWeek: { normal: 5, regionIII: 2, byDecision: 7 } }),
      'numbers.floorPerWeek.byDecision',
    ],
    [
      'visits that cannot be so far apart',
      numbers({ inspection: { ...NUMBERS.inspection, visits: 4, apartDays: 60 } }),
      'numbers.inspection.apartDays',
    ],
    ['no legal basis', { ...RULE, criterion: { ...RULE.criterion, basis: ' ' } }, 'criterion.basis'],
    ['a day that does not exist', { ...RULE, validFrom: '2026-02-30' }, 'validFrom'],
    ['an end before the beginning', { ...RULE, validTo: '2025-12-31' }, 'validTo'],
  ])('are refused with %s', (_what, rule, path) => {
    expect(paths(rule)).toEqual([path]);
  });

  it('are all named at once', () => {
    expect(paths(numbers({ windowDays: 0, sessionsShare: 2, earlyMs: -1 }))).toEqual([
      'numbers.windowDays',
      'numbers.sessionsShare',
      'numbers.earlyMs',
    ]);
  });

  it('begin to be valid no earlier than in the version before', () => {
    expect(paths({ ...RULE, version: 2, validFrom: '2025-12-31' }, RULE)).toEqual(['validFrom']);
    expect(paths({ ...RULE, version: 2 }, RULE)).toEqual([]);
  });
});
