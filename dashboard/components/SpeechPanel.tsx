import { Button, InputBase, NativeSelect, Stack } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import type { SpeechInput } from '../../protocol/api/library.ts';
import { SPEEDS, VOICES } from '../../protocol/speech.ts';
import { type SpeechDraft, useSpeech } from '../data/library.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viSpeech } from '../i18n/vi-speech.ts';
import { useVoices } from '../speech/ask.ts';
import words from '../speech/Speech.module.css';
import { Spelling } from '../speech/Spelling.tsx';
import { ListenPlayer } from './ListenPlayer.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';
import styles from './SpeechPanel.module.css';

knowWords(viSpeech);

/** Lengths of pauses to be put in with one press, in seconds. */
const PAUSES = [1, 3] as const;
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
  const voices = useVoices();
  const draft: SpeechDraft = {
    text: text.trim().normalize('NFC'),
    voice,
    speed,
    ...(title ? { title } : {}),
    ...(area ? { area } : {}),
  };
  const can = voices.data?.voices ?? VOICES.map((id) => ({ id, name: '' }));
  // The shipped engine's voices are named by their region, in the language of the page.
  const isShipped = voices.data === undefined || voices.data.engine === 'espeak-ng';
  const made = make.data && { recording: make.data, text: make.variables.text };

  const type = (next: string) => {
    setText(next);
    onText?.(next);
  };
  /** Where the cursor stands, which then stands behind it. */
  const pause = (seconds: number) => {
    const { selectionEnd = text.length } = field.current ?? {};
    const before = text.slice(0, selectionEnd ?? text.length);
    const behind = text.slice(before.length);
    const gap = (edge: RegExp, of: string) => (of === '' || edge.test(of) ? '' : ' ');
    const mark = `${gap(/\s$/, before)}[nghỉ ${seconds} giây]${gap(/^\s/, behind)}`;
    if (text.length + mark.length > LONGEST_TEXT) return;
    type(`${before}${mark}${behind}`);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(before.length + mark.length, before.length + mark.length);
    });
  };
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
        onChange={(event) => type(event.currentTarget.value)}
      />
      <div className={words.tools}>
        {PAUSES.map((seconds) => (
          <Button key={seconds} size="md" variant="default" onClick={() => pause(seconds)}>
            {say('sentence.insert-pause', { seconds: String(seconds) })}
          </Button>
        ))}
      </div>
      {voices.data?.missing && (
        <Notice meaning="bad" title={say('speech.missing')}>
          {say('speech.missing-what')}
        </Notice>
      )}
      <Spelling draft={draft} />
      <div className={styles.choices}>
        <NativeSelect
          label={say('speech.voice')}
          value={voice}
          onChange={(event) => setVoice(VOICES.find((one) => one === event.currentTarget.value) ?? 'north')}
          data={can.map(({ id, name }) => ({ value: id, label: isShipped ? say(`speech.voice.${id}`) : name }))}
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
