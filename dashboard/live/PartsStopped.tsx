import type { LiveSession } from '../../protocol/api/live.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { Notice } from '../components/Notice.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from './Live.module.css';

/** «Đông: 4 cụm đã im lúc 10:12, Bình dừng. Nơi khác vẫn nghe.» */
export function PartsStopped({ parts }: { parts: LiveSession['partsStopped'] }) {
  const { say, format } = useWords();
  if (!parts) return null;
  return (
    <Notice meaning="partial" role="status" title={say('live.parts')}>
      <ul className={styles.parts} data-parts>
        {parts.map(({ at, byName, areaNames, nodes }) => (
          <li key={`${at} ${areaNames[0]}`}>
            {say('live.part', {
              ...{ where: areaNames.join(', '), nodes: format.number(nodes), at: timeOf(at), who: byName },
            })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
