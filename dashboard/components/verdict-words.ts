import type { HamletVerdict, Rule, VerdictReason } from '../../protocol/api/coverage.ts';
import { dateTimeText } from '../format/date.ts';
import type { Format } from '../format/format.ts';
import type { Say, Values } from '../i18n/say.ts';

/** Why a hamlet's verdict is what it is, one sentence a reason, with the figures it rests on. */
export function verdictSentences(verdict: HamletVerdict, rule: Rule, say: Say, format: Format): string[] {
  const { numbers } = rule;
  const ofVerdict = {
    due: verdict.sessions.due,
    heard: verdict.sessions.heard,
    unknown: verdict.sessions.unknown,
    least: numbers.minSessions,
    lower: format.percent(verdict.lower),
    upper: format.percent(verdict.upper),
    needed: format.percent(numbers.sessionsShare),
    misses: verdict.longestMiss,
    floor: numbers.floorPerWeek.normal,
  };
  const sentences = verdict.reasons.flatMap((reason) =>
    reason.code === 'hamlets-share' ? [] : say(`because.${reason.code}`, { ...written(reason, format), ...ofVerdict }),
  );
  return [...new Set(sentences)];
}

/** The reason's own figures as they are read: instants, shares, counts. */
function written({ code, figures }: VerdictReason, format: Format): Values {
  const shares = SHARES[code] ?? [];
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => {
      if (INSTANTS.includes(name)) return [name, dateTimeText(value)];
      return [name, shares.includes(name) ? format.percent(value) : value];
    }),
  );
}

const INSTANTS = ['from', 'to', 'at'];
const SHARES: Partial<Record<VerdictReason['code'], readonly string[]>> = {
  'cancelled-too-often': ['allowed'],
  'excluded-too-much': ['share', 'allowed'],
  'log-missing': ['log', 'required'],
};
