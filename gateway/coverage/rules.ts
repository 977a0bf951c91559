// pure
import type { Rule } from '../../protocol/api/coverage.ts';
import type { Day } from '../../protocol/vietnam-time.ts';

/**
 * The rule to judge a day by. `asked` names a rule (`province`: its version in force on the day, else its newest) or an exact
 * version (`province@2`); without it the first rule in force on the day, else the first there is. Undefined for an unknown one.
 */
export function chooseRule(rules: readonly Rule[], asked: string | undefined, day: Day): Rule | undefined {
  if (asked === undefined) return inForce(rules, day, day)[0] ?? newestOf(rules)[0];
  const { id, version } = nameOf(asked);
  const versions = rules.filter((rule) => rule.id === id);
  if (version !== undefined) return versions.find((rule) => rule.version === version);
  return inForce(versions, day, day)[0] ?? newestOf(versions)[0];
}

/** `province@2` in its parts; without a version there is none. */
export function nameOf(asked: string): { readonly id: string; readonly version?: number } {
  const found = /^(.+)@(\d{1,9})$/.exec(asked);
  return found ? { id: found[1] ?? asked, version: Number(found[2]) } : { id: asked };
}

/** Of every rule in force on at least one of these days the version that counts: the newest of those that were. */
export function inForce(rules: readonly Rule[], from: Day, to: Day): Rule[] {
  return newestOf(
    rules.filter(({ validFrom, validTo }) => validFrom <= to && (validTo === undefined || from <= validTo)),
  );
}

/** The newest version of each rule, in the order given. */
export function newestOf(rules: readonly Rule[]): Rule[] {
  return rules.filter((rule) => !rules.some((other) => other.id === rule.id && other.version > rule.version));
}

/** The numbers of the rule that is valid on this day. Throws when there is no rule at all: LoaXã ships some. */
export function numbersOn(rules: readonly Rule[], day: Day): Rule['numbers'] {
  const rule = chooseRule(rules, undefined, day);
  if (!rule) throw new Error('no rule is loaded');
  return rule.numbers;
}
