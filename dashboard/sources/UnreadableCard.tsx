import { Card } from '../components/Card.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Alerts.module.css';
import { useUnreadable } from './ask.ts';

const SHOWN = 5;

/** Messages that do not even say who they are: «không đọc được», from whom, and how they begin. */
export function UnreadableCard() {
  const { say, format } = useWords();
  const items = useUnreadable().data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Card title={say('alert.unreadable')} aside={<span>{say('alert.total', { n: format.number(items.length) })}</span>}>
      <p>{say('alert.unreadable-what')}</p>
      <details open={items.length <= SHOWN}>
        <summary>{say('alert.unreadable-show')}</summary>
        <ul className={styles.alerts} data-unreadable>
          {items.map((one) => (
            <li key={one.id}>
              <p className={styles.name}>
                <b>{one.sourceName}</b> <StateTag told={{ meaning: 'bad', word: 'alert.unreadable-tag' }} />
              </p>
              <p>
                {say(`alert.reason.${one.reason}`)} {one.detail}
              </p>
              {one.begins && (
                <p>
                  <code className={styles.begins}>{one.begins}</code>
                </p>
              )}
              <p className={styles.soft}>
                {say('alert.unreadable-line', { at: dateTimeText(one.receivedAt), bytes: format.number(one.bytes) })}
              </p>
            </li>
          ))}
        </ul>
      </details>
    </Card>
  );
}
