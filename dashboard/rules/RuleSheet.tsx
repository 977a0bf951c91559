import { Button } from '@mantine/core';
import type { Rule } from '../../protocol/api/coverage.ts';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Rules.module.css';
import { valuesOf } from './rule-words.ts';

const POINTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;

/** The whole rule in plain sentences, on one page of paper; it says that its numbers are ours and no law. */
export function RuleSheet({ rule }: { rule: Rule }) {
  const { say, format } = useWords();
  const values = valuesOf(rule.numbers, say, format);
  const { criterion } = rule;
  return (
    <>
      <article className={styles.sheet} data-print data-rule-sheet>
        <h3>{say('rules.sheet-title', { name: rule.name, version: rule.version })}</h3>
        <p>
          {say('rules.sheet-criterion', {
            set: criterion.set,
            level: say(`rule.level.${criterion.level}`),
            code: criterion.code,
            basis: criterion.basis,
          })}{' '}
          {criterion.region && `${say('rules.sheet-region', { region: criterion.region })} `}
          {rule.validTo
            ? say('rules.valid-range', { from: dayText(rule.validFrom), to: dayText(rule.validTo) })
            : say('rules.valid-from', { from: dayText(rule.validFrom) })}
        </p>
        <ol>
          {POINTS.map((point) => (
            <li key={point}>
              <b>{say(`rules.point.${point}`)}</b> {say(`rules.says.${point}`, values)}
            </li>
          ))}
        </ol>
        <p className={styles.ours}>{say('rules.ours')}</p>
      </article>
      <div className={styles.acts}>
        <Button size="md" variant="default" onClick={() => window.print()}>
          {say('rules.print')}
        </Button>
      </div>
    </>
  );
}
