import { Button, Progress, Stack, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import { useGateway } from '../data/Gateway.tsx';
import { paths } from '../data/paths.ts';
import { uploadRecording } from '../data/upload.ts';
import { useWords } from '../i18n/Language.tsx';
import { Listen } from './Listen.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';

const LARGEST_BYTES = 200 * 1024 * 1024;
const AUDIO = '.mp3,.wav,.ogg,.opus,.m4a,.flac,audio/*';

/** Sends an audio file with progress, then shows what became of its loudness and lets it be heard. */
export function UploadPanel({ onUploaded }: { onUploaded: (recording: Recording) => void }) {
  const { say, format } = useWords();
  const { client, queries } = useGateway();
  const picker = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState('');
  const [share, setShare] = useState<number | undefined>();
  const [failure, setFailure] = useState<string | undefined>();
  const [done, setDone] = useState<Recording | undefined>();

  const send = async (file: File | undefined) => {
    if (!file) return;
    setDone(undefined);
    setFailure(file.size > LARGEST_BYTES ? say('problem.too-large') : undefined);
    if (file.size > LARGEST_BYTES) return;
    setShare(0);
    try {
      const recording = await uploadRecording(
        client,
        file,
        title.trim() || file.name.replace(/\.[^.]+$/, ''),
        setShare,
      );
      void queries.invalidateQueries({ queryKey: [paths.recordings] });
      setDone(recording);
      setTitle('');
      onUploaded(recording);
    } catch (error) {
      setFailure(problemText(error, say));
    } finally {
      setShare(undefined);
    }
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
          void send(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      <Button size="lg" variant="light" loading={share !== undefined} onClick={() => picker.current?.click()}>
        {say('upload.choose')}
      </Button>
      {share !== undefined && (
        <div role="status">
          <p>{share < 1 ? say('upload.sending', { share: format.percent(share) }) : say('upload.encoding')}</p>
          <Progress value={share * 100} aria-label={say('upload.choose')} />
        </div>
      )}
      {failure && (
        <Notice meaning="bad" role="alert" title={say('upload.failed')}>
          {failure}
        </Notice>
      )}
      {done && (
        <Notice meaning="good" role="status" title={say('upload.done', { title: done.title })}>
          <p>
            {say('upload.loudness', {
              length: format.length(done.durationMs),
              before: format.number(done.loudnessBefore, 1),
              after: format.number(done.loudnessAfter, 1),
            })}
          </p>
          <Listen mp3={done.mp3} label={say('listen.label', { title: done.title })} />
        </Notice>
      )}
    </Stack>
  );
}
