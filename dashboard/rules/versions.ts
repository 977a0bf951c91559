// pure
import type { Rule } from '../../protocol/api/coverage.ts';
import type { RuleVersion } from '../../protocol/api/periods.ts';

export function isValidOn({ validFrom, validTo }: Pick<Rule, 'validFrom' | 'validTo'>, day: string): boolean {
  return validFrom <= day && (!validTo || validTo >= day);
}

/** The version that judges on a day: the newest published one that is valid then. */
export function inForce(versions: readonly RuleVersion[], day: string): RuleVersion | undefined {
  return versions
    .filter(({ state, rule }) => state === 'published' && isValidOn(rule, day))
    .sort((a, b) => b.rule.version - a.rule.version)[0];
}

export function draftOf(versions: readonly RuleVersion[]): RuleVersion | undefined {
  return versions.find(({ state }) => state === 'draft');
}

export function newestPublished(versions: readonly RuleVersion[]): RuleVersion | undefined {
  return versions.filter(({ state }) => state === 'published').sort((a, b) => b.rule.version - a.rule.version)[0];
}
