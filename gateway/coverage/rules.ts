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

/** Rules that judge a single session alike share one roll-up; this names it. */
export function sessionKeyOf(numbers: SessionNumbers): string {
  const percent = (share: number) => (share * 100).toFixed(3);
  const { sessionMinutesShare, hornsShare, earlyMs, vouchDays, cancelAheadMs, liveEndsSilenceMs, inspection } = numbers;
  const shares = `m${percent(sessionMinutesShare)}h${percent(hornsShare)}i${percent(inspection.hornsShare)}`;
  return `${shares}e${earlyMs}v${vouchDays}c${cancelAheadMs}l${liveEndsSilenceMs}`;
}
