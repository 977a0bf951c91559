import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import panel from '../components/SpeechPanel.module.css';
import { Spoken } from '../components/Spoken.tsx';
import { type SpeechDraft, useSpeechPreview } from '../data/library.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { useDictionary } from './ask.ts';
import { keepsWords } from './keepers.ts';
import styles from './Speech.module.css';
import type { SpokenPart } from './spoken-lines.ts';
import { useSentence } from './use-sentence.ts';
import { WordSheet } from './WordSheet.tsx';
import { wordIn } from './word-list.ts';

const PREVIEW_AFTER_MS = 600;
const LONGEST_WORD = 60;
const LONGEST_SENTENCE = 600;

/** «Máy sẽ đọc: …», a moment after the typing stops: each sentence to be heard, each changed word to be changed otherwise. */
export function Spelling({ draft }: { draft: SpeechDraft }) {
  const { say } = useWords();
  const { account } = useMe();
  const area = draft.area ?? account.areas[0];
  const mayKeep = keepsWords(account.role) && area !== undefined;
  const [text] = useDebouncedValue(draft.text, PREVIEW_AFTER_MS);
  const { voice, speed } = draft;
  const asked = { voice, speed, ...(draft.area ? { area: draft.area } : {}) };
  const preview = useSpeechPreview({ text, ...asked });
  const dictionary = useDictionary(mayKeep ? area : undefined);
  const { sounding, error, play } = useSentence();
  const [word, setWord] = useState<Pick<SpokenPart, 'written' | 'spoken'> | undefined>();
  if (draft.text === '') return null;
  if (preview.isError) return <Notice meaning="partial">{say('speech.preview-failed')}</Notice>;
  if (!preview.data) return null;
  const entries = dictionary.data?.entries;
  const { pieces } = preview.data;
  const open = (part: SpokenPart) =>
    setWord({ written: part.written.trim().slice(0, LONGEST_WORD), spoken: part.spoken.trim() });
  return (
    <div className={panel.spelling} aria-busy={preview.isPlaceholderData || undefined}>
      <p>{say('speech.will-read')}</p>
      {/* Long texts scroll here, and the keyboard must get to what is hidden. */}
      <section className={panel.spoken} aria-label={say('speech.will-read')} tabIndex={-1}>
        <Spoken
          preview={preview.data}
          sounding={sounding}
          onPlay={(key, written) => void play(key, { text: written.slice(0, LONGEST_SENTENCE), ...asked })}
          onWord={mayKeep && entries ? open : undefined}
        />
      </section>
      {error !== undefined && (
        <Notice meaning="partial" role="alert" title={say('sentence.failed')}>
          {problemText(error, say)}
        </Notice>
      )}
      <div className={styles.legend}>
        {pieces.some((piece) => piece.changed && !piece.byDictionary && piece.spoken.trim() !== '') && (
          <span>
            <mark className={styles.mark}>{say('sentence.legend-rule')}</mark>
          </span>
        )}
        {pieces.some((piece) => piece.byDictionary) && (
          <span>
            <mark className={styles.mark} data-by="dictionary">
              {say('sentence.legend-dictionary')}
            </mark>
          </span>
        )}
      </div>
      {mayKeep && entries && (
        <Button mt={8} size="md" variant="default" onClick={() => setWord({ written: '', spoken: '' })}>
          {say('sentence.add-word')}
        </Button>
      )}
      {word && entries && area !== undefined && (
        <WordSheet
          area={area}
          entries={entries}
          one={wordIn(entries, word.written)}
          proposal={word}
          onClose={() => setWord(undefined)}
        />
      )}
    </div>
  );
}
