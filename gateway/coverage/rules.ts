// pure
import type { Rule } from '../../protocol/api/coverage.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import type { SessionNumbers } from './session.ts';

/** The rule asked for (its newest version), or, when none is, the first that is valid on this day. */
export function chooseRule(rules: readonly Rule[], id: string | undefined, day: Day): Rule | undefined {
  const newest = rules.filter((rule) => !rules.some((other) => other.id === rule.id && other.version > rule.version));
  if (id !== undefined) return newest.find((rule) => rule.id === id);
  const valid = newest.filter((rule) => rule.validFrom <= day && (rule.validTo === undefined || day <= rule.validTo));
  return valid[0] ?? newest[0];
}

/** The numbers of the rule that is valid on this day. Throws when there is no rule at all: LoaXã ships some. */
export function numbersOn(rules: readonly Rule[], day: Day): Rule['numbers'] {
  const rule = chooseRule(rules, undefined, day);
  if (!rule) throw new Error('no rule is loaded');
  return rule.numbers;
}

/** Rules that judge a single session alike share one roll-up; this names it. */
export function sessionKeyOf(numbers: SessionNumbers): string {
  const percent = (share: number) => (share * 100).toFixed(3);
  return `m${percent(numbers.sessionMinutesShare)}h${percent(numbers.hornsShare)}e${numbers.earlyMs}v${numbers.vouchDays}`;
}
