import { describe, expect, it } from 'vitest';
import { chooseRule, sessionKeyOf } from '../../../gateway/coverage/rules.ts';
import { SHIPPED_RULES } from '../../../gateway/coverage/shipped-rules.ts';
import { rule } from '../../../protocol/api/coverage.ts';
import { NUMBERS, RULE } from './given.ts';

describe('rules', () => {
  it.each(SHIPPED_RULES.map((shipped) => [shipped.id, shipped] as const))(
    '%s has the form of the contract',
    (_, shipped) => {
      expect(rule.parse(JSON.parse(JSON.stringify(shipped)))).toEqual(shipped);
    },
  );

  it('without a name the rule valid on the day is chosen', () => {
    expect(chooseRule(SHIPPED_RULES, undefined, '2026-11-22')?.id).toBe('province');
    expect(chooseRule(SHIPPED_RULES, undefined, '2024-05-01')?.id).toBe('advanced');
  });

  it('by name the newest version is chosen', () => {
    const rules = [RULE, { ...RULE, version: 3 }, { ...RULE, version: 2 }];
    expect(chooseRule(rules, RULE.id, '2026-11-22')?.version).toBe(3);
    expect(chooseRule(rules, 'none', '2026-11-22')).toBeUndefined();
  });

  it('rules share a roll-up only when they judge a session alike', () => {
    expect(sessionKeyOf({ ...NUMBERS, communeShare: 0.5, sessionsShare: 0.9 } as typeof NUMBERS)).toBe(
      sessionKeyOf(NUMBERS),
    );
    expect(sessionKeyOf({ ...NUMBERS, hornsShare: 0.5 })).not.toBe(sessionKeyOf(NUMBERS));
  });
});
