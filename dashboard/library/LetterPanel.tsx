import { Button, Progress, Stack } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import type { Letter } from '../../protocol/api/library.ts';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { useLetter } from '../data/bulletins.ts';
import { useWords } from '../i18n/Language.tsx';

const SpeechPanel = lazy(async () => ({ default: (await import('../components/SpeechPanel.tsx')).SpeechPanel }));

interface Props {
  onRead: (letter: Letter) => void;
  onMade: (recording: Recording, text: string) => void;
}

/** An official letter (DOCX, PDF) becomes a text to be read aloud. Nobody types it again. */
export function LetterPanel({ onRead, onMade }: Props) {
  const { say, format } = useWords();
  const read = useLetter();
  const [share, setShare] = useState(0);
  const picker = useRef<HTMLInputElement>(null);
  const letter = read.data;
  return (
    <Stack gap="sm">
      <p>{say('letter.hint')}</p>
      <input
        ref={picker}
        type="file"
        accept=".docx,.pdf,application/pdf,application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        aria-label={say('letter.choose')}
        className="visually-hidden"
        tabIndex={-1}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file) read.mutate({ file, progress: setShare }, { onSuccess: onRead });
        }}
      />
      <Button size="lg" variant="light" data-primary loading={read.isPending} onClick={() => picker.current?.click()}>
        {say('letter.choose')}
      </Button>
      {read.isPending && (
        <div role="status">
          <p>{share < 1 ? say('upload.sending', { share: format.percent(share) }) : say('letter.reading')}</p>
          <Progress value={share * 100} aria-label={say('letter.choose')} />
        </div>
      )}
      {read.isError && (
        <Notice meaning="bad" role="alert" title={say('letter.failed')}>
          {problemText(read.error, say)}
        </Notice>
      )}
      {letter && !read.isPending && (
        <>
          <Notice meaning={letter.warnings.length > 0 ? 'partial' : 'good'} role="status" title={letter.title}>
            {letter.reference && <p>{say('letter.reference', { reference: letter.reference })}</p>}
            {letter.warnings.map((warning) => (
              <p key={warning}>{say(`letter.warning.${warning}`)}</p>
            ))}
          </Notice>
          {!letter.warnings.includes('no-text') && (
            <Suspense fallback={null}>
              <SpeechPanel key={letter.text} text={letter.text} title={letter.title} onMade={onMade} />
            </Suspense>
          )}
        </>
      )}
    </Stack>
  );
}
