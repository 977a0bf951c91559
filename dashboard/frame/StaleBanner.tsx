import { Notice } from '../components/Notice.tsx';
import { useFreshness } from '../data/Gateway.tsx';
import { clockText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Frame.module.css';

/** Says in words when what stands below is old, or when the gateway itself cannot hear the nodes. */
export function StaleBanner() {
  const { say } = useWords();
  const { age, heardAt, watching } = useFreshness();
  if (age === 'lost') {
    return (
      <div className={styles.banner}>
        <Notice meaning="partial" role="alert" title={say('banner.lost-title')}>
          {say('banner.lost', { at: clockText(heardAt).slice(0, 5) })}
        </Notice>
      </div>
    );
  }
  if (watching) return null;
  return (
    <div className={styles.banner}>
      <Notice meaning="unknown" role="status" title={say('banner.unwatched-title')}>
        {say('banner.unwatched')}
      </Notice>
    </div>
  );
}
