import type { Health } from '../../protocol/api/health.ts';
import { Card } from '../components/Card.tsx';
import { dateTimeText } from '../format/date.ts';
import { durationText } from '../format/format.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';

const MOST_SHOWN = 50;

/** When nobody watched: that time blames no node. */
export function GapsCard({ gaps }: Pick<Health, 'gaps'>) {
  const { say } = useWords();
  const total = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  return (
    <Card title={say('health.gaps')}>
      <p>{say(gaps.length === 0 ? 'health.gaps-none' : 'health.gaps-what')}</p>
      {gaps.length > 0 && <p>{say('health.gaps-total', { time: durationText(total, say) })}</p>}
      <ul className={styles.rows} data-gaps>
        {gaps.slice(0, MOST_SHOWN).map(({ from, to }) => (
          <li key={from}>
            <span className="numeric">
              {say('health.gap', {
                ...{ from: dateTimeText(from), to: dateTimeText(to), time: durationText(to - from, say) },
              })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
