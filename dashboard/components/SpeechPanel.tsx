import { Button, InputBase, NativeSelect, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useRef, useState } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import type { SpeechInput } from '../../protocol/api/library.ts';
import { SPEEDS, VOICES } from '../../protocol/speech.ts';
import { type SpeechDraft, useSpeech, useSpeechPreview } from '../data/library.ts';
import { useWords } from '../i18n/Language.tsx';
import { ListenPlayer } from './ListenPlayer.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';
import styles from './SpeechPanel.module.css';
import { Spoken } from './Spoken.tsx';

const PREVIEW_AFTER_MS = 600;
const LONGEST_TEXT = 20_000;

interface Props {
  /** The area the recording belongs to; the user's own first one when absent. */
  area?: string | undefined;
  /** Text to begin with, as of an official letter. */
  text?: string;
  title?: string | undefined;
  /** What is typed, for a page that keeps it. */
  onText?: (text: string) => void;
  onMade: (recording: Recording, text: string) => void;
}

/** «Đọc văn bản»: what the machine will read is seen before it is made, and heard before it is used. */
export function SpeechPanel({ area, text: given = '', title, onText, onMade }: Props) {
  const { say, format } = useWords();
  const [text, setText] = useState(given);
  const [voice, setVoice] = useState<SpeechInput['voice']>('north');
  const [speed, setSpeed] = useState<SpeechInput['speed']>('normal');
  const [empty, setEmpty] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const make = useSpeech();
  const draft: SpeechDraft = {
    text: text.trim().normalize('NFC'),
    voice,
    speed,
    ...(title ? { title } : {}),
    ...(area ? { area } : {}),
  };
  const made = make.data && { recording: make.data, text: make.variables.text };

  const submit = () => {
    setEmpty(draft.text === '');
    if (draft.text === '') return field.current?.focus();
    make.mutate(draft, { onSuccess: (recording) => onMade(recording, draft.text) });
  };
  return (
    <Stack gap="sm">
      <InputBase
        ref={field}
        id="speech-text"
        component="textarea"
        label={say('speech.text')}
        description={say('speech.text-hint')}
        error={empty && say('speech.text-missing')}
        rows={7}
        multiline
        maxLength={LONGEST_TEXT}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          onText?.(event.currentTarget.value);
        }}
      />
      <Spelling draft={draft} />
      <div className={styles.choices}>
        <NativeSelect
          label={say('speech.voice')}
          value={voice}
          onChange={(event) => setVoice(VOICES.find((one) => one === event.currentTarget.value) ?? 'north')}
          data={VOICES.map((one) => ({ value: one, label: say(`speech.voice.${one}`) }))}
        />
        <NativeSelect
          label={say('speech.speed')}
          value={speed}
          onChange={(event) => setSpeed(SPEEDS.find((one) => one === event.currentTarget.value) ?? 'normal')}
          data={SPEEDS.map((one) => ({ value: one, label: say(`speech.speed.${one}`) }))}
        />
        <Button size="md" h={44} loading={make.isPending} onClick={submit} data-primary>
          {say('speech.make')}
        </Button>
      </div>
      <div role="status">
        {make.isPending && <p>{say('speech.making')}</p>}
        {made && !make.isPending && (
          <Notice
            meaning={made.text === draft.text ? 'good' : 'partial'}
            title={
              made.text === draft.text
                ? say('speech.made', { length: format.length(made.recording.durationMs) })
                : say('speech.stale')
            }
          >
            <ListenPlayer key={made.recording.sha256} recording={made.recording} />
          </Notice>
        )}
      </div>
      {make.isError && (
        <Notice meaning="bad" role="alert" title={say('speech.failed')}>
          {problemText(make.error, say)}
        </Notice>
      )}
    </Stack>
  );
}

/** «Máy sẽ đọc: …», a moment after the typing stops. */
function Spelling({ draft }: { draft: SpeechDraft }) {
  const { say } = useWords();
  const [text] = useDebouncedValue(draft.text, PREVIEW_AFTER_MS);
  const preview = useSpeechPreview({ text, voice: draft.voice, speed: draft.speed });
  if (draft.text === '') return null;
  if (preview.isError) return <Notice meaning="partial">{say('speech.preview-failed')}</Notice>;
  if (!preview.data) return null;
  return (
    <div className={styles.spelling} aria-busy={preview.isPlaceholderData || undefined}>
      <p>{say('speech.will-read')}</p>
      <Spoken preview={preview.data} />
    </div>
  );
}
