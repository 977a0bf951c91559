import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { useUsage } from '../data/bulletins.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Library.module.css';
import { ProgrammesUsing } from './ProgrammesUsing.tsx';

/** Where it sounds and sounded. */
export function BulletinUsage({ bulletin }: { bulletin: string }) {
  const { say } = useWords();
  const usage = useUsage(bulletin);
  return (
    <Card title={say('usage.title')}>
      <Answer query={usage} rows={2}>
        {(found) => (
          <div className={styles.column}>
            <p>
              {found.programmes.length === 0 && found.past === 0
                ? say('usage.never')
                : say('usage.sentence', { future: found.future, past: found.past })}
              {found.lastAt !== undefined && ` ${say('usage.last', { when: dateTimeText(found.lastAt) })}`}
            </p>
            <ProgrammesUsing usage={found} />
          </div>
        )}
      </Answer>
    </Card>
  );
}
