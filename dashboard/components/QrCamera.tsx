import { Button, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/Language.tsx';
import { Notice } from './Notice.tsx';
import styles from './QrCamera.module.css';
import { readVideo } from './qr-reader.ts';

type State = 'off' | 'on' | 'refused' | 'missing';

/** The camera, only after a tap; `onText` says whether a QR was the right kind. */
export function QrCamera({ onText }: { onText: (text: string) => boolean }) {
  const { say } = useWords();
  const [state, setState] = useState<State>('off');
  const [stranger, setStranger] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  const accept = useRef(onText);
  accept.current = onText;

  useEffect(() => {
    const element = video.current;
    if (state !== 'on' || !element) return;
    const end = new AbortController();
    let stream: MediaStream | undefined;
    const run = async () => {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 } },
      });
      if (end.signal.aborted) return stop(stream);
      element.srcObject = stream;
      await element.play();
      await readVideo(
        element,
        (text) => {
          const isOurs = accept.current(text);
          setStranger(!isOurs);
          return isOurs;
        },
        end.signal,
      );
      setState('off');
    };
    run().catch((error: unknown) => {
      if (end.signal.aborted) return;
      setState(error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'missing');
    });
    return () => {
      end.abort();
      stop(stream);
    };
  }, [state]);

  const begin = () => setState(navigator.mediaDevices ? 'on' : 'missing');
  return (
    <Stack gap="sm">
      {state === 'on' ? (
        <>
          <video ref={video} className={styles.view} muted playsInline aria-label={say('enrol.camera-view')} />
          <p>{say('enrol.camera-hint')}</p>
          <Button size="lg" variant="default" onClick={() => setState('off')}>
            {say('enrol.camera-off')}
          </Button>
        </>
      ) : (
        <Button size="lg" onClick={begin}>
          {say('enrol.camera-on')}
        </Button>
      )}
      {state === 'on' && stranger && (
        <Notice meaning="partial" role="status">
          {say('enrol.not-a-label')}
        </Notice>
      )}
      {(state === 'refused' || state === 'missing') && (
        <Notice meaning="bad" role="alert">
          {say(state === 'refused' ? 'enrol.camera-refused' : 'enrol.camera-missing')}
        </Notice>
      )}
    </Stack>
  );
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
