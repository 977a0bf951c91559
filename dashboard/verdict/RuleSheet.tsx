import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { Rule } from '../../protocol/api/coverage.ts';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useRules } from './ask.ts';
import { COMMUNE, rulePoints, versionsOf } from './rule-points.ts';
import styles from './Verdict.module.css';

/** A rule on one page, all eleven points with their numbers; beside it an older version, what differs marked. */
export function RuleSheet({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { say } = useWords();
  const versions = versionsOf(useRules().data?.items ?? [], rule.id).filter((one) => one.version !== rule.version);
  const [against, setAgainst] = useState('');
  const other = versions.find((one) => String(one.version) === against);
  return (
    <Sheet title={say('rule-page.title')} onClose={onClose} wide>
      <div className={styles.stack}>
        {versions.length > 0 && (
          <NativeSelect
            label={say('rule-page.compare')}
            value={against}
            onChange={(event) => setAgainst(event.currentTarget.value)}
            data={[
              { value: '', label: say('rule-page.compare-none') },
              ...versions.map((one) => ({
                value: String(one.version),
                label: say('rule-page.version', { n: one.version, from: dayText(one.validFrom) }),
              })),
            ]}
          />
        )}
        <div data-print className={styles.rule}>
          <RuleHead rule={rule} />
          <Points rule={rule} other={other} />
          <p>{say('rule-page.ours')}</p>
        </div>
        <SheetActions onClose={onClose} over>
          <Button size="lg" onClick={() => window.print()}>
            {say('rule-page.print')}
          </Button>
        </SheetActions>
      </div>
    </Sheet>
  );
}

function RuleHead({ rule }: { rule: Rule }) {
  const { say } = useWords();
  const { criterion } = rule;
  return (
    <>
      <h3>{say('rule-page.name', { name: rule.name, version: rule.version })}</h3>
      <p>
        {say('rule-page.criterion', {
          code: criterion.code,
          set: criterion.set,
          level: say(`rule.level.${criterion.level}`),
        })}{' '}
        {say('rule-page.basis', { basis: criterion.basis })}{' '}
        {rule.validTo
          ? say('rule-page.valid-between', { from: dayText(rule.validFrom), to: dayText(rule.validTo) })
          : say('rule-page.valid-from', { from: dayText(rule.validFrom) })}
      </p>
    </>
  );
}

function Points({ rule, other }: { rule: Rule; other: Rule | undefined }) {
  const { say, format } = useWords();
  const points = rulePoints(rule, say, format);
  const others = other && rulePoints(other, say, format);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.region} aria-label={say('rule-page.points')} tabIndex={0}>
      <table className={styles.points}>
        <caption className="visually-hidden">{say('rule-page.points')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('rule-page.point')}</th>
            <th scope="col">{say('rule-page.version-column', { n: rule.version })}</th>
            {other && <th scope="col">{say('rule-page.version-column', { n: other.version })}</th>}
          </tr>
        </thead>
        <tbody>
          {points.map((point, index) => {
            const beside = others?.[index];
            const differs = beside !== undefined && beside.text !== point.text;
            return (
              <tr key={point.key} data-differs={differs || undefined}>
                <th scope="row">
                  {point.key === COMMUNE
                    ? point.title
                    : say('rule-page.point-title', { n: point.key, title: point.title })}
                  {differs && <strong>{` · ${say('rule-page.differs')}`}</strong>}
                </th>
                <td>{point.text}</td>
                {beside && <td>{beside.text}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
