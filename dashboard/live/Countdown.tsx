import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useServerNow } from '../data/Gateway.tsx';
import { useWords } from '../i18n/Language.tsx';
import { beep } from './beeps.ts';
import type { Ear } from './ear.ts';
import styles from './Live.module.css';
import { type Speech, secondsToGo } from './speech-state.ts';

const LOOK_MS = 100;
/** A chime makes the countdown longer; the last three seconds are the same everywhere. */
const BEEPS = 3;

/** 3, 2, 1: seen, heard on this machine, and read out, so that nobody begins into loudspeakers that are not there yet. */
export function Countdown({ speech, ear, onCancel }: { speech: Speech; ear: Ear | undefined; onCancel: () => void }) {
  const { say } = useWords();
  const now = useServerNow(LOOK_MS);
  const left = speech.phase === 'countdown' ? secondsToGo(speech.startsAt, now) : undefined;
  const { soundsAt } = speech.session;
  const isChiming = left !== undefined && left > 0 && soundsAt < speech.startsAt && now >= soundsAt;
  useEffect(() => {
    if (ear && left && left <= BEEPS) beep(ear.context);
  }, [ear, left]);
  return (
    <div className={styles.countdown} data-live="countdown">
      <p>{say(isChiming ? 'live.chime' : 'live.get-ready')}</p>
      <p className={styles.number} aria-live="assertive" aria-atomic="true">
        {left === undefined ? say('live.connecting') : left === 0 ? say('live.speak-now') : left}
      </p>
      <Button size="lg" variant="default" onClick={onCancel}>
        {say('live.cancel')}
      </Button>
    </div>
  );
}
