import { Button, Progress } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { UnreachableError } from '../data/gateway-client.ts';
import { useUpload } from '../data/upload.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';
import styles from './Recorder.module.css';

interface Props {
  blob: Blob;
  lengthMs: number;
  onAgain: () => void;
  onUploaded: (recording: Recording) => void;
}

/** What was recorded: to be heard, sent, or recorded again. Without a network it waits in the browser. */
export function RecordedSound({ blob, lengthMs, onAgain, onUploaded }: Props) {
  const { say, format } = useWords();
  const now = useServerNow(60_000);
  const { upload, share } = useUpload();
  const [url, setUrl] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  const send = useCallback(() => {
    const file = new File([blob], `ghi-am.${blob.type === 'audio/mp4' ? 'm4a' : 'webm'}`, { type: blob.type });
    upload.mutate({ file, title: say('recorder.title', { when: dateTimeText(now) }) }, { onSuccess: onUploaded });
  }, [blob, upload.mutate, say, now, onUploaded]);
  const waits = upload.error instanceof UnreachableError;
  useEffect(() => {
    if (!waits) return;
    window.addEventListener('online', send);
    return () => window.removeEventListener('online', send);
  }, [waits, send]);
  return (
    <div className={styles.recorder}>
      <p>
        <b>{say('recorder.done', { length: format.length(lengthMs) })}</b>
      </p>
      {url && (
        // biome-ignore lint/a11y/useMediaCaption: what was just spoken has no captions
        <audio className={styles.again} controls src={url} aria-label={say('recorder.listen')} />
      )}
      <div className={styles.buttons}>
        <Button size="lg" data-primary loading={upload.isPending} onClick={send}>
          {say('recorder.use')}
        </Button>
        <Button size="lg" variant="default" disabled={upload.isPending} onClick={onAgain}>
          {say('recorder.again')}
        </Button>
      </div>
      {upload.isPending && (
        <div role="status">
          <p>{share < 1 ? say('upload.sending', { share: format.percent(share) }) : say('upload.encoding')}</p>
          <Progress value={share * 100} aria-label={say('recorder.use')} />
        </div>
      )}
      {upload.isError && (
        <Notice
          meaning={waits ? 'partial' : 'bad'}
          role="alert"
          title={say(waits ? 'recorder.waits' : 'upload.failed')}
        >
          {waits ? say('recorder.waits-why') : problemText(upload.error, say)}
        </Notice>
      )}
    </div>
  );
}
