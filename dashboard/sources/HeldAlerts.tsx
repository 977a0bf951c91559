import { Link } from 'wouter';
import { Notice } from '../components/Notice.tsx';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viSources } from '../i18n/vi-sources.ts';
import styles from '../library/Library.module.css';
import { useAlerts } from './ask.ts';
import { alertsOf } from './paths.ts';

knowWords(viSources);

/** «Cảnh báo cần quyết định (1)», where a person looks for what came from above. */
export function HeldAlerts() {
  const { say, format } = useWords();
  const held = useAlerts({ state: 'held', limit: 1 }).data?.total;
  if (!held) return null;
  return (
    <Notice meaning="partial" role="status">
      <Link href={alertsOf('held')} className={styles.noticeLink}>
        {say('alert.to-decide', { n: format.number(held) })}
      </Link>
    </Notice>
  );
}
