import { Button, Progress, Stack, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import { useUpload } from '../data/upload.ts';
import { useWords } from '../i18n/Language.tsx';
import { ListenPlayer } from './ListenPlayer.tsx';
import { Loudness } from './Loudness.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';

const LARGEST_BYTES = 200 * 1024 * 1024;
const AUDIO = '.mp3,.wav,.ogg,.opus,.m4a,.flac,audio/*';

/** Sends an audio file with progress, then shows what became of its loudness and lets it be heard. */
export function UploadPanel({ onUploaded }: { onUploaded: (recording: Recording) => void }) {
  const { say, format } = useWords();
  const { upload, share } = useUpload();
  const picker = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState('');
  const [tooLarge, setTooLarge] = useState(false);
  const done = upload.data;

  const send = (file: File | undefined) => {
    if (!file) return;
    setTooLarge(file.size > LARGEST_BYTES);
    upload.reset();
    if (file.size > LARGEST_BYTES) return;
    upload.mutate({ file, title: title.trim() || file.name.replace(/\.[^.]+$/, '') }, { onSuccess: onUploaded });
  };
  return (
    <Stack align="stretch" gap="sm">
      <TextInput
        label={say('upload.title')}
        description={say('upload.hint')}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <input
        ref={picker}
        type="file"
        accept={AUDIO}
        aria-label={say('upload.choose')}
        className="visually-hidden"
        tabIndex={-1}
        onChange={(event) => {
          send(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      <Button size="lg" variant="light" data-primary loading={upload.isPending} onClick={() => picker.current?.click()}>
        {say('upload.choose')}
      </Button>
      {upload.isPending && (
        <div role="status">
          <p>{share < 1 ? say('upload.sending', { share: format.percent(share) }) : say('upload.encoding')}</p>
          <Progress value={share * 100} aria-label={say('upload.choose')} />
        </div>
      )}
      {(tooLarge || upload.isError) && (
        <Notice meaning="bad" role="alert" title={say('upload.failed')}>
          {tooLarge ? say('problem.too-large') : problemText(upload.error, say)}
        </Notice>
      )}
      {done && (
        <Notice
          meaning="good"
          role="status"
          title={say('upload.done', { title: done.title, length: format.length(done.durationMs) })}
        >
          <Loudness recording={done} />
          <ListenPlayer recording={done} />
        </Notice>
      )}
    </Stack>
  );
}
