import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/Language.tsx';
import type { Ear } from './ear.ts';
import styles from './Live.module.css';

const TRIAL_MS = 3_000;

/** Three seconds into the microphone and back out of this machine; nothing of it leaves the browser. */
export function Trial({ listen }: { listen: () => Promise<Ear | undefined> }) {
  const { say } = useWords();
  const [state, setState] = useState<'idle' | 'recording' | 'done'>('idle');
  const [sound, setSound] = useState<string | undefined>();
  const recorder = useRef<MediaRecorder | undefined>(undefined);
  useEffect(
    () => () => {
      if (recorder.current?.state === 'recording') recorder.current.stop();
    },
    [],
  );
  useEffect(() => (sound ? () => URL.revokeObjectURL(sound) : undefined), [sound]);

  const record = async () => {
    const ear = await listen();
    if (!ear || recorder.current?.state === 'recording') return;
    setState('recording');
    const now = new MediaRecorder(ear.stream);
    recorder.current = now;
    const pieces: Blob[] = [];
    now.ondataavailable = ({ data }) => pieces.push(data);
    now.onstop = () => {
      setSound(URL.createObjectURL(new Blob(pieces, { type: now.mimeType })));
      setState('done');
    };
    now.start();
    setTimeout(() => now.state === 'recording' && now.stop(), TRIAL_MS);
  };
  return (
    <div className={styles.trial}>
      <Button variant="default" size="md" h={44} aria-disabled={state === 'recording'} onClick={record}>
        {say(state === 'recording' ? 'live.trial.recording' : 'live.trial')}
      </Button>
      <span role="status">{state !== 'idle' && say(`live.trial.${state}`)}</span>
      {sound && (
        // biome-ignore lint/a11y/useMediaCaption: three seconds of the speaker's own voice
        <audio
          key={sound}
          controls
          autoPlay
          src={sound}
          aria-label={say('live.trial.again')}
          className={styles.audio}
        />
      )}
    </div>
  );
}
