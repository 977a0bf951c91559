import type { Rule } from '../../protocol/api/coverage.ts';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';

/** By which rule, criterion, level, validity and window a verdict was reached: never a bare code (DOMAIN §4). */
export function RuleLine({ rule, from, to }: { rule: Rule; from: string; to: string }) {
  const { say } = useWords();
  return (
    <p data-rule style={{ color: 'var(--ink-soft)' }}>
      {say('rule.line', {
        name: rule.name,
        version: rule.version,
        code: rule.criterion.code,
        set: rule.criterion.set,
        level: say(`rule.level.${rule.criterion.level}`),
        validity: rule.validTo
          ? say('rule.valid-between', { from: dayText(rule.validFrom), to: dayText(rule.validTo) })
          : say('rule.valid-from', { from: dayText(rule.validFrom) }),
        from: dayText(from),
        to: dayText(to),
      })}
    </p>
  );
}
