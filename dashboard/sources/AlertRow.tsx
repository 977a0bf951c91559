import { Link } from 'wouter';
import type { Alert } from '../../protocol/api/sources.ts';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Alerts.module.css';
import { alertSentence, scalesText, tellAlert } from './alert-words.ts';
import { alertPath } from './paths.ts';

const NAMED = 4;

/** One message: what it warns of, where, from whom, and what became of it. */
export function AlertRow({ one }: { one: Alert }) {
  const { say } = useWords();
  return (
    <li data-alert={one.state}>
      <p className={styles.name}>
        <Link href={alertPath(one.id)}>{one.headline || one.event}</Link> <StateTag told={tellAlert(one.state)} />
        {one.status !== 'Actual' && <StateTag told={{ meaning: 'excused', word: `alert.status.${one.status}` }} />}
      </p>
      <p>{alertSentence(one, say)}</p>
      <p className={styles.soft}>
        {[
          say(`alert.type.${one.messageType}`),
          scalesText(one, say),
          placesText(one, say),
          say('alert.from', { name: one.sourceName, at: dateTimeText(one.receivedAt) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </li>
  );
}

/** «Thanh Chương, Con Cuông và 3 nơi nữa» */
export function placesText({ areaNames }: Pick<Alert, 'areaNames'>, say: ReturnType<typeof useWords>['say']): string {
  const more = areaNames.length - NAMED;
  const named = areaNames.slice(0, NAMED).join(', ');
  return more > 0 ? say('alert.places-more', { named, n: more }) : named;
}
