import type { LiveSession } from '../../protocol/api/live.ts';
import { Card } from '../components/Card.tsx';
import { Notice } from '../components/Notice.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viLive } from '../i18n/vi-live.ts';
import styles from './Live.module.css';
import { LiveLine } from './LiveLine.tsx';
import { SaidAloud } from './SaidAloud.tsx';

knowWords(viLive);

/** On the page of a run: that somebody spoke, why it ended, and what was said. */
export function LiveOfRun({ session }: { session: LiveSession }) {
  const { say } = useWords();
  const now = useServerNow();
  return (
    <Card title={say('live.title')}>
      <div className={styles.after}>
        {session.state === 'ended' ? (
          <>
            <p>{say('live.spoken-by', { name: session.byName, where: session.areaNames.join(', ') })}</p>
            {session.end && <Notice meaning="unknown">{say(`live.ended.${session.end}`)}</Notice>}
            {session.recording && <SaidAloud recording={session.recording} />}
          </>
        ) : (
          <p>
            <LiveLine session={session} now={now} />
          </p>
        )}
      </div>
    </Card>
  );
}
