import { describe, expect, it } from 'vitest';
import { chooseRule, inForce } from '../../../gateway/coverage/rules.ts';
import { sessionKeyOf } from '../../../gateway/coverage/session-key.ts';
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

  it('an exact version is chosen by name and number, and no other stands in for it', () => {
    const rules = [{ ...RULE, version: 2 }, RULE];
    expect(chooseRule(rules, 'province@1', '2026-11-22')).toBe(RULE);
    expect(chooseRule(rules, 'province@3', '2026-11-22')).toBeUndefined();
    expect(chooseRule(rules, 'province@', '2026-11-22')).toBeUndefined();
  });

  it('before a new version begins the one before it judges', () => {
    const second = { ...RULE, version: 2, validFrom: '2026-10-01' };
    const rules = [second, RULE];
    for (const asked of ['province', undefined]) {
      expect(chooseRule(rules, asked, '2026-09-30')).toBe(RULE);
      expect(chooseRule(rules, asked, '2026-10-01')).toBe(second);
    }
    expect(chooseRule(rules, 'province', '2025-06-01')).toBe(second);
  });

  it('of a window every rule counts that was in force on a day of it, in its newest version', () => {
    const second = { ...RULE, version: 2, validFrom: '2026-10-01' };
    const names = (from: string, to: string) =>
      inForce([second, ...SHIPPED_RULES], from, to).map(({ id, version }) => `${id}@${version}`);
    expect(names('2026-07-01', '2026-09-30')).toEqual(['province@1']);
    expect(names('2026-07-01', '2026-10-01')).toEqual(['province@2']);
    expect(names('2025-10-01', '2025-12-31')).toEqual(['advanced@1', 'model@1', 'base@1']);
    expect(names('2019-01-01', '2019-12-31')).toEqual([]);
  });

  it('rules share a roll-up only when they judge a session alike', () => {
    expect(sessionKeyOf({ ...NUMBERS, communeShare: 0.5, sessionsShare: 0.9 } as typeof NUMBERS)).toBe(
      sessionKeyOf(NUMBERS),
    );
    expect(sessionKeyOf({ ...NUMBERS, hornsShare: 0.5 })).not.toBe(sessionKeyOf(NUMBERS));
  });
});
