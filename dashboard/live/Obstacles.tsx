import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { LiveOutlook } from '../../protocol/api/live.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { EmergencyContacts } from '../components/EmergencyContacts.tsx';
import { Notice } from '../components/Notice.tsx';
import { useMe } from '../data/session.ts';
import { dateTimeText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Live.module.css';

/** It is no hour to speak: from when on, and what to do where there is danger. */
export function OutOfHours({ until }: { until: number | undefined }) {
  const { say } = useWords();
  const raises = may(useMe().account.role, 'emergency');
  return (
    <Notice meaning="bad" title={say('live.quiet')}>
      {until !== undefined && <p>{say('live.quiet-until', { when: dateTimeText(until) })}</p>}
      {raises ? (
        <p>
          {say('live.quiet-emergency')} <Link href="/khan-cap">{say('emergency.button')}</Link>
        </p>
      ) : (
        <>
          <p>{say('live.quiet-call')}</p>
          <EmergencyContacts />
        </>
      )}
    </Notice>
  );
}

export function SomeoneSpeaks({ speaker }: { speaker: NonNullable<LiveOutlook['speaker']> }) {
  const { say } = useWords();
  return (
    <Notice meaning="partial" title={say('live.someone', { name: speaker.byName, until: timeOf(speaker.until) })}>
      {say('live.someone-what')}
    </Notice>
  );
}

interface BusyProps {
  playing: LiveOutlook['playing'];
  /** Why it is interrupted; undefined while nobody wants to. */
  reason: string | undefined;
  onReason: (reason: string | undefined) => void;
  reasonMissing: boolean;
}

/** Something else sounds there: wait for its end, or interrupt it and say why. */
export function Busy({ playing, reason, onReason, reasonMissing }: BusyProps) {
  const { say, format } = useWords();
  const [waiting, setWaiting] = useState(false);
  return (
    <Notice
      meaning="partial"
      title={playing
        .slice(0, 3)
        .map(({ title, until }) => say('live.busy', { title, until: timeOf(until) }))
        .join(' ')}
    >
      <p>{say('live.busy-nodes', { n: format.number(Math.max(...playing.map(({ nodes }) => nodes))) })}</p>
      {reason === undefined ? (
        <>
          <div className={styles.buttons}>
            <Button size="md" h={44} variant="default" onClick={() => setWaiting(true)}>
              {say('live.busy-wait')}
            </Button>
            <Button size="md" h={44} color="dark" onClick={() => onReason('')}>
              {say('live.busy-interrupt')}
            </Button>
          </div>
          <span role="status">{waiting && say('live.busy-waiting')}</span>
        </>
      ) : (
        <div className={styles.reason}>
          <TextInput
            id="live-reason"
            label={say('live.busy-reason')}
            error={reasonMissing && say('live.busy-reason-missing')}
            maxLength={200}
            autoComplete="off"
            autoFocus
            value={reason}
            onChange={(event) => onReason(event.currentTarget.value)}
          />
          <Button size="md" h={44} variant="default" onClick={() => onReason(undefined)}>
            {say('live.busy-not')}
          </Button>
        </div>
      )}
    </Notice>
  );
}
