import { NativeSelect } from '@mantine/core';
import type { Rule } from '../../protocol/api/coverage.ts';
import type { Period } from '../../protocol/api/periods.ts';
import { dateText, dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Say } from '../i18n/say.ts';
import { usePeriods, useRules } from './ask.ts';
import { newestOf } from './rule-points.ts';
import styles from './Verdict.module.css';
import { CURRENT, ROLLING, type WindowChoice } from './window-choice.ts';

/** Which period and by which rule. `shown` is the rule that the answer was judged by, when the address names none. */
export function WindowPicker({
  choice,
  fallback,
  shown,
}: {
  choice: WindowChoice;
  fallback: typeof CURRENT | typeof ROLLING;
  shown: Rule | undefined;
}) {
  const { say } = useWords();
  const periods = usePeriods().data?.items ?? [];
  const rules = newestOf(useRules().data?.items ?? []);
  const days = shown?.numbers.windowDays ?? 90;
  const value = choice.ky === CURRENT ? (choice.period?.id ?? ROLLING) : choice.ky;
  return (
    <>
      <NativeSelect
        wrapperProps={WIDE}
        label={say('window.period')}
        value={value}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          choice.choose('ky', chosen === fallback ? '' : chosen);
        }}
        data={[
          { value: ROLLING, label: say('window.rolling', { n: days }) },
          ...periods.map((period) => ({ value: period.id, label: periodLabel(period, say) })),
        ]}
      />
      <NativeSelect
        wrapperProps={WIDEST}
        label={say('window.rule')}
        value={choice.rule ?? shown?.id ?? ''}
        onChange={(event) => choice.choose('quy-tac', event.currentTarget.value)}
        data={rules.map((rule) => ({
          value: rule.id,
          label: say('window.rule-option', {
            name: rule.name,
            version: rule.version,
            level: say(`rule.level.${rule.criterion.level}`),
            set: rule.criterion.set,
          }),
        }))}
      />
    </>
  );
}

/** Names of periods and rules are long. */
const WIDE = { 'data-wide': true };
const WIDEST = { style: { flexBasis: 520 } };

function periodLabel(period: Period, say: Say): string {
  return say(period.closedAt === undefined ? 'window.open' : 'window.closed', { name: period.name });
}

/** Under the fields: until when the period is open, or since when it is closed for good. */
export function PeriodNote({ period }: { period: Period | undefined }) {
  const { say } = useWords();
  if (!period) return null;
  const closed = period.closedAt !== undefined;
  return (
    <p className={styles.note}>
      {closed && <Lock />}
      {closed
        ? say('window.closed-note', { name: period.name, at: dateText(period.closedAt ?? 0) })
        : say('window.open-note', {
            name: period.name,
            from: dayText(period.from),
            to: dayText(period.to),
            closes: dayText(period.closesOn),
          })}
    </p>
  );
}

function Lock() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" data-shape="lock" style={{ flex: 'none' }}>
      <rect x="2.5" y="7" width="11" height="7.5" rx="1.5" fill="currentColor" />
      <path d="M5 7V5a3 3 0 0 1 6 0v2" fill="none" stroke="currentColor" strokeWidth="1.8" />
    </svg>
  );
}
