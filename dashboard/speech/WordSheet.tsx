import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { createPortal } from 'react-dom';
import type { DictionaryEntry } from '../../protocol/api/library.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { useWords } from '../i18n/Language.tsx';
import { useSetDictionary } from './ask.ts';
import { PlaySentence } from './PlaySentence.tsx';
import styles from './Speech.module.css';
import { useSentence } from './use-sentence.ts';
import { withWord } from './word-list.ts';

interface Props {
  area: string;
  entries: readonly DictionaryEntry[];
  /** The entry that is changed; a new one otherwise. */
  one: DictionaryEntry | undefined;
  /** What a new one begins with. */
  proposal?: { readonly written: string; readonly spoken: string };
  onClose: () => void;
}

/** How one word is read, heard before it is kept. */
export function WordSheet({ area, entries, one, proposal, onClose }: Props) {
  const { say } = useWords();
  const set = useSetDictionary(area);
  const { sounding, error, play } = useSentence();
  const [typed, setTyped] = useState({ written: '', spoken: '', exact: false, ...proposal, ...one });
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const next = { ...typed, written: typed.written.trim(), spoken: typed.spoken.trim() };
  const submit = () => {
    const faults = (['written', 'spoken'] as const).flatMap((field) =>
      /[\p{L}\p{N}]/u.test(next[field]) ? [] : [{ field: `word-${field}`, message: say(`word.${field}-missing`) }],
    );
    setErrors(faults);
    if (faults.length > 0) return;
    set.mutate(withWord(entries, one, next), {
      onSuccess: onClose,
      onError: (failure) => setErrors([{ message: problemText(failure, say) }]),
    });
  };
  // In the body, and its events kept here: the page that opens it may be a form itself.
  return createPortal(
    <div onSubmit={(event) => event.stopPropagation()}>
      <FormSheet
        title={say(one ? 'word.change' : 'word.add')}
        errors={errors}
        submit={say('account.save')}
        gap="sm"
        busy={set.isPending}
        onSubmit={submit}
        onClose={onClose}
      >
        <TextInput
          id="word-written"
          label={say('word.written')}
          description={say('word.written-hint')}
          maxLength={60}
          autoComplete="off"
          value={typed.written}
          onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, written: value }))}
        />
        <div className={styles.heard}>
          <TextInput
            id="word-spoken"
            label={say('word.spoken')}
            description={say('word.spoken-hint')}
            maxLength={120}
            autoComplete="off"
            value={typed.spoken}
            onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, spoken: value }))}
          />
          <PlaySentence
            of="word"
            name={next.spoken}
            sounding={sounding}
            onPlay={() =>
              next.spoken && void play('word', { text: next.spoken, voice: 'north', speed: 'normal', area })
            }
          />
        </div>
        <Checkbox
          size="md"
          label={say('word.exact')}
          checked={typed.exact}
          onChange={({ currentTarget: { checked } }) => setTyped((before) => ({ ...before, exact: checked }))}
        />
        {error !== undefined && (
          <Notice meaning="partial" role="alert" title={say('sentence.failed')}>
            {problemText(error, say)}
          </Notice>
        )}
      </FormSheet>
    </div>,
    document.body,
  );
}
