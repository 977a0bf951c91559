import type { Rule } from '../../protocol/api/coverage.ts';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { COMMUNE, rulePoints } from './rule-points.ts';
import styles from './Verdict.module.css';

/** The whole rule in words, on one page of paper: its head, its points with its own numbers, beside them those of another version, and whose numbers they are. */
export function RuleText({ rule, other }: { rule: Rule; other?: Rule | undefined }) {
  const { say } = useWords();
  return (
    <article data-print className={styles.rule}>
      <RuleHead rule={rule} />
      <Points rule={rule} other={other} />
      <p>{say('rule-page.ours')}</p>
    </article>
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
        {criterion.region && `${say('rule-page.region', { region: criterion.region })} `}
        {rule.validTo
          ? say('rule-page.valid-between', { from: dayText(rule.validFrom), to: dayText(rule.validTo) })
          : say('rule-page.valid-from', { from: dayText(rule.validFrom) })}
      </p>
    </>
  );
}

function Points({ rule, other }: { rule: Rule; other?: Rule | undefined }) {
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
