import { Button } from '@mantine/core';
import { useState } from 'react';
import type { LiveSession } from '../../protocol/api/live.ts';
import { liveStreamPath } from '../../protocol/streams.ts';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { CopyButton } from '../people/CopyButton.tsx';
import { useEndLive } from './ask.ts';
import styles from './Live.module.css';
import { LiveLine } from './LiveLine.tsx';
import { PartsStopped } from './PartsStopped.tsx';

/** Who else speaks in the own area: stopped by who may, heard on this machine or in a player. */
export function Others({ sessions }: { sessions: readonly LiveSession[] }) {
  const { say } = useWords();
  if (sessions.length === 0) return null;
  return (
    <Card title={say('live.others')}>
      <ul className={styles.others}>
        {sessions.map((session) => (
          <Other key={session.id} session={session} />
        ))}
      </ul>
    </Card>
  );
}

function Other({ session }: { session: LiveSession }) {
  const { say } = useWords();
  const { role } = useMe().account;
  const now = useServerNow();
  const end = useEndLive();
  const [asking, setAsking] = useState(false);
  const [listening, setListening] = useState(false);
  // A hamlet head stops the own session only (UX §2).
  const stops = session.own || (may(role, 'stop') && role !== 'hamlet-head');
  const address = session.listen && new URL(session.listen, location.origin).href;
  return (
    <li className={styles.other} data-session={session.id}>
      <p className={styles.line}>
        <StateTag told={{ meaning: 'on-air', word: 'run.on-air' }} />
        <LiveLine session={session} now={now} />
        {session.own && <span>{say('live.own-elsewhere')}</span>}
      </p>
      <div className={styles.buttons}>
        {stops && (
          <Button size="md" h={44} color="dark" onClick={() => setAsking(true)}>
            {say('stop.short')}
          </Button>
        )}
        {!listening && (
          <Button size="md" h={44} variant="default" onClick={() => setListening(true)}>
            {say('live.listen')}
          </Button>
        )}
        {listening && (
          // biome-ignore lint/a11y/useMediaCaption: somebody speaks now
          <audio
            controls
            autoPlay
            src={liveStreamPath(session.id)}
            aria-label={say('live.listen')}
            className={styles.audio}
          />
        )}
      </div>
      <PartsStopped parts={session.partsStopped} />
      {address && (
        <details className={styles.address}>
          <summary>{say('live.address')}</summary>
          <p>{say('live.address-what')}</p>
          <code>{address}</code>
          <CopyButton text={address} />
        </details>
      )}
      {asking && (
        <ConfirmSheet
          title={say('live.stop-title', { name: session.byName })}
          submit={say('stop.now-button')}
          act={end}
          onSubmit={() => end.mutate(session.id, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p>{say('live.stop-what')}</p>
        </ConfirmSheet>
      )}
    </li>
  );
}
