import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useServerNow } from '../data/Gateway.tsx';
import { useWords } from '../i18n/Language.tsx';
import { beep } from './beeps.ts';
import type { Ear } from './ear.ts';
import styles from './Live.module.css';
import { type Speech, secondsToGo } from './speech-state.ts';

const LOOK_MS = 100;

/** 3, 2, 1: seen, heard on this machine, and read out, so that nobody begins into loudspeakers that are not there yet. */
export function Countdown({ speech, ear, onCancel }: { speech: Speech; ear: Ear | undefined; onCancel: () => void }) {
  const { say } = useWords();
  const now = useServerNow(LOOK_MS);
  const left = speech.phase === 'countdown' ? secondsToGo(speech.startsAt, now) : undefined;
  useEffect(() => {
    if (ear && left) beep(ear.context);
  }, [ear, left]);
  return (
    <div className={styles.countdown} data-live="countdown">
      <p>{say('live.get-ready')}</p>
      <p className={styles.number} aria-live="assertive" aria-atomic="true">
        {left === undefined ? say('live.connecting') : left === 0 ? say('live.speak-now') : left}
      </p>
      <Button size="lg" variant="default" onClick={onCancel}>
        {say('live.cancel')}
      </Button>
    </div>
  );
}
