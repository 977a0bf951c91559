import type { Rule } from '../../protocol/api/coverage.ts';
import type { Format } from '../format/format.ts';
import type { Say } from '../i18n/say.ts';

export interface RulePoint {
  readonly key: string;
  readonly title: string;
  readonly text: string;
}

/** Beside the eleven points: the level's own threshold. */
export const COMMUNE = 'commune';

/** The eleven points of DOMAIN §4 with the rule's own numbers, and the commune's threshold: all that fits on one page. */
export function rulePoints({ numbers }: Rule, say: Say, format: Format): RulePoint[] {
  const { floorPerWeek: floor, inspection } = numbers;
  const point = (key: string, title: string, text: string): RulePoint => ({ key, title, text });
  const visitWords = [
    ...(inspection.unannounced ? [say('rule-page.unannounced')] : []),
    ...(inspection.fromOutside ? [say('rule-page.from-outside')] : []),
    ...(inspection.duringSession ? [say('rule-page.during-session')] : []),
  ];
  return [
    point('1', say('rule-page.unit'), say('rule-page.unit-text', { days: numbers.windowDays })),
    point(
      '2',
      say('rule-page.heard'),
      say('rule-page.heard-text', {
        minutes: format.percent(numbers.sessionMinutesShare),
        horns: format.percent(numbers.hornsShare),
        early: format.duration(numbers.earlyMs),
      }),
    ),
    point(
      '3',
      say('rule-page.denominator'),
      say('rule-page.denominator-text', {
        normal: floor.normal,
        regionIII: floor.regionIII,
        byDecision: floor.byDecision,
      }),
    ),
    point(
      '4',
      say('rule-page.met'),
      say('rule-page.met-text', { share: format.percent(numbers.sessionsShare), misses: numbers.minConsecutiveMisses }),
    ),
    point('5', say('rule-page.live'), say('rule-page.live-text', { live: format.duration(numbers.liveEndsSilenceMs) })),
    point(
      '6',
      say('rule-page.cancelled'),
      say('rule-page.cancelled-text', {
        ahead: format.duration(numbers.cancelAheadMs),
        share: format.percent(numbers.cancelledShare),
      }),
    ),
    point(
      '7',
      say('rule-page.excluded'),
      say('rule-page.excluded-text', {
        days: numbers.exclusionDeadlineDays,
        share: format.percent(numbers.excludedShare),
      }),
    ),
    point(
      '8',
      say('rule-page.power'),
      say(numbers.solarFailureCounts ? 'rule-page.power-counts' : 'rule-page.power-spares'),
    ),
    point(
      '9',
      say('rule-page.inspection'),
      say('rule-page.inspection-text', {
        visits: inspection.visits,
        how: visitWords.length === 0 ? '' : ` (${visitWords.join(', ')})`,
        apart: inspection.apartDays,
        horns: format.percent(inspection.hornsShare),
        log: format.percent(inspection.logShare),
      }),
    ),
    point(
      '10',
      say('rule-page.few'),
      say('rule-page.few-text', {
        least: numbers.minSessions,
        days: numbers.lookBackDays,
        vouch: numbers.vouchDays,
      }),
    ),
    point(
      '11',
      say('rule-page.merger'),
      say(numbers.inheritance === 'households' ? 'rule-page.merger-households' : 'rule-page.merger-none'),
    ),
    point(
      COMMUNE,
      say('rule-page.commune'),
      say('rule-page.commune-text', { share: format.percent(numbers.communeShare) }),
    ),
  ];
}

/** Versions of the same rule, newest first. */
export function versionsOf(rules: readonly Rule[], id: string): Rule[] {
  return rules.filter((one) => one.id === id).sort((a, b) => b.version - a.version);
}

/** The newest version of every rule. */
export function newestOf(rules: readonly Rule[]): Rule[] {
  return [...new Set(rules.map((one) => one.id))].flatMap((id) => versionsOf(rules, id).slice(0, 1));
}
