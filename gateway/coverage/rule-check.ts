// pure
import type { Rule } from '../../protocol/api/coverage.ts';
import { HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import { isRealDay } from '../../protocol/vietnam-time.ts';

export interface RuleProblem {
  readonly path: string;
  readonly message: string;
}

interface Limits {
  readonly least: number;
  readonly most: number;
  readonly whole?: true;
}

/** A share of 0 would let silence pass; where none may be demanded, 0 is allowed. */
const SHARE: Limits = { least: 0.01, most: 1 };
const ANY_SHARE: Limits = { least: 0, most: 1 };
const days = (least: number, most: number): Limits => ({ least, most, whole: true });

/**
 * What is wrong with the numbers of a rule, beyond their form: each within what makes sense, and those that lean on each other in
 * order. `before` is the newest published version. Empty when nothing is wrong. Paths as in the contract.
 */
export function problemsOf(rule: Rule, before: Rule | undefined): RuleProblem[] {
  const { numbers } = rule;
  const { floorPerWeek: floor, inspection } = numbers;
  const problems: RuleProblem[] = [];
  const wrong = (path: string, message: string) => problems.push({ path, message });
  const within = (path: string, value: number, { least, most, whole }: Limits) => {
    if (whole && !Number.isInteger(value)) wrong(`numbers.${path}`, 'must be a whole number');
    else if (!(value >= least && value <= most)) wrong(`numbers.${path}`, `must be from ${least} to ${most}`);
  };
  within('windowDays', numbers.windowDays, days(7, 731));
  within('sessionMinutesShare', numbers.sessionMinutesShare, SHARE);
  within('hornsShare', numbers.hornsShare, SHARE);
  within('sessionsShare', numbers.sessionsShare, SHARE);
  within('communeShare', numbers.communeShare, SHARE);
  within('floorPerWeek.normal', floor.normal, { least: 0, most: 21 });
  within('floorPerWeek.regionIII', floor.regionIII, { least: 0, most: 21 });
  within('floorPerWeek.byDecision', floor.byDecision, { least: 0, most: 21 });
  within('minConsecutiveMisses', numbers.minConsecutiveMisses, days(1, 60));
  within('minSessions', numbers.minSessions, days(1, 2_000));
  within('cancelledShare', numbers.cancelledShare, { least: 0, most: 0.5 });
  within('cancelAheadMs', numbers.cancelAheadMs, { least: 0, most: 72 * HOUR_MS });
  within('liveEndsSilenceMs', numbers.liveEndsSilenceMs, { least: 0, most: HOUR_MS });
  within('excludedShare', numbers.excludedShare, ANY_SHARE);
  within('exclusionDeadlineDays', numbers.exclusionDeadlineDays, days(0, 90));
  within('lookBackDays', numbers.lookBackDays, days(1, 731));
  within('earlyMs', numbers.earlyMs, { least: 0, most: 10 * MINUTE_MS, whole: true });
  within('vouchDays', numbers.vouchDays, days(0, 731));
  within('inspection.visits', inspection.visits, days(1, 12));
  within('inspection.apartDays', inspection.apartDays, days(0, 180));
  within('inspection.hornsShare', inspection.hornsShare, SHARE);
  within('inspection.logShare', inspection.logShare, ANY_SHARE);

  if (floor.regionIII > floor.normal)
    wrong('numbers.floorPerWeek.regionIII', 'must not be above the floor of other communes');
  if (floor.byDecision > floor.normal)
    wrong('numbers.floorPerWeek.byDecision', 'must not be above the floor of other communes');
  if (numbers.lookBackDays < numbers.windowDays)
    wrong('numbers.lookBackDays', 'must not be shorter than the window: it is the window that is looked back on');
  const sessionsPossible = 3 * numbers.lookBackDays;
  if (numbers.minSessions > sessionsPossible)
    wrong('numbers.minSessions', `cannot be reached: ${numbers.lookBackDays} days hold ${sessionsPossible} sessions`);
  if ((inspection.visits - 1) * inspection.apartDays >= numbers.lookBackDays)
    wrong('numbers.inspection.apartDays', 'so many visits so far apart do not fit into the days looked back on');

  if (rule.criterion.basis.trim() === '')
    wrong('criterion.basis', 'must name the legal basis, or say that there is none');
  if (rule.criterion.set.trim() === '') wrong('criterion.set', 'must name the set of criteria');
  if (rule.criterion.code.trim() === '') wrong('criterion.code', 'must name the part of the criterion');
  if (!isRealDay(rule.validFrom)) wrong('validFrom', 'is not a day of the calendar');
  if (rule.validTo !== undefined && !isRealDay(rule.validTo)) wrong('validTo', 'is not a day of the calendar');
  if (rule.validTo !== undefined && rule.validTo < rule.validFrom) wrong('validTo', 'must not be before validFrom');
  if (before && rule.validFrom < before.validFrom)
    wrong('validFrom', `must not be before the version it follows, which is valid from ${before.validFrom}`);
  return problems;
}
