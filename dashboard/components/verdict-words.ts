import type { HamletVerdict, Rule } from '../../protocol/api/coverage.ts';
import type { Format } from '../format/format.ts';
import type { Say } from '../i18n/say.ts';

/** Why a hamlet's verdict is what it is, one sentence a reason, with the figures it rests on. */
export function verdictSentences(verdict: HamletVerdict, rule: Rule, say: Say, format: Format): string[] {
  const { numbers } = rule;
  const figures = {
    due: verdict.sessions.due,
    heard: verdict.sessions.heard,
    unknown: verdict.sessions.unknown,
    least: numbers.minSessions,
    lower: format.percent(verdict.lower),
    upper: format.percent(verdict.upper),
    needed: format.percent(numbers.sessionsShare),
    misses: verdict.longestMiss,
    floor: numbers.floorPerWeek.normal,
    allowed: format.percent(numbers.cancelledShare),
    over: verdict.reasons.find((reason) => reason.code === 'cancelled-too-often')?.figures.over ?? 0,
  };
  return [...new Set(verdict.reasons.map((reason) => reason.code))]
    .filter((code) => code !== 'hamlets-share')
    .map((code) => say(`because.${code}`, figures));
}
