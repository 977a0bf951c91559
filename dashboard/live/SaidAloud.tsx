import { Listen } from '../components/Listen.tsx';
import { useRecordings } from '../data/queries.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viLive } from '../i18n/vi-live.ts';
import styles from './Live.module.css';

knowWords(viLive);

/** What was said, as it was kept. */
export function SaidAloud({ recording }: { recording: string }) {
  const { say } = useWords();
  const recordings = useRecordings();
  const found = recordings.data?.items.find((one) => one.sha256 === recording);
  return (
    <div className={styles.said}>
      <b>{say('live.recording')}</b>
      {found ? (
        <Listen mp3={found.mp3} label={say('live.recording')} />
      ) : (
        <p role="status">{say(recordings.isPending ? 'live.recording-fetching' : 'live.recording-missing')}</p>
      )}
    </div>
  );
}
