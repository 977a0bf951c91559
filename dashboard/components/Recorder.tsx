import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import { findKept, forgetKept, type KeptRecording } from '../data/kept-recording.ts';
import { useMe } from '../data/session.ts';
import { dateTimeText } from '../format/date.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viLibrary } from '../i18n/vi-library.ts';
import { LevelMeter } from './LevelMeter.tsx';
import { MicrophoneHelp } from './MicrophoneHelp.tsx';
import { type Recorded, useMicrophone } from './microphone.ts';
import { Notice } from './Notice.tsx';
import { RecordedSound } from './RecordedSound.tsx';
import styles from './Recorder.module.css';

knowWords(viLibrary);

/** Records a voice: level while speaking, kept every five seconds, heard again before it is sent as a recording. */
export function Recorder({ onUploaded }: { onUploaded: (recording: Recording) => void }) {
  const { say, format } = useWords();
  const account = useMe().account.id;
  const [recorded, setRecorded] = useState<Recorded | undefined>();
  const [kept, setKept] = useState<KeptRecording | undefined>();
  const microphone = useMicrophone(account, setRecorded);
  const hiddenAt = useHidden(microphone.state === 'recording', microphone.atMs);

  useEffect(() => {
    let current = true;
    findKept(account).then(
      (found) => current && setKept(found),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [account]);

  const begin = async () => {
    setRecorded(undefined);
    setKept(undefined);
    await forgetKept(account).catch(() => {});
    await microphone.start();
  };
  const discard = () => {
    setRecorded(undefined);
    setKept(undefined);
    forgetKept(account).catch(() => {});
  };

  if (microphone.state === 'recording')
    return (
      <div className={styles.recorder}>
        <p className={styles.running}>
          <span className={styles.dot} aria-hidden="true" />
          <span role="timer">{format.length(microphone.atMs)}</span>
          <span className="visually-hidden">{say('recorder.running')}</span>
        </p>
        <LevelMeter value={microphone.meter} level={microphone.level} />
        <Button size="lg" color="dark" data-primary onClick={microphone.stop}>
          {say('recorder.stop')}
        </Button>
        {hiddenAt !== undefined && (
          <Notice meaning="bad" role="alert" title={say('recorder.hidden', { at: format.length(hiddenAt) })}>
            {say('recorder.hidden-why')}
          </Notice>
        )}
        {microphone.unkept ? (
          <Notice meaning="partial">{say('recorder.unkept')}</Notice>
        ) : (
          <p className={styles.soft}>{say('recorder.keeps')}</p>
        )}
      </div>
    );
  if (recorded)
    return (
      <RecordedSound
        blob={recorded.blob}
        lengthMs={recorded.lengthMs}
        onAgain={begin}
        onUploaded={(recording) => {
          discard();
          onUploaded(recording);
        }}
      />
    );
  return (
    <div className={styles.recorder}>
      {kept && (
        <Notice meaning="partial" title={say('recorder.kept', { length: format.length(kept.lengthMs) })}>
          <p>{say('recorder.kept-when', { when: dateTimeText(kept.startedAt) })}</p>
          <div className={styles.buttons}>
            <Button
              size="md"
              onClick={() => {
                setRecorded({ blob: new Blob([...kept.pieces], { type: kept.type }), lengthMs: kept.lengthMs });
              }}
            >
              {say('recorder.use-kept')}
            </Button>
            <Button size="md" variant="default" onClick={discard}>
              {say('recorder.throw-away')}
            </Button>
          </div>
        </Notice>
      )}
      {microphone.fault ? (
        <MicrophoneHelp fault={microphone.fault} onRetry={begin} />
      ) : (
        <>
          <Button size="lg" data-primary loading={microphone.state === 'asking'} onClick={begin}>
            {say('recorder.start')}
          </Button>
          <p className={styles.soft}>{say('recorder.hint')}</p>
        </>
      )}
    </div>
  );
}

/** Since which moment of the recording the page was out of sight: a phone may have cut the microphone there. */
function useHidden(recording: boolean, atMs: number): number | undefined {
  const [hiddenAt, setHiddenAt] = useState<number | undefined>();
  const at = useRef(atMs);
  at.current = atMs;
  useEffect(() => {
    if (!recording) return setHiddenAt(undefined);
    const looked = () => document.visibilityState === 'hidden' && setHiddenAt(at.current);
    document.addEventListener('visibilitychange', looked);
    return () => document.removeEventListener('visibilitychange', looked);
  }, [recording]);
  return hiddenAt;
}
